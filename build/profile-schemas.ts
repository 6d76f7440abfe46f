/**
 * Writes the JSON Schemas of the device profiles from their zod schemas: `node build/profile-schemas.ts`, and then
 * `biome check --write firmware-config` for the layout. With `--check` it writes nothing and fails when a file is stale.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { PROFILE_SCHEMAS } from '../src/device/profile-load.ts';

const DIRECTORY = fileURLToPath(new URL('../firmware-config/schema/', import.meta.url));

/** Each schema's file and what belongs into it. */
function profileSchemas(): { readonly file: string; readonly schema: unknown }[] {
  return Object.entries(PROFILE_SCHEMAS).map(([category, schema]) => ({
    file: join(DIRECTORY, `${category}.json`),
    schema: { title: `Checkstand device profile: ${category}`, ...z.toJSONSchema(schema, { io: 'input' }) },
  }));
}

/** The schemas whose files are missing or say something else than is generated now; layout does not matter. */
export function staleSchemas(): { readonly file: string; readonly schema: unknown }[] {
  return profileSchemas().filter(
    ({ file, schema }) => !isDeepStrictEqual(read(file), JSON.parse(JSON.stringify(schema))),
  );
}

function read(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const stale = staleSchemas();
  if (process.argv.includes('--check')) {
    for (const { file } of stale) process.stderr.write(`stale: ${file}\n`);
    process.exitCode = stale.length === 0 ? 0 : 1;
  } else {
    mkdirSync(DIRECTORY, { recursive: true });
    for (const { file, schema } of stale) writeFileSync(file, `${JSON.stringify(schema, null, 2)}\n`);
  }
}
