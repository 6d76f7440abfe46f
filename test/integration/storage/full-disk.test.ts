import { spawnSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { verifyJournal } from '../../../src/storage/index.ts';
import { draft, sell, storedEntries } from '../../fixtures/sales.ts';
import { temporaryFolder, temporaryJournal } from '../../fixtures/storage.ts';

const KIB = 1024;
const ROOM = { reserveBytes: 256 * KIB, floorBytes: 512 * KIB };
const FULL = expect.objectContaining({ code: 'STORAGE_DISK_FULL' });

/** Whether this machine lets a test mount a disk of its own. */
function mayMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', folder]).status === 0;
  if (mounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return mounted;
}

/** A disk of so many KiB that holds nothing else. */
function smallDisk(size: number): string {
  const folder = temporaryFolder();
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}k`, 'none', folder]);
  if (mounted.status !== 0) throw new Error(String(mounted.stderr));
  onTestFinished(() => void spawnSync('umount', ['-l', folder]));
  return folder;
}

/** Takes all the room that is left on a disk. */
function fill(folder: string): () => void {
  const file = join(folder, 'somebody-elses');
  const descriptor = openSync(file, 'w');
  try {
    for (let size = 64 * KIB; size >= 1; size = Math.floor(size / 2)) {
      try {
        for (;;) writeSync(descriptor, Buffer.alloc(size, 1));
      } catch {
        // No more of that size: the rest in smaller pieces.
      }
    }
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return () => rmSync(file);
}

describe.skipIf(!mayMount())('a disk that is full (needs root, to mount a small one)', () => {
  it('still takes the answer of a payment, says that room is low, and all is well once there is room', () => {
    const folder = smallDisk(4096);
    const path = join(folder, 'journal.db');
    const journal = temporaryJournal(path, ROOM);
    expect(journal.space()).toMatchObject({ state: 'ok', reserve: 'held' });
    journal.append(() => [{ ...draft('TransactionStarted', 'paying'), transaction: 'opens' }]);
    const makeRoom = fill(folder);
    expect(journal.space()).toMatchObject({ state: 'low', reserve: 'held' });

    // More than the log can hold in the room that it has: the reserve goes, the entry is in.
    const big = 'x'.repeat(100 * KIB);
    journal.append(() => [draft('PaymentSettled', 'paying', { outcome: 'approved', text: big })]);
    expect(journal.space()).toMatchObject({ state: 'low', reserve: 'spent' });
    sell(journal, 'paying');

    // And when nothing is left at all, nothing is recorded in part.
    let sold = 0;
    expect(() => {
      for (; sold < 1000; sold += 1) sell(journal, `more-${sold}`, big);
    }).toThrow(FULL);
    expect(sold).toBeLessThan(10);
    expect(journal.entriesOf(`more-${sold}`)).toEqual([]);
    expect(verifyJournal(path)).toMatchObject({ kind: 'sound', entries: 6 + 3 * sold });

    makeRoom();
    expect(journal.space()).toMatchObject({ state: 'ok', reserve: 'held' });
    const number = sell(journal, 'after').at(-1)!.body.receiptNumber;
    expect(number).toBe(`${journal.epochCode()}-${String(sold + 2).padStart(6, '0')}`);
    journal.checkpoint();
    expect(verifyJournal(path)).toMatchObject({ kind: 'sound', last: journal.head() });
  });

  it('lets a lane start that was cut off in the middle of a payment', () => {
    const folder = smallDisk(4096);
    const path = join(folder, 'journal.db');
    const first = temporaryJournal(path, ROOM);
    sell(first, 'sale-1');
    const head = first.head();
    first.close();
    fill(folder);
    const journal = temporaryJournal(path, ROOM);
    expect(journal.head()).toEqual(head);
    expect(journal.space()).toMatchObject({ state: 'low', reserve: 'spent' });
    sell(journal, 'sale-2');
    expect(storedEntries(path)).toHaveLength(7);
  });

  it('without a reserve left refuses to start, and starts once there is room', () => {
    const folder = smallDisk(1024);
    const path = join(folder, 'journal.db');
    const first = temporaryJournal(path, { reserveBytes: 0, floorBytes: 0 });
    sell(first, 'sale-1');
    first.close();
    const makeRoom = fill(folder);
    expect(() => temporaryJournal(path, { reserveBytes: 0, floorBytes: 0 })).toThrow(FULL);
    makeRoom();
    expect(temporaryJournal(path, { reserveBytes: 0, floorBytes: 0 }).head().seq).toBe(4);
  });
});
