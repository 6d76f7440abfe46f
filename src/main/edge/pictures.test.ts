import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { edgePictures, isPicture, namedPictures } from './pictures.ts';

const JAM = join(import.meta.dirname, '../../../test/fixtures/jam.png');
const named = (digit: string) => ({ sha256: digit.repeat(64), bytes: 10, type: 'image/png' });
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-pictures-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A feed that names these pictures, and a count of what it was asked. */
function feedOf(rows: Readonly<Record<string, ReturnType<typeof named>>>) {
  let asked = 0;
  let version = 'feed-1';
  const names = Object.keys(rows).sort();
  return {
    asked: () => asked,
    publish: () => {
      version = 'feed-2';
    },
    catalogue: {
      version: () => version,
      fedValue(_collection: string, key: string) {
        asked += 1;
        return rows[key] === undefined ? null : JSON.stringify(rows[key]);
      },
      fedAfter: (_collection: string, after: string, limit: number) =>
        names
          .filter((key) => key > after)
          .slice(0, limit)
          .map((key) => ({ key, value: JSON.stringify(rows[key]) })),
    },
  };
}

it("an item's picture is shown once its file is here, and the feed is asked once a version", () => {
  const { catalogue, asked, publish } = feedOf({ jam: named('a'), tea: named('b') });
  const here = new Set<string>();
  const pictures = edgePictures(catalogue, { path: (sha256) => (here.has(sha256) ? sha256 : null) });
  expect([pictures.of('jam'), pictures.of('milk')]).toEqual([null, null]);
  here.add('a'.repeat(64));
  expect([pictures.of('jam'), pictures.of('tea'), pictures.of('milk')]).toEqual(['a'.repeat(64), null, null]);
  expect(asked()).toBe(3);
  publish();
  pictures.of('jam');
  expect(asked()).toBe(4);
});

it('a file is read as what its bytes say it is, and not at all where they say nothing good', async () => {
  copyFileSync(JAM, join(folder, 'jam'));
  writeFileSync(join(folder, 'script'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const path = (name: string) => (name === 'elsewhere' ? null : join(folder, name));
  const { read } = edgePictures(feedOf({}).catalogue, { path });
  expect(await read('jam')).toMatchObject({ type: 'image/png' });
  expect([await read('script'), await read('elsewhere'), await read('removed-a-moment-ago')]).toEqual([
    null,
    null,
    null,
  ]);
  expect([await isPicture(join(folder, 'jam')), await isPicture(join(folder, 'script'))]).toEqual([true, false]);
});

it('all that the feed names is found, a page at a time', () => {
  const keys = Array.from({ length: 1_203 }, (_, at) => `item-${at}`);
  const { catalogue } = feedOf(Object.fromEntries(keys.map((key) => [key, named('c')])));
  expect([...namedPictures(catalogue)].map((page) => page.length)).toEqual([500, 500, 203]);
  expect([...namedPictures(feedOf({}).catalogue)]).toEqual([[]]);
});
