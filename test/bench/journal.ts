import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { openJournal } from '../../src/storage/index.ts';
import { realClock, realIdentifiers } from './real-ports.ts';
import { percentiles, type Row, round } from './row.ts';
import { withFolder } from './scratch.ts';

const WARM_UP = 200;
const COMMITS = 4_000;
const LIMIT = 3;

/**
 * One line of a sale made durable by the journal, against the same bytes appended to a plain file and fsynced; in turn, so that
 * both meet the same disk. Between sales, every fortieth commit, the log is checkpointed as the lane does when it is idle.
 */
export async function* run(): AsyncGenerator<Row> {
  const { ours, raw } = await withFolder(async (folder) => {
    const options = {
      workstation: 'bench',
      clock: realClock,
      identifiers: realIdentifiers,
      businessDay: () => '2026-03-02',
    };
    const journal = openJournal({ path: join(folder, 'journal.db'), ...options });
    const file = openSync(join(folder, 'raw'), 'a');
    const samples = { ours: [] as number[], raw: [] as number[] };
    for (let n = 0; n < WARM_UP + COMMITS; n += 1) {
      const draft = lineAdded(n);
      const ours = timed(() => journal.append(() => [draft]));
      const bytes = Buffer.from(JSON.stringify(draft.body));
      const raw = timed(() => {
        writeSync(file, bytes);
        fsyncSync(file);
      });
      if (n >= WARM_UP) {
        samples.ours.push(ours);
        samples.raw.push(raw);
      }
      if (n % 40 === 39) journal.checkpoint();
    }
    closeSync(file);
    journal.close();
    return samples;
  });
  const figures = percentiles(ours);
  const peer = percentiles(raw);
  const ratio = round(figures.p99 / peer.p99);
  yield {
    suite: 'journal',
    name: 'commit',
    unit: 'ms',
    ...figures,
    peer: { name: 'write+fsync', p50: peer.p50, p99: peer.p99 },
    ratio,
    target: `ratio <= ${LIMIT}`,
    reached: ratio <= LIMIT,
  };
}

function lineAdded(n: number) {
  return {
    kind: 'LineAdded',
    v: 1,
    transactionId: `t${Math.floor(n / 20)}`,
    body: {
      transactionId: `t${Math.floor(n / 20)}`,
      lineId: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
      identity: 'gtin 09520000000011',
      quantity: 1,
      item: {
        id: `item-${n}`,
        name: 'Whole milk',
        names: { de: 'Vollmilch', fr: 'Lait entier', es: 'Leche entera', ar: 'حليب كامل الدسم' },
        size: '2 litres',
        category: 'dairy',
        price: 175,
        soldBy: 'unit',
        taxCodes: ['Z'],
        picture: 'glass-of-milk',
        catalogueVersion: 'sha256-0123456789abcdef',
      },
    },
  };
}

function timed(work: () => unknown): number {
  const from = performance.now();
  work();
  return performance.now() - from;
}
