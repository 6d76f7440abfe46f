import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { expect, it, onTestFinished } from 'vitest';
import { isModule, lacksFor, moduleBytes, moduleName } from './module-file.ts';

/** `printf '\0depends=hid\0' | xz` */
const PACKED = '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAMAGRlcGVuZHM9aGlkAAAAAADctG9t0oxZ1QABJQ1xGcS2H7bzfQEAAAAABFla';
const PLAIN = Buffer.from('\0depends=hid\0');

function file(name: string, bytes: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-module-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, name), bytes);
  return join(folder, name);
}

it('names what a machine without xz lacks, for modules that are packed with it only', () => {
  const nothing = () => false;
  expect(lacksFor(['kernel/hid.ko', 'kernel/uhid.ko.xz'], nothing)).toBe('needs xz (xz-utils)');
  expect(lacksFor(['kernel/uhid.ko.xz'], (command) => command === 'xz')).toBeNull();
  expect(lacksFor(['kernel/hid.ko', 'kernel/uhid.ko.zst'], nothing)).toBeNull();
});

it('reads a module as it is, and one that is packed with zstd', () => {
  expect(moduleBytes(file('uhid.ko', PLAIN))).toEqual(PLAIN);
  expect(moduleBytes(file('uhid.ko.zst', zstdCompressSync(PLAIN)))).toEqual(PLAIN);
});

it('reads a module that is packed with xz, and says which one does not unpack (needs xz)', (context) => {
  if (spawnSync('xz', ['--version'], { stdio: 'ignore' }).error !== undefined) context.skip('needs xz');
  expect(moduleBytes(file('uhid.ko.xz', Buffer.from(PACKED, 'base64')))).toEqual(PLAIN);
  expect(() => moduleBytes(file('uhid.ko.xz', PLAIN))).toThrow(/xz does not unpack .*uhid\.ko\.xz/);
});

it.each(['hid-generic.ko', 'hid-generic.ko.xz', 'hid-generic.ko.zst'])('knows %s by its name', (name) => {
  expect([isModule(name), moduleName(`kernel/drivers/hid/${name}`)]).toEqual([true, 'hid_generic']);
  expect(isModule(`${name}.old`)).toBe(false);
});
