import { NO_HASH } from '../../domain/journal/record.ts';
import type { UploadEntry, UploadSource } from '../../workstation/ports/journal-upload.ts';
import type { BatchReply, HashReply, HeadReply, JournalClient, Refused, Unreachable } from './client.ts';

const hashOf = (name: string, seq: number): string =>
  Buffer.from(`${name} ${seq}`).toString('hex').padEnd(64, '0').slice(0, 64);

/** An entry whose hash says whose it is. */
export function entry(name: string, seq: number): UploadEntry {
  const recordedAt = `2026-03-02T10:00:${String(seq % 60).padStart(2, '0')}.000Z`;
  return { seq, hash: hashOf(name, seq), bytes: Buffer.from(JSON.stringify({ seq, name, recordedAt })) };
}

export const entries = (name: string, from: number, to: number): UploadEntry[] =>
  Array.from({ length: to - from + 1 }, (_, at) => entry(name, from + at));

/** A journal in memory: epochs by name, in order. */
export class PaperJournal implements UploadSource {
  readonly held: [epoch: string, entries: UploadEntry[]][];

  constructor(...held: [epoch: string, entries: UploadEntry[]][]) {
    this.held = held;
  }

  epochs() {
    return this.held.map(([epoch, list]) => ({ epoch, lastSeq: list.length }));
  }

  after(epoch: string, seq: number, most: number, bytes: number) {
    const list = this.held.find(([name]) => name === epoch)?.[1] ?? [];
    let size = 0;
    return list.slice(seq, seq + most).filter(({ bytes: own }, at) => {
      size += own.length + 1;
      return at === 0 || size <= bytes;
    });
  }

  hashAt(epoch: string, seq: number) {
    return this.held.find(([name]) => name === epoch)?.[1][seq - 1]?.hash ?? null;
  }
}

/** A cloud in memory behind the client's face, with weather. */
export class PaperCloud implements JournalClient {
  readonly held = new Map<string, UploadEntry[]>();
  /** What was asked, "send e1 1-500". */
  readonly asked: string[] = [];
  /** What the next requests meet instead of an answer; the last one stays where `stays` says so. */
  weather: (Refused | Unreachable | 'lostReply')[] = [];
  stays = false;
  underWay = 0;
  mostUnderWay = 0;
  mostEntries = Number.POSITIVE_INFINITY;

  async send(epoch: string, batch: readonly { readonly bytes: Uint8Array }[]): Promise<BatchReply> {
    const sent = batch as readonly UploadEntry[];
    return this.#meet(`send ${epoch} ${sent[0]?.seq}-${sent.at(-1)?.seq}`, (): BatchReply => {
      if (sent.length > this.mostEntries) return { kind: 'refused', code: 'TOO_LARGE', asked: null };
      const held = this.held.get(epoch) ?? [];
      if ((sent[0]?.seq ?? 0) > held.length + 1) return { kind: 'gap', head: this.#headOf(epoch) };
      if (sent.some(({ seq, hash }) => (held[seq - 1]?.hash ?? hash) !== hash)) {
        return { kind: 'forked', head: this.#headOf(epoch) };
      }
      this.held.set(epoch, [...held, ...sent.filter(({ seq }) => seq > held.length)]);
      return { kind: 'acknowledged', head: this.#headOf(epoch) };
    });
  }

  head(epoch: string): Promise<HeadReply> {
    return this.#meet(`head ${epoch}`, (): HeadReply => ({ kind: 'acknowledged', head: this.#headOf(epoch) }));
  }

  hashAt(epoch: string, seq: number): Promise<HashReply> {
    const hash = this.held.get(epoch)?.[seq - 1]?.hash ?? null;
    return this.#meet(`hash ${epoch} ${seq}`, (): HashReply => ({ kind: 'held', hash }));
  }

  close(): void {}

  #headOf(epoch: string) {
    const held = this.held.get(epoch) ?? [];
    return { epoch, ackSeq: held.length, ackHash: held.at(-1)?.hash ?? NO_HASH };
  }

  async #meet<Reply>(what: string, answer: () => Reply): Promise<Reply | Refused | Unreachable> {
    this.asked.push(what);
    this.underWay += 1;
    this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
    await Promise.resolve();
    this.underWay -= 1;
    const weather = this.stays ? this.weather[0] : this.weather.shift();
    if (weather === undefined) return answer();
    if (weather !== 'lostReply') return weather;
    answer();
    return { kind: 'unreachable' };
  }
}
