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

test('every category has a profile', () => {
  expect(new Set(profiles.map(({ category }) => category))).toEqual(new Set(categories));
});
