import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../../src/messages/en/index.ts';

const ROOT = join(import.meta.dirname, '../..');
const CODE = /'((?:CONTROL|DEVICE|EDGE|SERVER|SHELL|SIGNER|STORAGE|STORE|SYNC|WORKSTATION)_[A-Z_]+)'/g;
/** Codes of the log alone: no person is shown them. */
const LOG_ONLY = new Set(['DEVICE_STATE', 'DEVICE_LISTENER_FAULT']);

test('every fault code has its sentence for people', () => {
  const sources = globSync('src/**/*.ts', { cwd: ROOT }).filter((file) => !/\.test\.ts$|src\/messages\//.test(file));
  const codes = new Set(
    sources.flatMap((file) => [...readFileSync(join(ROOT, file), 'utf8').matchAll(CODE)].map((it) => it[1])),
  );
  expect(codes.size).toBeGreaterThan(30);
  const wordless = [...codes].filter((code) => !LOG_ONLY.has(code ?? '') && !Object.hasOwn(en, `fault.${code}`));
  expect(wordless).toEqual([]);
});
