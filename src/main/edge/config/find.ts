import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DEFAULT_CONFIG_FILE } from './sources.ts';

/** Where the store in a box keeps its lane's configuration. */
export const BOX_CONFIG_FILE = join('.checkstand', 'lane-1', 'config.toml');

/** The file that was named; else this machine's; else that of a store in a box in the working directory; else this machine's again. */
export function findConfigFile(named: string | null | undefined, workingDirectory: string): string {
  if (named != null) return resolve(workingDirectory, named);
  if (existsSync(DEFAULT_CONFIG_FILE)) return DEFAULT_CONFIG_FILE;
  const box = join(workingDirectory, BOX_CONFIG_FILE);
  return existsSync(box) ? box : DEFAULT_CONFIG_FILE;
}
