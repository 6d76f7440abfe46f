import { canonicalText, type JsonValue } from './canonical.ts';
import { plainMembers, type Span } from './canonical-scan.ts';
import { type JournalRecord, MAX_ENTRY_BYTES, NO_HASH, type Sha256 } from './record.ts';
import { utf8Text } from './utf8.ts';

/**
 * Why an entry breaks the chain: its bytes are no JSON, not the canonical form, not a record (members, size); it belongs to
 * another workstation; entries are missing before it; it does not follow the entry before it; its stored hash is another; or
 * its epoch starts without the entry that links it to the epoch before.
 */
export type ChainBreak =
  | 'notJson'
  | 'notCanonical'
  | 'badRecord'
  | 'otherWorkstation'
  | 'seqGap'
  | 'prevHash'
  | 'hash'
  | 'epochLink';

interface Broken {
  readonly kind: 'broken';
  readonly why: ChainBreak;
  readonly detail: string;
}

export type VerifyStep = { readonly kind: 'ok'; readonly record: JournalRecord; readonly hash: string } | Broken;

export interface ChainVerifier {
  /**
   * Checks the next entry's stored bytes, and its stored hash where one is kept beside them. A broken entry leaves the verifier
   * as it was: it still waits for the entry that should have come.
   */
  next(bytes: Uint8Array, storedHash?: string): VerifyStep;
}

/** The last sound entry. */
interface Head {
  readonly workstation: string;
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
}

const TEXT_MEMBERS = ['workstation', 'epoch', 'recordedAt', 'businessDay', 'kind', 'prevHash'];
const MEMBER_COUNT = 9;

/** Walks a journal entry by entry, across epochs, holding only the last hash and the names of the epochs that ended. */
export function chainVerifier(sha256: Sha256): ChainVerifier {
  let head: Head | null = null;
  const ended = new Set<string>();

  return {
    next(bytes, storedHash) {
      const read = readRecord(bytes);
      if (read.kind === 'broken') return read;
      const { record } = read;
      const unlinked = checkLink(record, head, ended);
      if (unlinked !== null) return unlinked;
      const hash = sha256(bytes);
      if (storedHash !== undefined && storedHash !== hash) {
        return broken('hash', `hash ${short(storedHash)}, not ${short(hash)}`);
      }
      if (head !== null && head.epoch !== record.epoch) ended.add(head.epoch);
      head = { workstation: record.workstation, epoch: record.epoch, seq: record.seq, hash };
      return { kind: 'ok', record, hash };
    },
  };
}

/** Whether the record follows the last sound entry, in its epoch or as the first of the next one. */
function checkLink(record: JournalRecord, head: Head | null, ended: ReadonlySet<string>): Broken | null {
  if (head !== null && record.workstation !== head.workstation) {
    return broken('otherWorkstation', `${record.workstation} after ${head.workstation}`);
  }
  const starts = head === null || record.epoch !== head.epoch;
  const epochFlaw = starts ? checkEpochStart(record, head, ended) : null;
  if (epochFlaw !== null) return epochFlaw;
  const seq = starts ? 0 : head.seq;
  const hash = starts ? NO_HASH : head.hash;
  if (record.seq !== seq + 1) return broken('seqGap', `seq ${record.seq} after ${seq}`);
  if (record.prevHash !== hash) return broken('prevHash', `prevHash ${short(record.prevHash)}, not ${short(hash)}`);
  return null;
}

/**
 * The first entry of an epoch says so. Where another epoch stands before it in the same journal, it names that one and its last
 * hash: else entries could be cut off the end of an epoch and nobody would miss them.
 */
function checkEpochStart(record: JournalRecord, head: Head | null, ended: ReadonlySet<string>): Broken | null {
  const { epoch, kind, body } = record;
  if (ended.has(epoch)) return broken('epochLink', `epoch ${epoch} comes back`);
  if (kind !== 'EpochStarted') return broken('epochLink', `epoch ${epoch} starts with ${kind}`);
  if (head === null) return null;
  if (body.parentEpoch !== head.epoch)
    return broken('epochLink', `epoch ${epoch} does not name ${head.epoch} as its parent`);
  if (body.parentHash !== head.hash)
    return broken('epochLink', `epoch ${epoch} does not follow entry ${head.seq} of its parent`);
  return null;
}

