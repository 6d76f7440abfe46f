import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkDatabase, checkDisplay, checkNode, checkScreens, checkUsb, checkWindow } from './runtime.ts';
import { checkState } from './state.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-doctor-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('doctor', () => {
  it('fails a Node that is too old and tells the shipped one from another', () => {
    expect(checkNode('20.11.0', '/usr/bin/node', '/shipped')).toMatchObject({ state: 'fail' });
    expect(checkNode('22.13.9', '/usr/bin/node', null)).toMatchObject({ state: 'fail' });
    expect(checkNode('24.21.0', '/usr/bin/node', '/shipped')).toMatchObject({ state: 'warn' });
    expect(checkNode('24.21.0', '/shipped', '/shipped')).toMatchObject({ state: 'ok' });
    expect(checkNode('22.14.0', '/usr/bin/node', null)).toMatchObject({ state: 'ok' });
  });

  it('loads the database for real', async () => {
    expect(await checkDatabase()).toMatchObject({ state: 'ok', found: expect.stringMatching(/^SQLite 3\./) });
  });

  it('says what mends unbuilt screens, a missing browser and a missing display', () => {
    expect(checkScreens(false)).toMatchObject({ state: 'fail', mend: 'run `npm run build`' });
    expect(checkWindow({}, null, null)).toMatchObject({ state: 'warn', mend: expect.stringContaining('chromium') });
    expect(checkWindow({}, null, '/usr/bin/chromium').state).toBe('ok');
    expect(checkDisplay({}, 'linux').state).toBe('warn');
    expect(checkDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux').state).toBe('ok');
    expect(checkDisplay({}, 'darwin').state).toBe('ok');
  });

  it('only warns of what HID scanners will need', () => {
    const checks = checkUsb({ PATH: folder }, 'linux');
    expect(checks.find((check) => check.id === 'udev')).toMatchObject({
      state: 'warn',
      mend: expect.stringContaining('apt-get install udev'),
    });
    expect(checks.every((check) => check.state !== 'fail')).toBe(true);
    expect(checkUsb({}, 'win32')).toEqual([]);
  });

  it('writes to the state directory for real and leaves nothing behind', () => {
    expect(checkState(folder)[0]).toMatchObject({
      id: 'state',
      state: 'ok',
      found: expect.stringContaining('fsync took'),
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('looks at the nearest directory that is there when the state directory is still to be made, and makes nothing', () => {
    expect(checkState(join(folder, 'a', 'b'))[0]).toMatchObject({ state: 'ok' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('fails a directory that takes no writes', ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write anywhere');
    chmodSync(folder, 0o500);
    expect(checkState(folder)[0]).toMatchObject({ state: 'fail', mend: expect.stringContaining('state.directory') });
  });

  it.runIf(process.platform === 'linux')('fails a place that is no place for files', () => {
    expect(checkState('/proc/1')[0]).toMatchObject({ state: 'fail' });
  });
});
