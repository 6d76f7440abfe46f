import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { loadProfile, PROFILE_SCHEMAS } from '../src/device/profile-load.ts';
import type { DeviceCategory } from '../src/workstation/ports/device.ts';
import { staleSchemas } from './profile-schemas.ts';

const DIRECTORY = fileURLToPath(new URL('../firmware-config', import.meta.url));
const categories = Object.keys(PROFILE_SCHEMAS) as DeviceCategory[];
const profiles = categories.flatMap((category) =>
  readdirSync(`${DIRECTORY}/${category}`).map((file) => ({ category, file, name: file.replace(/\.json$/, '') })),
);

test('the JSON Schemas are what the profiles are checked by (node build/profile-schemas.ts)', () => {
  expect(staleSchemas().map(({ file }) => file)).toEqual([]);
});

test.each(profiles)('$category/$file is a profile that names its schema', ({ category, file, name }) => {
  expect(loadProfile(DIRECTORY, category, name)).toMatchObject({ category });
  expect(JSON.parse(readFileSync(`${DIRECTORY}/${category}/${file}`, 'utf8')).$schema).toBe(
    `../schema/${category}.json`,
  );
});

const shipped = () => profiles.map((each) => ({ ...each, profile: loadProfile(DIRECTORY, each.category, each.name) }));
/** What leaves nobody to ask how a device is set: not models, but kinds of them. */
const isModel = ({ profile }: ReturnType<typeof shipped>[number]) => profile.vendor !== 'Generic';

test.each(categories)('%s: there are three real models at least', (category) => {
  const models = shipped().filter((each) => each.category === category && isModel(each));
  expect(new Set(models.map(({ profile }) => `${profile.vendor} ${profile.model}`)).size).toBeGreaterThanOrEqual(3);
});

test('the profile of every real model says what the device itself must be set to', () => {
  const silent = shipped().filter((each) => isModel(each) && each.profile.setup.length === 0);
  expect(silent.map(({ category, file }) => `${category}/${file}`)).toEqual([]);
});

test('every command that sets a device is there as it goes over the wire, and says what its name says', () => {
  const commands = shipped().flatMap(({ profile }) => profile.setup.filter(({ by }) => by === 'command'));
  const sent = commands.map(({ bytes = '' }) => Buffer.from(bytes.replaceAll(' ', ''), 'hex').toString('latin1'));
  expect(sent).toEqual(['$+EB2$-\r', '$+EA110D$-\r', '\x16M\rPRECA2,BK2995C81.', '\x16M\rVSUFCR.']);
});

test('a setting by a command without its bytes, or with bytes that nothing sends, is no profile', () => {
  const { scanner } = PROFILE_SCHEMAS;
  const base = { version: 1, category: 'scanner', vendor: 'Any', model: 'Any' };
  const set = (row: object) => scanner.safeParse({ ...base, setup: [{ set: 'CR behind', say: 'EA110D', ...row }] });
  expect(set({ by: 'command', bytes: '45 41' }).success).toBe(true);
  expect(set({ by: 'command' }).success).toBe(false);
  expect(set({ by: 'menu', bytes: '45 41' }).success).toBe(false);
});

/** From the makers' specifications: dots in a line on paper of 80 mm, and characters of font A (12 dots wide). */
const WIDTHS: Readonly<Record<string, readonly [dots: number, columns: number]>> = {
  'Bixolon SRP-330II': [512, 42],
  'Bixolon SRP-332II': [576, 48],
  'Citizen CT-S310II': [576, 48],
  'Epson TM-T20II, TM-T20III, TM-T20IV': [576, 48],
  'Epson TM-T88V, TM-T88VI, TM-T88VII': [512, 42],
  'Star Micronics TSP143IV, TSP143IVUE, TSP143IVUEWB': [576, 48],
  'Star Micronics TSP654II, TSP651II': [576, 48],
  'Star Micronics mC-Print3 (MCP30, MCP31)': [576, 48],
};

test('every printer that is named prints as wide as its maker says', () => {
  const widths = shipped()
    .filter(isModel)
    .flatMap(({ profile }) => {
      if (profile.category !== 'posPrinter') return [];
      return [[`${profile.vendor} ${profile.model}`, [profile.paper.dots, profile.paper.columns]]];
    });
  expect(Object.fromEntries(widths)).toEqual(WIDTHS);
});

test('a printer that outruns its buffer on a serial line is stopped by the line, and its cable is told of', () => {
  const fast = shipped().flatMap(({ file, profile }) =>
    profile.category === 'posPrinter' && profile.setup.some(({ set }) => set.includes('baud'))
      ? [{ file, profile }]
      : [],
  );
  expect(fast.map(({ file }) => file)).toContain('bixolon-srp-330.json');
  for (const { profile } of fast) {
    expect(profile.serial.flow).toBe('hardware');
    expect(profile.setup.map(({ by }) => by)).toContain('wiring');
  }
});

test('every category has a profile', () => {
  expect(new Set(profiles.map(({ category }) => category))).toEqual(new Set(categories));
});
