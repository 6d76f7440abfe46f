import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sell } from '../../../../test/fixtures/sales.ts';
import { temporaryFolder, temporaryJournal } from '../../../../test/fixtures/storage.ts';
import { FRAME_BYTES, LOG_HEADER } from './log-format.ts';
import { logDamage } from './write-ahead-log.ts';

const SECTOR = 512;

/** The log of a journal that sells on, begun anew after its first twenty sales: frames of the log before it lie behind its end. */
function soundLog() {
  const journal = temporaryJournal();
  const sales = (from: number, to: number) => {
    for (let sale = from; sale <= to; sale += 1) sell(journal, `sale-${sale}`, `milk ${sale}`);
  };
  sales(1, 20);
  journal.checkpoint();
  const old = readFileSync(`${journal.path}-wal`);
  sales(21, 30);
  const without = readFileSync(`${journal.path}-wal`);
  sales(31, 31);
  const bytes = readFileSync(`${journal.path}-wal`);
  const from = [...bytes.keys()].find((at) => bytes[at] !== without[at]) ?? 0;
  const end = bytes.findLastIndex((byte, at) => byte !== without[at]) + 1;
  return { bytes, without, old, from: LOG_HEADER + Math.floor((from - LOG_HEADER) / FRAME_BYTES) * FRAME_BYTES, end };
}

let made: ReturnType<typeof soundLog> | null = null;

/** The log, and what is said of one with other bytes. */
function laid() {
  made ??= soundLog();
  const path = join(temporaryFolder(), 'journal.db-wal');
  const damageOf = (bytes: Buffer) => {
    writeFileSync(path, bytes);
    return logDamage(path);
  };
  return { log: made, damageOf, path };
}

describe('a write-ahead log', () => {
  it('is sound as it is, with and without its last commit, cut off anywhere, and where there is none', () => {
    const { log, damageOf, path } = laid();
    expect(log.old.length).toBe(log.bytes.length);
    expect([log.bytes, log.without, log.old].map(damageOf)).toEqual([null, null, null]);
    for (let at = 0; at < log.end; at += 1511) expect(damageOf(log.bytes.subarray(0, at))).toBeNull();
    expect(logDamage(`${path}-none`)).toBeNull();
  });

  it('is sound whichever sectors of its last commit were not written when the power went', () => {
    const { log, damageOf } = laid();
    const first = Math.floor(log.from / SECTOR);
    const sectors = Math.ceil(log.end / SECTOR) - first;
    expect(sectors).toBeGreaterThan(16);
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: sectors, maxLength: sectors }),
        fc.constantFrom('as they were', 'zeros'),
        (written, others) => {
          const torn = Buffer.from(log.bytes);
          for (const [index, is] of written.entries()) {
            const at = Math.max(log.from, (first + index) * SECTOR);
            const to = Math.min(log.end, (first + index + 1) * SECTOR);
            if (!is && others === 'zeros') torn.fill(0, at, to);
            if (!is && others === 'as they were') log.without.copy(torn, at, at, to);
          }
          expect(damageOf(torn)).toBeNull();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is damaged whichever single bit of it has changed, of its header and its last commit too', () => {
    const { log, damageOf } = laid();
    const at = fc.oneof(fc.nat(LOG_HEADER - 1), fc.integer({ min: LOG_HEADER, max: log.end - 1 }));
    const heads = fc
      .integer({ min: 0, max: (log.end - LOG_HEADER) / FRAME_BYTES - 1 })
      .chain((frame) => fc.nat(23).map((byte) => LOG_HEADER + frame * FRAME_BYTES + byte));
    fc.assert(
      fc.property(fc.oneof(at, heads), fc.nat(7), (place, bit) => {
        const bytes = Buffer.from(log.bytes);
        bytes[place] = bytes[place]! ^ (1 << bit);
        const frame = place < LOG_HEADER ? 0 : Math.floor((place - LOG_HEADER) / FRAME_BYTES) + 1;
        expect(damageOf(bytes)).toMatchObject({ frame });
      }),
      { numRuns: 80 },
    );
  });

  it('is damaged where bytes of a commit before the last have changed, however many', () => {
    const { log, damageOf } = laid();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: log.from - 1 }), fc.integer({ min: 1, max: 5000 }), (place, length) => {
        const bytes = Buffer.from(log.bytes);
        const to = Math.min(log.from - FRAME_BYTES, place + length);
        bytes.fill(0xa7, Math.min(place, to - 1), to);
        expect(damageOf(bytes)).not.toBeNull();
      }),
      { numRuns: 60 },
    );
  });
});
