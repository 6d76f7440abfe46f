import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { findChromium } from '../../src/main/shell/find-chromium.ts';
import { run, runNode } from './command.ts';

export type Browser =
  | { readonly kind: 'found'; readonly path: string }
  | { readonly kind: 'none'; readonly reason: string };

export const PLAYWRIGHT = 'node_modules/@playwright/test/cli.js';

/** The browser for the tests: one of the machine's, Playwright's own, else one that is installed now. */
export async function browser(): Promise<Browser> {
  const chosen = process.env.CHROMIUM_PATH;
  const there = findChromium() ?? (await playwrightsOwn());
  if (there !== null) return { kind: 'found', path: there };
  if (chosen !== undefined && chosen !== '')
    return { kind: 'none', reason: `CHROMIUM_PATH names ${chosen}, and no Chromium is there` };
  if (canApt()) {
    const quiet = { env: { DEBIAN_FRONTEND: 'noninteractive' }, seconds: 300 };
    await run('apt-get', ['update', '-qq'], quiet);
    await run('apt-get', ['install', '-y', '-qq', 'chromium'], quiet);
    const installed = findChromium();
    if (installed !== null) return { kind: 'found', path: installed };
  }
  await runNode(PLAYWRIGHT, ['install', 'chromium'], { seconds: 300 });
  const own = await playwrightsOwn();
  return own === null
    ? { kind: 'none', reason: 'no Chromium on this machine, and none could be installed' }
    : { kind: 'found', path: own };
}

/** True for root on Debian and what derives from it. */
function canApt(): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return (
    process.getuid?.() === 0 &&
    existsSync('/etc/debian_version') &&
    folders.some((folder) => existsSync(join(folder, 'apt-get')))
  );
}

async function playwrightsOwn(): Promise<string | null> {
  const { chromium } = await import('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : null;
}
