import { hash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { zstdCompressSync } from 'node:zlib';
import { digestText, NO_ROWS, withRow } from '../../domain/feed/digest.ts';
import { COLLECTIONS, type Collection, type FeedRow, rowLine, type Scope } from '../../domain/feed/row.ts';
import type { FeedCheckpoint, FeedPart } from '../../workstation/ports/feed.ts';

/** A feed on paper: what a cloud would hold, without one. */
export function paperFeed() {
  const rows = new Map<string, FeedRow>();
  let version = 0;
  const newest = () => [...rows.values()].sort((a, b) => a.version - b.version);
  return {
    put(collection: Collection, key: string, value: object | null, scope: Scope = 'retailer'): void {
      version += 1;
      rows.set(`${collection} ${scope} ${key}`, {
        ...{ collection, scope, key, version },
        value: value === null ? null : JSON.stringify(value),
      });
    },
    version: () => version,
    /** A page of all that is newer. */
    after: (cursor: number): Uint8Array =>
      Buffer.from(
        newest()
          .filter((row) => row.version > cursor)
          .map((row) => `${rowLine(row)}\n`)
          .join(''),
      ),
    checkpoint(): FeedCheckpoint {
      const live = newest();
      const collections = COLLECTIONS.flatMap((name) => {
        const mine = live.filter(({ collection }) => collection === name);
        if (mine.length === 0) return [];
        const sum = mine.reduce((all, row) => withRow(all, row, 1, (text) => hash('sha256', text, 'buffer')), NO_ROWS);
        return [[name, { rows: sum.rows, digest: digestText(sum) }]];
      });
      return { version, collections: Object.fromEntries(collections) };
    },
    /** Writes a part as the cloud packs it. @returns what the cloud says of it. */
    writePart(path: string): FeedPart {
      const live = newest().filter(({ value }) => value !== null);
      const packed = zstdCompressSync(live.map((row) => `${rowLine(row)}\n`).join(''));
      writeFileSync(path, packed);
      return { sha256: hash('sha256', packed, 'hex'), collections: this.checkpoint().collections };
    },
  };
}

export type PaperFeed = ReturnType<typeof paperFeed>;