export type ReadRecord = { readonly kind: 'read'; readonly record: JournalRecord } | Broken;

/** Reads one entry's bytes, whatever chain it stands in: a record of the right members and size, in canonical form. */
export function readRecord(bytes: Uint8Array): ReadRecord {
  if (bytes.length > MAX_ENTRY_BYTES) {
    return broken('badRecord', `${bytes.length} bytes, and an entry has ${MAX_ENTRY_BYTES} at most`);
  }
  const text = utf8Text(bytes);
  const value = text === null ? undefined : parseJson(text);
  if (text === null || value === undefined) return broken('notJson', 'the bytes are not JSON in UTF-8');
  if (!isRecord(value)) return broken('badRecord', 'the members of a journal record are missing or of the wrong type');
  if (!isCanonical(value, text)) return broken('notCanonical', 'the bytes are not the canonical form of what they say');
  return { kind: 'read', record: value as unknown as JournalRecord };
}

/** What an entry says of its own place, for those who need not know the rest. */
export type RecordPlace = Pick<JournalRecord, 'workstation' | 'epoch' | 'seq' | 'kind' | 'prevHash'>;

export type ReadPlace = { readonly kind: 'read'; readonly place: RecordPlace } | Broken;

/** Judges as `readRecord` does, and reads no more than where the entry stands: for most, their text need not be taken apart. */
export function readPlace(bytes: Uint8Array): ReadPlace {
  const text = bytes.length > MAX_ENTRY_BYTES ? null : utf8Text(bytes);
  const place = text === null ? null : plainPlace(text, plainMembers(text));
  if (place !== null) return { kind: 'read', place };
  const read = readRecord(bytes);
  return read.kind === 'read' ? { kind: 'read', place: read.record } : read;
}

/** In the order of the canonical form, with the first character that a value of its type has. */
const MEMBERS: readonly (readonly [keyof JournalRecord, string])[] = [
  ['body', '{'],
  ['businessDay', '"'],
  ['epoch', '"'],
  ['kind', '"'],
  ['prevHash', '"'],
  ['recordedAt', '"'],
  ['seq', ''],
  ['v', ''],
  ['workstation', '"'],
];

/** Null where it is not a record at first sight. */
function plainPlace(text: string, spans: readonly Span[] | null): RecordPlace | null {
  if (spans === null || spans.length !== MEMBERS.length) return null;
  const isOne = MEMBERS.every(([key, first], at) => spans[at]?.key === key && text.startsWith(first, spans[at].from));
  const saidAt = (at: number): string => text.slice(spans[at]?.from, spans[at]?.to);
  const textAt = (at: number): string => saidAt(at).slice(1, -1);
  const [seq, v] = [Number(saidAt(6)), Number(saidAt(7))];
  if (!isOne || !Number.isSafeInteger(seq) || !Number.isSafeInteger(v)) return null;
  return { workstation: textAt(8), epoch: textAt(2), seq, kind: textAt(3), prevHash: textAt(4) };
}

function parseJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return undefined;
  }
}

/** JSON can say what has no canonical form at all: half a surrogate pair, 1e999, ten thousand brackets. */
function isCanonical(value: JsonValue, text: string): boolean {
  try {
    return plainMembers(text) !== null || canonicalText(value) === text;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function isRecord(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const it = value as { readonly [key: string]: JsonValue | undefined };
  return (
    TEXT_MEMBERS.every((key) => typeof it[key] === 'string') &&
    Number.isSafeInteger(it.seq) &&
    Number.isSafeInteger(it.v) &&
    typeof it.body === 'object' &&
    it.body !== null &&
    !Array.isArray(it.body) &&
    Object.keys(it).length === MEMBER_COUNT
  );
}

function short(hash: string): string {
  return `${hash.slice(0, 12)}…`;
}

function broken(why: ChainBreak, detail: string): Broken {
  return { kind: 'broken', why, detail };
}
