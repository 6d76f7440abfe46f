import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { openConnection } from '../../../src/storage/database/connection.ts';
import type { Chance } from '../chance.ts';
import { type Draw, randomInstant, wirePoint } from './blow.ts';

const PAGE = 4096;

/** A kill at a random instant or in the middle of a payment or a print; and mostly the journal is damaged before the next start, as a dying disk does it. */
export const damagedJournal: Draw = (steps, chance) => {
  const blow = chance.happens(0.5) ? wirePoint(steps, chance) : randomInstant(steps, chance);
  if (chance.happens(0.25)) return blow;
  const [what, damage] = (chance.happens(0.35) ? loseEntry : chance.pick(DAMAGES))(chance);
  return { ...blow, what: `${blow.what}, and then ${what}`, damage: ({ journalFile }) => damage(journalFile) };
};

type Damage = readonly [what: string, damage: (file: string) => void];

const DAMAGES: readonly ((chance: Chance) => Damage)[] = [flip, zero, truncate, dropLog, flipInLog, flipInLog];

function flip(chance: Chance): Damage {
  const places = Array.from({ length: chance.int(1, 8) }, () => [chance.next(), chance.int(1, 255)] as const);
  const met = chance.happens(0.6);
  return [
    `${places.length} bytes of it were changed`,
    (file) => {
      for (const [share, byte] of places) scribble(file, Math.floor(share * sizeOf(file)), Buffer.of(byte));
      if (met) suspect(file);
    },
  ];
}

function zero(chance: Chance): Damage {
  const share = chance.next();
  const met = chance.happens(0.6);
  return [
    'a page of it was zeroed',
    (file) => {
      scribble(file, Math.floor((share * sizeOf(file)) / PAGE) * PAGE, Buffer.alloc(PAGE));
      if (met) suspect(file);
    },
  ];
}

function truncate(chance: Chance): Damage {
  const share = chance.next();
  return [
    'it was cut off',
    (file) => {
      if (existsSync(file)) truncateSync(file, Math.floor(share * sizeOf(file)));
    },
  ];
}

/** A log that is cut off in the middle is what every crash leaves; one that is gone is not. */
function dropLog(): Damage {
  return [
    'its write-ahead log was removed',
    (file) => {
      for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
    },
  ];
}

/** One entry of a transaction that is open: a basket, a payment in doubt, a receipt that is asked about. */
function loseEntry(chance: Chance): Damage {
  const share = chance.next();
  return [
    `the entry at ${Math.round(share * 100)} % of the open transactions was lost`,
    (file) => {
      if (!existsSync(file)) return;
      const connection = openConnection(file);
      const tables = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'open_transaction'").get();
      const open =
        tables === undefined
          ? []
          : connection
              .prepare<[], { position: number }>(
                'SELECT position FROM entries WHERE transaction_id IN (SELECT transaction_id FROM open_transaction) ORDER BY position',
              )
              .all();
      const lost = open[Math.floor(share * open.length)];
      if (lost !== undefined) {
        connection.exec('DROP TRIGGER entries_never_change');
        connection.prepare<[number]>("UPDATE entries SET bytes = x'00' WHERE position = ?").run(lost.position);
      }
      connection.close();
      if (lost !== undefined) suspect(file);
    },
  ];
}

/** Where a log ends that begins with these salts: what lies behind is of the log before it. Source: sqlite.org/fileformat2.html. */
function endOfLog(log: Buffer): number {
  let end = 32;
  while (end + 4120 <= log.length && log.compare(log, 16, 24, end + 8, end + 16) === 0) end += 4120;
  return end;
}

/** One bit of what the log holds, its end included: a commit that was acknowledged lies there. */
function flipInLog(chance: Chance): Damage {
  const [share, bit] = [chance.next(), chance.int(0, 7)];
  return [
    `one bit at ${Math.round(share * 100)} % of its write-ahead log was changed`,
    (file) => {
      const log = existsSync(`${file}-wal`) ? readFileSync(`${file}-wal`) : Buffer.alloc(0);
      if (log.length <= 32) return;
      const at = Math.floor(share * endOfLog(log));
      scribble(`${file}-wal`, at, Buffer.of((log[at] ?? 0) ^ (1 << bit)));
    },
  ];
}

/** As a run leaves it that has met a damaged entry: the next start looks at every entry, and not only at the last. */
function suspect(file: string): void {
  if (existsSync(file)) writeFileSync(file.replace(/\.db$/, '.suspect'), '');
}

function scribble(file: string, at: number, bytes: Uint8Array): void {
  if (at >= sizeOf(file)) return;
  const descriptor = openSync(file, 'r+');
  writeSync(descriptor, bytes, 0, Math.min(bytes.length, sizeOf(file) - at), at);
  closeSync(descriptor);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
