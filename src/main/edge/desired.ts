import { createHash, createPublicKey, verify } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { DESIRED_KEY, type FieldValue, judgeDesired } from '../../domain/feed/desired.ts';
import { feedConfigSchema } from '../../domain/feed/values.ts';
import { WORKSTATION_EVENT_VERSION, type WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import { type CatalogueStore, type JournalStore, replaceText } from '../../storage/index.ts';
import type { Clock } from '../../workstation/ports/time.ts';
import type { Config } from './config/index.ts';
import { SETTABLE } from './config/schema.ts';
import { profileFlaw } from './device-bindings.ts';

export interface DesiredParts {
  readonly config: Pick<Config, 'cloud' | 'store' | 'workstation' | 'devices'>;
  /** Where the last known good lies. */
  readonly file: string;
  readonly catalogue: Pick<CatalogueStore, 'fed'>;
  readonly journal: Pick<JournalStore, 'append'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What the office has set this box to, as far as it was taken. */
export interface DesiredConfig {
  /** A field's value; the box's own where the office has set none. */
  value<T extends FieldValue>(field: keyof typeof SETTABLE, own: T): T;
  /** Looks at what the feed says now: takes what can be taken, and records in the journal what was and what was not. */
  look(): void;
}

const goodSchema = z.object({
  version: z.int(),
  fields: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** SHA-256 of the row that was judged last: it is judged, and told, once. */
  judged: z.string(),
});
type Good = z.infer<typeof goodSchema>;

const NOTHING: Good = { version: 0, fields: {}, judged: '' };

/** Opens the last known good; what can't be read of it counts as nothing, and the feed says it again. */
export function desiredConfig({ config, file, catalogue, journal, clock }: DesiredParts): DesiredConfig {
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
        const reason = flawOf(config, field, value);
        return reason === null ? [] : [{ field, reason }];
      });
      const isRefused = (field: string): boolean => flaws.some((flaw) => flaw.field === field);
      // Of a field that is refused, what was good before stays.
      const kept = Object.entries(good.fields).filter(([field]) => isRefused(field));
      const taken = Object.entries(fields).filter(([field]) => !isRefused(field));
      if (flaws.length > 0) record({ kind: 'ConfigRefused', body: { version, fields: flaws } });
      record({ kind: 'ConfigApplied', body: { version, fields: Object.fromEntries(taken) } });
      keep({ version, fields: Object.fromEntries([...kept, ...taken]), judged });
    },
  };
}

function flawOf(config: DesiredParts['config'], field: string, value: FieldValue): 'unknown' | 'invalid' | null {
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
