import { timingSafeEqual } from 'node:crypto';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Argon2id } from './argon2id.ts';

/** What one hash costs: KiB of memory, passes over them, lanes. */
export interface PinCost {
  readonly memory: number;
  readonly passes: number;
  readonly parallelism: number;
}

/** Source: OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
export const PIN_COST: PinCost = { memory: 19_456, passes: 2, parallelism: 1 };

const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** A stored hash may not ask for more than this: a file that was tampered with must not exhaust the box. */
const MOST: PinCost = { memory: 262_144, passes: 16, parallelism: 8 };

/** A stored PIN, taken apart. */
export interface PinRecord {
  readonly cost: PinCost;
  readonly salt: Uint8Array;
  readonly tag: Uint8Array;
}

/** Hashes a PIN under a new salt. @returns a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. */
export async function hashPin(
  pin: string,
  tools: { readonly argon2id: Argon2id; readonly randomBytes: (length: number) => Uint8Array; readonly cost: PinCost },
): Promise<string> {
  const salt = tools.randomBytes(SALT_BYTES);
  const tag = await derive(pin, { cost: tools.cost, salt, tag: new Uint8Array(TAG_BYTES) }, tools.argon2id);
  const { memory, passes, parallelism } = tools.cost;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** Compares a PIN with a stored one, in a time that does not depend on either. */
export async function isSamePin(pin: string, record: PinRecord, argon2id: Argon2id): Promise<boolean> {
  return timingSafeEqual(await derive(pin, record, argon2id), record.tag);
}

/** What is compared with when there is nobody: the same work, and no PIN fits. */
export function nobodysPin(cost: PinCost, randomBytes: (length: number) => Uint8Array): PinRecord {
  return { cost, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) };
}

export function isCost(a: PinCost, b: PinCost): boolean {
  return a.memory === b.memory && a.passes === b.passes && a.parallelism === b.parallelism;
}

// Source: github.com/P-H-C/phc-string-format, and the version number 19 (1.3) of RFC 9106, section 3.2.
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,3})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

/** Reads a PHC string of argon2id. @throws Fault STORAGE_CORRUPT, which quotes nothing of it. */
export function readPinRecord(text: string): PinRecord {
  const [, memory, passes, parallelism, salt, tag] = PHC.exec(text) ?? [];
  const cost = { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) };
  const holds =
    cost.memory <= MOST.memory &&
    cost.passes >= 1 &&
    cost.passes <= MOST.passes &&
    cost.parallelism >= 1 &&
    cost.parallelism <= MOST.parallelism &&
    cost.memory >= 8 * cost.parallelism;
  if (salt === undefined || tag === undefined || !holds) {
    throw new Fault('STORAGE_CORRUPT', 'a PIN in the staff file is not stored as argon2id');
  }
  return { cost, salt: Buffer.from(salt, 'base64'), tag: Buffer.from(tag, 'base64') };
}

function derive(pin: string, { cost, salt, tag }: PinRecord, argon2id: Argon2id): Promise<Uint8Array> {
  return argon2id({ message: Buffer.from(pin), nonce: salt, tagLength: tag.length, ...cost });
}

/** Base64 without padding, as PHC strings have it. */
function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
