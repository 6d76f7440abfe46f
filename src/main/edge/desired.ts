import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type FirmwareRef, firmwareRefSchema } from '../../domain/asset/asset.ts';
import { DESIRED_KEY, type FieldValue, fieldValueSchema, judgeDesired } from '../../domain/feed/desired.ts';
import { feedConfigSchema } from '../../domain/feed/values.ts';
import {
  type FirmwareRefusal,
  WORKSTATION_EVENT_VERSION,
  type WorkstationEvent,
} from '../../domain/journal/workstation-events.ts';
import { type CatalogueStore, type JournalStore, replaceText } from '../../storage/index.ts';
import type { Clock } from '../../workstation/ports/time.ts';
import type { Config } from './config/index.ts';
import { SETTABLE } from './config/schema.ts';
import { profileFlaw } from './device-bindings.ts';

export interface DesiredParts {
  readonly config: Pick<Config, 'cloud' | 'store' | 'workstation' | 'devices' | 'profiles'>;
  /** Where the last known good lies. */
  readonly file: string;
  readonly catalogue: Pick<CatalogueStore, 'fed'>;
  readonly journal: Pick<JournalStore, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether a device takes firmware from this box; none does where this is left out. */
  readonly takesFirmware?: (deviceId: string) => boolean;
}

/** What the office has set this box to, as far as it was taken. */
export interface DesiredConfig {
  /** A field's value; the box's own where the office has set none. */
  value<T extends FieldValue>(field: keyof typeof SETTABLE, own: T): T;
  /** Looks at what the feed says now: takes what can be taken, and records in the journal what was and what was not. */
  look(): void;
  /** Firmware that devices are set to and don't have yet. */
  awaited(): readonly AwaitedFirmware[];
  /** A device is being given an image: until that is over nobody knows what it runs, not even after a power cut. */
  begun(awaited: AwaitedFirmware): void;
  /** Says what came of it. Where another image is awaited by then, that one is still to come. */
  settled(awaited: AwaitedFirmware, outcome: 'installed' | FirmwareRefusal): void;
}

export interface AwaitedFirmware {
  readonly field: string;
  readonly device: string;
  readonly image: FirmwareRef;
}

const fieldsSchema = z.record(z.string(), fieldValueSchema);

const goodSchema = z.object({
  version: z.int(),
  fields: fieldsSchema,
  /** SHA-256 of the row that was judged last: it is judged, and told, once. */
  judged: z.string(),
  /** A version whose firmware is on its way to its devices: it counts as taken once each of them has it, or has refused it. */
  pending: z
    .object({ version: z.int(), taken: fieldsSchema, firmware: z.record(z.string(), firmwareRefSchema) })
    .nullable()
    .default(null),
});
type Good = z.infer<typeof goodSchema>;

const NOTHING: Good = { version: 0, fields: {}, judged: '', pending: null };

