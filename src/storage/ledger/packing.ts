import { LEDGER_KEY } from '../../domain/gate/ledger-entry-schema.ts';
import { Fault } from '../../workstation/ports/fault.ts';

/** The form in which every name is found again: lower case, as the UUIDs of journals are. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A transaction's id for the file: a UUID as its 16 bytes, anything else as it is. */
export function packId(id: string): string | Buffer {
  return UUID.test(id) ? Buffer.from(id.replaceAll('-', ''), 'hex') : id;
}

export function unpackId(packed: string | Buffer): string {
  if (typeof packed === 'string') return packed;
  const hex = packed.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

export function isKey(key: string): boolean {
  return LEDGER_KEY.test(key);
}

/** A key's bytes. @throws RangeError for what is none. */
export function keyBytes(key: string): Buffer {
  if (!isKey(key)) throw new RangeError(`a key of the sold ledger is 1 to 16 bytes in hex, not ${key.slice(0, 40)}`);
  return Buffer.from(key, 'hex');
}

/** An entry's keys in one form, whatever order they came in: ascending, none twice, each behind its length in a byte. */
export function packKeys(keys: readonly Buffer[]): Buffer {
  const pieces: Buffer[] = [];
  let last: Buffer | null = null;
  for (const key of [...keys].sort(Buffer.compare)) {
    if (last?.equals(key)) continue;
    pieces.push(Buffer.of(key.length), key);
    last = key;
  }
  return Buffer.concat(pieces);
}

/** @throws Fault STORAGE_CORRUPT where a length points past the end. */
export function unpackKeys(packed: Buffer): Buffer[] {
  const keys: Buffer[] = [];
  for (let at = 0; at < packed.length; ) {
    const length = packed[at] ?? 0;
    const end = at + 1 + length;
    if (length === 0 || end > packed.length)
      throw new Fault('STORAGE_CORRUPT', 'an entry of the sold ledger has damaged keys');
    keys.push(packed.subarray(at + 1, end));
    at = end;
  }
  return keys;
}
