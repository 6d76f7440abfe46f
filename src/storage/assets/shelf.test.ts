import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openShelf, type ShelfOptions } from './shelf.ts';

const MANY = 1_000_000;
let directory: string;
let free: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'checkstand-shelf-'));
  free = MANY;
});
afterEach(() => rmSync(directory, { recursive: true }));

const file = (text: string) => {
  const bytes = Buffer.from(text);
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length, data: bytes };
};
const [tea, jam, milk] = [file('tea'.repeat(10)), file('jam'.repeat(10)), file('milk'.repeat(10))];
const opened = async (more: Partial<ShelfOptions> = {}) => {
  const statfs = () => ({ bavail: free, bsize: 1 });
  const shelf = openShelf({ directory, budget: { bytes: 100, files: 10 }, reserveBytes: 1_000, statfs, ...more });
  await shelf.load();
  return shelf;
};
const NOBODY = new Set<string>();
const put = async (shelf: Awaited<ReturnType<typeof opened>>, one: ReturnType<typeof file>, wanted = NOBODY) => {
  if (!shelf.makeRoom(one, wanted)) return 'noRoom';
  shelf.append(one.sha256, one.data.subarray(0, 7));
  shelf.append(one.sha256, one.data.subarray(7));
  return shelf.publish(one);
};

describe('a shelf of files', () => {
  it('shows a file once it is whole and is the one of its name, and still after a restart', async () => {
    const shelf = await opened();
    expect(shelf.path(tea.sha256)).toBeNull();
    shelf.append(tea.sha256, tea.data.subarray(0, 7));
    await shelf.flush(tea.sha256);
    expect([shelf.path(tea.sha256), shelf.begun(tea.sha256)]).toEqual([null, 7]);
    const later = await opened();
    expect([later.path(tea.sha256), later.begun(tea.sha256)]).toEqual([null, 7]);
    later.append(tea.sha256, tea.data.subarray(7));
    expect(await later.publish(tea)).toBe('published');
    expect(readFileSync(String((await opened()).path(tea.sha256)), 'utf8')).toBe('tea'.repeat(10));
    expect(readdirSync(directory)).toEqual([tea.sha256]);
  });

  it('drops bytes that are not those of the name, too few, or of no use here', async () => {
    const shelf = await opened({ isFit: async (path) => readFileSync(path, 'utf8').startsWith('tea') });
    shelf.append(tea.sha256, jam.data);
    expect(await shelf.publish(tea)).toBe('spoilt');
    shelf.append(tea.sha256, tea.data.subarray(1));
    expect(await shelf.publish(tea)).toBe('spoilt');
    expect(await put(shelf, jam)).toBe('spoilt');
    expect(readdirSync(directory)).toEqual([]);
    expect(await put(shelf, tea)).toBe('published');
  });

  it('lets the oldest go that are not wanted when its budget is spent, and none that are', async () => {
    const shelf = await opened({ budget: { bytes: 70, files: 10 } });
    for (const [at, one] of [jam, tea].entries()) {
      await put(shelf, one);
      utimesSync(join(directory, one.sha256), 1_000 + at, 1_000 + at);
    }
    const later = await opened({ budget: { bytes: 70, files: 10 } });
    expect(await put(later, milk, new Set([tea.sha256, jam.sha256, milk.sha256]))).toBe('noRoom');
    expect(await put(later, milk, new Set([milk.sha256]))).toBe('published');
    expect([jam, tea, milk].map(({ sha256 }) => later.path(sha256) !== null)).toEqual([false, true, true]);
  });

  it('keeps no more files than it may', async () => {
    const shelf = await opened({ budget: { bytes: MANY, files: 1 } });
    await put(shelf, tea);
    expect(await put(shelf, jam, new Set([tea.sha256]))).toBe('noRoom');
    expect(await put(shelf, jam)).toBe('published');
    expect(readdirSync(directory)).toEqual([jam.sha256]);
  });

  it("never takes the disk's reserve, counting what it has begun", async () => {
    const shelf = await opened();
    free = 1_029;
    expect(shelf.makeRoom(tea, NOBODY)).toBe(false);
    shelf.append(tea.sha256, tea.data.subarray(0, 1));
    expect(shelf.makeRoom(tea, NOBODY)).toBe(true);
  });

  it('drops what was begun and is not wanted any more, and what is no file of it', async () => {
    writeFileSync(join(directory, 'notes.txt'), 'mine');
    writeFileSync(join(directory, `${jam.sha256}.part`), 'j');
    writeFileSync(join(directory, `${tea.sha256}.part`), 't');
    const shelf = await opened();
    await shelf.tidy(new Set([tea.sha256]));
    expect(readdirSync(directory)).toEqual([`${tea.sha256}.part`]);
    shelf.discard(tea.sha256);
    expect(existsSync(join(directory, `${tea.sha256}.part`))).toBe(false);
  });
});