/** Opens the last known good; what can't be read of it counts as nothing, and the feed says it again. */
export function desiredConfig(parts: DesiredParts): DesiredConfig {
  const { config, file, catalogue, journal, clock, takesFirmware = () => false } = parts;
  let good = readGood(file);
  const trusted = config.cloud?.configKey ?? null;
  const record = (event: WorkstationEvent): void => {
    const { kind, body } = event;
    journal.append(() => [{ kind, v: WORKSTATION_EVENT_VERSION, body }]);
  };
  const keep = (next: Good): void => {
    good = next;
    replaceText(file, `${JSON.stringify(next)}\n`);
  };

  /** Keeps what is good now, and says that a version was taken when nothing of it is on its way any more. */
  const finish = (next: Good & { readonly pending: NonNullable<Good['pending']> }): void => {
    const { version, taken, firmware } = next.pending;
    if (Object.keys(firmware).length > 0) return keep(next);
    record({ kind: 'ConfigApplied', body: { version, fields: taken } });
    keep({ ...next, pending: null });
  };

  return {
    value(field, own) {
      const set = SETTABLE[field].safeParse(good.fields[field]);
      return Object.hasOwn(good.fields, field) && set.success ? (set.data as typeof own) : own;
    },
    look() {
      const row = catalogue.fed('config')?.find(({ key }) => key === DESIRED_KEY);
      if (row === undefined) return;
      const judged = createHash('sha256').update(`${trusted}\n${row.value}`).digest('hex');
      if (judged === good.judged) return;
      const outcome = judgeDesired(feedConfigSchema.parse(JSON.parse(row.value)), {
        store: config.store.id,
        workstation: config.workstation.id,
        trusted,
        verify: isSigned,
        thumbprint,
        now: clock.now(),
        last: good.version,
      });
      if (outcome.kind === 'refused') {
        record({ kind: 'ConfigRefused', body: { reason: outcome.reason, fields: [] } });
        keep({ ...good, judged });
        return;
      }
      const { version, fields } = outcome.desired;
      const flaws = Object.entries(fields).flatMap(([field, value]) => {
        const reason = flawOf(config, takesFirmware, field, value);
        return reason === null ? [] : [{ field, reason }];
      });
      const isRefused = (field: string): boolean => flaws.some((flaw) => flaw.field === field);
      // Of a field that is refused, what was good before stays.
      const kept = Object.entries(good.fields).filter(([field]) => isRefused(field));
      const taken = Object.entries(fields).filter(([field]) => !isRefused(field));
      if (flaws.length > 0) record({ kind: 'ConfigRefused', body: { version, fields: flaws } });
      const firmware = Object.fromEntries(taken.flatMap(([field, value]) => toInstall(good, field, value)));
      const now = taken.filter(([field]) => !Object.hasOwn(firmware, field));
      // What a device runs stays said until it runs another.
      const running = Object.entries(good.fields).filter(([field]) => Object.hasOwn(firmware, field));
      const pending = { version, taken: Object.fromEntries(now), firmware };
      finish({ version, fields: Object.fromEntries([...kept, ...running, ...now]), judged, pending });
    },
    awaited: () =>
      Object.entries(good.pending?.firmware ?? {}).map(([field, image]) => ({
        ...{ field, image },
        device: FIRMWARE_FIELD.exec(field)?.[1] ?? '',
      })),
    begun({ field }) {
      const { [field]: running, ...fields } = good.fields;
      if (running !== undefined) keep({ ...good, fields });
    },
    settled({ field, image }, outcome) {
      const { pending } = good;
      if (pending === null || pending.firmware[field]?.sha256 !== image.sha256) return;
      const { [field]: _, ...firmware } = pending.firmware;
      if (outcome !== 'installed') {
        record({ kind: 'ConfigRefused', body: { version: pending.version, fields: [{ field, reason: outcome }] } });
        return finish({ ...good, pending: { ...pending, firmware } });
      }
      const taken = { ...pending.taken, [field]: image };
      finish({ ...good, fields: { ...good.fields, [field]: image }, pending: { ...pending, taken, firmware } });
    },
  };
}

/** `device.<id>.firmware`: what a device of this box should run. */
const FIRMWARE_FIELD = /^device\.([a-z0-9][a-z0-9-]{0,31})\.firmware$/;

/** A firmware that its device does not have yet, as far as this box knows. */
function toInstall(good: Good, field: string, value: FieldValue): readonly (readonly [string, FirmwareRef])[] {
  const image = FIRMWARE_FIELD.test(field) ? firmwareRefSchema.safeParse(value) : null;
  if (image?.success !== true) return [];
  const running = firmwareRefSchema.safeParse(good.fields[field]);
  return running.success && running.data.sha256 === image.data.sha256 ? [] : [[field, image.data]];
}

function flawOf(
  config: DesiredParts['config'],
  takesFirmware: (deviceId: string) => boolean,
  field: string,
  value: FieldValue,
): 'unknown' | 'invalid' | 'takesNone' | null {
  const device = FIRMWARE_FIELD.exec(field)?.[1];
  if (device !== undefined) {
    if (!config.devices.some(({ id }) => id === device)) return 'unknown';
    if (!firmwareRefSchema.safeParse(value).success) return 'invalid';
    return takesFirmware(device) ? null : 'takesNone';
  }
  if (!Object.hasOwn(SETTABLE, field)) return profileFlaw(config, field, value);
  return SETTABLE[field as keyof typeof SETTABLE].safeParse(value).success ? null : 'invalid';
}

/** What was taken last, for those who need it before anything of the box runs. */
export const lastKnownGood = (file: string): Good['fields'] => readGood(file).fields;

function readGood(file: string): Good {
  try {
    return existsSync(file) ? goodSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : NOTHING;
  } catch {
    return NOTHING;
  }
}

function isSigned(x: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
  } catch {
    return false;
  }
}

/** RFC 7638, section 3. */
function thumbprint(x: string): string {
  return createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}
