import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openJournal } from '../../../src/storage/index.ts';
import { sell } from '../../fixtures/sales.ts';
import { journalOptions, temporaryFolder, temporaryJournal } from '../../fixtures/storage.ts';
import { straceMissing, traced } from '../../fixtures/strace.ts';

const OPENER = new URL('./opener.ts', import.meta.url).pathname;
const NOBODY = '65534';
const root = process.getuid?.() === 0;
const missing = straceMissing();

function closedJournalIn(folder: string): string {
  const path = join(folder, 'journal.db');
  const journal = temporaryJournal(path);
  sell(journal, 'sale-1');
  journal.close();
  return path;
}

describe('a journal that could not keep what it is given', () => {
  it.skipIf(!root)('is not opened where everything is read-only (needs root, to mount so)', () => {
    const folder = temporaryFolder();
    const path = closedJournalIn(folder);
    expect(spawnSync('mount', ['--bind', folder, folder]).status).toBe(0);
    onTestFinished(() => void spawnSync('umount', ['-l', folder]));
    spawnSync('mount', ['-o', 'remount,ro,bind', folder]);
    const before = readdirSync(folder);
    expect(() => openJournal(journalOptions(path))).toThrow(expect.objectContaining({ code: 'STORAGE_NOT_WRITABLE' }));
    expect(readdirSync(folder)).toEqual(before);
  });

  it.skipIf(!root)('is not opened by a user who may not write to it (needs root, to become another)', () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const path = closedJournalIn(folder);
    const open = () => spawnSync(process.execPath, [OPENER, path, NOBODY], { encoding: 'utf8' }).stdout;
    expect(JSON.parse(open())).toEqual({ code: 'STORAGE_NOT_WRITABLE' });
    chmodSync(folder, 0o777);
    expect(JSON.parse(open())).toEqual({ code: 'STORAGE_NOT_WRITABLE' });
  });

  it.skipIf(missing !== null).each([
    ['fsync,fdatasync:error=EINVAL', 'STORAGE_NOT_DURABLE'],
    ['fsync,fdatasync:error=EIO', 'STORAGE_IO'],
  ])('is not opened where every %s (needs strace, and leave to trace)', async (inject, code) => {
    const path = join(temporaryFolder(), 'journal.db');
    const { lines } = await traced(inject, [OPENER, path]);
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toEqual({ code });
  });
});
