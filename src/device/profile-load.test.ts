import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readProfile } from './profile-load.ts';

const INSTALLED = fileURLToPath(new URL('../../firmware-config', import.meta.url));
const MINE = { version: 7, category: 'scanner', vendor: 'Any', model: 'Mine', framing: { suffixes: ['\t'] } };

let own: string;
beforeEach(() => {
  own = mkdtempSync(join(tmpdir(), 'checkstand-profile-'));
  mkdirSync(join(own, 'scanner'));
});
afterEach(() => rmSync(own, { recursive: true }));

const put = (name: string, content: unknown) => {
  const file = join(own, 'scanner', `${name}.json`);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
};
const read = (name: string) => readProfile([own, INSTALLED], 'scanner', name);

it("takes the store's own profile before an installed one of the same name, and says which file it was", () => {
  expect(read('zebra-serial').source.file).toBe(join(INSTALLED, 'scanner', 'zebra-serial.json'));
  const file = put('zebra-serial', MINE);
  const { profile, source } = read('zebra-serial');
  expect(source).toMatchObject({ file, version: 7 });
  expect(profile.framing.suffixes).toEqual(['\t']);
  put('mine', MINE);
  expect(read('mine').profile.model).toBe('Mine');
});

it('has one checksum for one content, whatever its layout, and another for any change', () => {
  put('a', MINE);
  put('b', JSON.stringify({ $schema: '../x.json', ...Object.fromEntries(Object.entries(MINE).reverse()) }, null, 4));
  put('c', { ...MINE, notes: ['Asked for by the store.'] });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => read(name).source.checksum);
  // sha256sum of the canonical text.
  expect(a).toBe('d99350c77853797d600f5a4d6de5666845c81b93eab5132c0729344b75d37581');
  expect(b).toBe(a);
  expect(c).not.toBe(a);
});

it.each([
  ['says what it does not know', { ...MINE, suffix: '\r' }, 'DEVICE_PROFILE_INVALID', /mine\.json: .*"suffix"/],
  ['is of another category', { ...MINE, category: 'scale' }, 'DEVICE_PROFILE_INVALID', /folder of scanner .*"scale"/],
  ['is no object', '[]', 'DEVICE_PROFILE_INVALID', /not a JSON object/],
  ['is no JSON', '{', 'DEVICE_PROFILE_INVALID', /mine\.json is not JSON/],
  ['is too large', `{${' '.repeat(262_144)}}`, 'DEVICE_PROFILE_INVALID', /larger than/],
])('refuses a profile of the store that %s, with the file and the reason', (_, content, code, message) => {
  put('mine', content);
  const refused = expect.objectContaining({ code, message: expect.stringMatching(message) });
  expect(() => read('mine')).toThrow(refused);
});

it('does not pass a profile of the store over that cannot be read', () => {
  mkdirSync(join(own, 'scanner', 'zebra-serial.json'));
  expect(() => read('zebra-serial')).toThrow(expect.objectContaining({ code: 'DEVICE_PROFILE_INVALID' }));
});

it.each(['../scanner/mine', '..', 'a/b', '/etc/passwd', 'a\\b', 'Mine', 'mine.json', ''])(
  'has no profile that is called %j: nothing leads out of the folder',
  (name) => {
    put('mine', MINE);
    expect(() => read(name)).toThrow(expect.objectContaining({ code: 'DEVICE_PROFILE_UNKNOWN' }));
  },
);
