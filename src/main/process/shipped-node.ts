import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The Node that ships with the product for this machine, or null where there is none (macOS). bin/checkstand.js looks for the same. */
export function shippedNode(): string | null {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  try {
    const home = dirname(createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/package.json`));
    const path = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}
