/** Desired configuration: what the office wants a box set to, signed, for a time. */
import { z } from 'zod';
import { firmwareRefSchema } from '../asset/asset.ts';
import type { FeedConfig } from './values.ts';

/** A setting, or the firmware of a device. */
export const fieldValueSchema = z.union([z.string().max(400), z.number(), z.boolean(), firmwareRefSchema]);

/** What is signed, as JSON. `store` and `workstation` say whom it is for, so that it is of no use to another; null is everyone. */
export const desiredSchema = z.strictObject({
  version: z.int().min(1),
  store: z.string().min(1).max(64).nullable(),
  workstation: z.string().min(1).max(32).nullable(),
  expiresAt: z.iso.datetime(),
  fields: z.record(z.string().min(1).max(64), fieldValueSchema).refine((fields) => Object.keys(fields).length <= 100),
});
export type Desired = z.infer<typeof desiredSchema>;
export type FieldValue = z.infer<typeof fieldValueSchema>;

/** The key of the one row that a scope has. */
export const DESIRED_KEY = 'desired';

/** The text that the signature is over. */
export function signedText(body: string): string {
  return `checkstand config\n${body}`;
}

/** Why a configuration is not taken at all. */
export type DesiredFlaw = 'noKey' | 'otherKey' | 'signature' | 'malformed' | 'otherBox' | 'expired' | 'older';

export interface DesiredJudge {
  readonly store: string;
  readonly workstation: string;
  /** `x` of the JWK of the key that this box takes configuration from; null where it takes none. */
  readonly trusted: string | null;
  /** Whether a key (`x`) signed a text (base64url signature). */
  readonly verify: (x: string, text: string, signature: string) => boolean;
  /** RFC 7638 thumbprint of a key. */
  readonly thumbprint: (x: string) => string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Of the newest that was ever taken. */
  readonly last: number;
}

/** Whether a configuration is for this box, true, new and still good. Whether its fields are, is asked one by one. */
export function judgeDesired(
  { body, keyId, signature }: FeedConfig,
  judge: DesiredJudge,
):
  | { readonly kind: 'desired'; readonly desired: Desired }
  | { readonly kind: 'refused'; readonly reason: DesiredFlaw } {
  const refused = (reason: DesiredFlaw) => ({ kind: 'refused', reason }) as const;
  if (judge.trusted === null) return refused('noKey');
  if (judge.thumbprint(judge.trusted) !== keyId) return refused('otherKey');
  if (!judge.verify(judge.trusted, signedText(body), signature)) return refused('signature');
  const desired = parsed(body);
  if (desired === null) return refused('malformed');
  const isOurs = desired.store === null ? desired.workstation === null : desired.store === judge.store;
  if (!isOurs || (desired.workstation !== null && desired.workstation !== judge.workstation))
    return refused('otherBox');
  if (Date.parse(desired.expiresAt) <= judge.now) return refused('expired');
  return desired.version <= judge.last ? refused('older') : { kind: 'desired', desired };
}

function parsed(body: string): Desired | null {
  try {
    const read = desiredSchema.safeParse(JSON.parse(body));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
