/**
 * `npm run test:hid`: a USB scanner on a real kernel, without hardware. A virtual machine boots Debian's kernel on this machine's own
 * files, makes a scanner out of thin air (uhid), and the product's driver reads it, through unplugging and plugging in. What is
 * missing for that is said, and the test is skipped by name; with CI=true that is a failure.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../run/command.ts';
import { fetchKernel } from './kernel.ts';
import { makeInitrd, runMachine } from './machine.ts';

const NAME = 'a HID POS scanner on a real kernel';
/** A machine that is emulated takes its time: some 20 s on an idle host, two minutes on a busy one. */
const LIMIT_MS = 400_000;
const RESULT = /^HID-RESULT (\{.*\})\s*$/m;

function lacks(): string | null {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'needs Linux on x64';
  const commands = ['qemu-system-x86_64', 'cpio', 'apt-cache', 'apt-get', 'dpkg-deb'];
  const missing = commands.filter((name) => spawnSync('which', [name]).status !== 0);
  if (!existsSync('/bin/busybox')) missing.push('busybox');
  return missing.length === 0 ? null : `needs ${missing.join(', ')}`;
}

function skipped(reason: string): number {
  console.log(`skipped: ${NAME} (${reason})`);
  return process.env.CI === 'true' ? 1 : 0;
}

async function main(): Promise<number> {
  const lacking = lacks();
  if (lacking !== null) return skipped(lacking);
  const cache = join(ROOT, 'node_modules', '.cache', 'checkstand-kernel');
  mkdirSync(cache, { recursive: true });
  const kernel = fetchKernel(cache);
  if ('missing' in kernel) return skipped(kernel.missing);
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-hid-'));
  try {
    const guest = join(import.meta.dirname, 'guest.ts');
    const command = `cd "${ROOT}" && timeout 300 "${process.execPath}" "${guest}"; echo HID-EXIT $?`;
    const began = performance.now();
    const { text, inTime } = await runMachine(kernel, makeInitrd(folder, kernel, command), LIMIT_MS);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const result = RESULT.exec(text)?.[1];
    const passed = inTime && result?.startsWith('{"ok":true') && /^HID-EXIT 0\s*$/m.test(text);
    if (!passed) console.log(text);
    console.log(
      `${passed ? 'passed' : inTime ? 'FAILED' : 'FAILED (no end in time)'}: ${NAME}, ${seconds} s ${result ?? ''}`,
    );
    return passed ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
