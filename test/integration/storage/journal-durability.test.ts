import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openDurable } from '../../../src/storage/database/durability.ts';
import { migrate } from '../../../src/storage/database/migration.ts';
import { openJournal, verifyJournal } from '../../../src/storage/index.ts';
import { openJournalReader } from '../../../src/storage/journal/reader.ts';
import { JOURNAL_SCHEMA } from '../../../src/storage/journal/schema.ts';
import { journalOn, journalOptions, line, temporaryFolder, temporaryJournal } from '../../fixtures/storage.ts';

const WRITER = new URL('./writer.ts', import.meta.url).pathname;

interface Writer {
  readonly child: ChildProcess;
  /** What it printed after each append, oldest first. */
  readonly printed: string[];
  /** Resolves when it has printed so many lines, the one that says it is open included. */
  until(lines: number): Promise<void>;
  kill(): Promise<void>;
}

function startWriter(path: string, mode = 'busy'): Writer {
  const child = spawn(process.execPath, [WRITER, path, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
  const printed: string[] = [];
  const output = createInterface({ input: child.stdout! });
  output.on('line', (text) => void printed.push(text));
  const exited = once(child, 'exit');
  const closed = once(output, 'close');
  const kill = async () => {
    child.kill('SIGKILL');
    await exited;
    await closed;
  };
  onTestFinished(kill);
  const until = async (lines: number) => {
    while (printed.length < lines) {
      if (child.exitCode !== null) throw new Error(`the writer ended with ${child.exitCode}`);
      await Promise.race([once(output, 'line'), exited]);
    }
  };
  return { child, printed, until, kill };
}

/** Receipt numbers in the journal, in order. */
function numbersIn(path: string): string[] {
  const reader = openJournalReader(path);
  const bodies = [...reader.entries()].map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString()).body);
  reader.close();
  return bodies.flatMap(({ number }) => (typeof number === 'string' ? [number] : []));
}

describe('a process that keeps a journal and is killed', () => {
  it.each([[1], [23], [60], [111], [150]])(
    'after %i sales leaves every sale that it reported, and none in part',
    async (sales) => {
      const path = join(temporaryFolder(), 'journal.db');
      const writer = startWriter(path);
      await writer.until(sales + 1);
      await writer.kill();
      const reported = writer.printed.slice(1).map((text) => text.split(' ')[1]!);
      expect(reported.length).toBeGreaterThanOrEqual(sales);

      const journal = temporaryJournal(path);
      expect((journal.head().seq - 1) % 3).toBe(0);
      expect(journal.openTransactions()).toEqual([]);
      expect(verifyJournal(path)).toMatchObject({ kind: 'sound', last: journal.head() });
      const numbers = numbersIn(path);
      expect(numbers.slice(0, reported.length)).toEqual(reported);
      expect(numbers).toEqual(numbers.map((_, at) => `${journal.epochCode()}-${String(at + 1).padStart(6, '0')}`));
      const next = journal.append((given) => [{ ...line('x'), body: { number: given.receiptNumber() } }])[0]!;
      expect(next.body.number).toBe(`${journal.epochCode()}-${String(numbers.length + 1).padStart(6, '0')}`);
    },
  );

  it('keeps others out while it lives, lets them read, and holds no one up once it is dead', async () => {
    const path = join(temporaryFolder(), 'journal.db');
    const writer = startWriter(path, 'idle');
    await writer.until(1);
    expect(() => openJournal(journalOptions(path))).toThrow(expect.objectContaining({ code: 'STORAGE_LOCKED' }));
    expect(verifyJournal(path)).toMatchObject({ kind: 'sound', entries: 1 });
    await writer.kill();
    expect(temporaryJournal(path).head().seq).toBe(1);
  });

  it('can be verified while it writes', async () => {
    const path = join(temporaryFolder(), 'journal.db');
    const writer = startWriter(path);
    await writer.until(10);
    for (let time = 0; time < 5; time += 1) {
      const before = Number(writer.printed.at(-1)!.split(' ')[0]);
      const result = verifyJournal(path);
      expect(result.kind).toBe('sound');
      expect(result.entries).toBeGreaterThanOrEqual(before);
      await writer.until(writer.printed.length + 5);
    }
  });
});

describe('a write-ahead log that a power cut left', () => {
  it('cut at any byte gives back whole appends only, the first ones, and a sound chain', () => {
    const journal = temporaryJournal();
    journal.checkpoint();
    for (let sale = 0; sale < 12; sale += 1) journal.append(() => [line('a'), line('b'), line('c')]);
    const folder = temporaryFolder();
    const log = readFileSync(`${journal.path}-wal`);
    const seen = new Set<number>();
    for (let cut = 0; cut <= log.length; cut += 2039) {
      const here = join(folder, String(cut));
      mkdirSync(here);
      const path = join(here, 'journal.db');
      copyFileSync(journal.path, path);
      writeFileSync(`${path}-wal`, log.subarray(0, cut));
      const copy = openJournal(journalOptions(path));
      const { seq } = copy.head();
      copy.close();
      expect((seq - 1) % 3).toBe(0);
      expect(verifyJournal(path)).toMatchObject({ kind: 'sound', entries: seq });
      seen.add(seq);
    }
    expect(seen.size).toBeGreaterThan(8);
    expect(Math.max(...seen)).toBeLessThanOrEqual(37);
  });

  // Spoilt anywhere else, appends that were acknowledged lie behind it: that is damage, and salvaged (journal/recovery/spoilt-log.test.ts).
  it('with the last append spoilt gives back what was before it', () => {
    const journal = temporaryJournal();
    journal.checkpoint();
    for (let sale = 0; sale < 6; sale += 1) journal.append(() => [line('a'), line('b'), line('c')]);
    const log = readFileSync(`${journal.path}-wal`);
    const path = join(temporaryFolder(), 'journal.db');
    copyFileSync(journal.path, path);
    const late = log.length - 1000;
    log[late] = log[late]! ^ 0xff;
    writeFileSync(`${path}-wal`, log);
    const copy = openJournal(journalOptions(path));
    const { seq } = copy.head();
    copy.close();
    expect(seq).toBe(16);
    expect(verifyJournal(path)).toMatchObject({ kind: 'sound', entries: seq });
  });
});

describe('a full disk', () => {
  it('records nothing of what did not fit, keeps all that did, and goes on when there is room', () => {
    const path = join(temporaryFolder(), 'journal.db');
    const connection = openDurable(path, { autoCheckpoint: 1000 });
    migrate(connection, JOURNAL_SCHEMA);
    const journal = journalOn(connection, journalOptions(path));
    onTestFinished(() => journal.close());
    const pages = connection.pragma('page_count', { simple: true }) as number;
    connection.pragma(`max_page_count = ${pages + 20}`);
    const sell = () =>
      journal.append((numbers) => [
        line('x'.repeat(3000)),
        { ...line('y'), body: { number: numbers.receiptNumber() } },
      ]);
    let sold = 0;
    expect(() => {
      for (; sold < 1000; sold += 1) sell();
    }).toThrow(expect.objectContaining({ code: 'STORAGE_DISK_FULL' }));
    expect(sold).toBeGreaterThan(3);
    expect(journal.head().seq).toBe(1 + 2 * sold);
    expect(verifyJournal(path)).toMatchObject({ kind: 'sound', entries: 1 + 2 * sold });
    connection.pragma('max_page_count = 1000000');
    sell();
    expect(numbersIn(path).map((number) => number.slice(5))).toEqual(
      Array.from({ length: sold + 1 }, (_, at) => String(at + 1).padStart(6, '0')),
    );
  });
});
