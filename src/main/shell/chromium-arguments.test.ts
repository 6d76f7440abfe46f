import { describe, expect, it } from 'vitest';
import { chromiumArguments } from './chromium-arguments.ts';
import { shellStart } from './options.ts';
import { isWithin } from './origin.ts';

describe("Chromium's arguments", () => {
  it('open one window on a profile of its own, driven over a pipe and not a port', () => {
    const args = chromiumArguments({ profile: '/p', mode: 'kiosk' }, false);
    expect(args).toEqual(expect.arrayContaining(['--kiosk', '--user-data-dir=/p', '--remote-debugging-pipe']));
    expect(args.filter((it) => it.startsWith('--app='))).toHaveLength(1);
    expect(args.join(' ')).not.toMatch(/remote-debugging-port|token|--no-sandbox/);
  });

  it('give the window the size that was asked for, on the desk and over the whole screen', () => {
    const size = { width: 1080, height: 1920 };
    expect(chromiumArguments({ profile: '/p', mode: 'windowed', size }, false)).toContain('--window-size=1080,1920');
    expect(chromiumArguments({ profile: '/p', mode: 'windowed' }, false)).not.toContain('--kiosk');
  });

  it('do without the sandbox for root alone, whom it refuses', () => {
    expect(chromiumArguments({ profile: '/p', mode: 'kiosk' }, true)).toContain('--no-sandbox');
  });
});

describe("the Electron shell's arguments", () => {
  it('are read beside switches of Chromium', () => {
    expect(shellStart(['--no-sandbox', '--config', '/etc/c.toml', '--attach', '--enable-features=X'])).toEqual({
      config: '/etc/c.toml',
      attach: true,
      mode: 'kiosk',
    });
    expect(shellStart(['--windowed'])).toEqual({ config: null, attach: false, mode: 'windowed' });
  });
});

describe('an address of the edge', () => {
  it.each([
    ['http://127.0.0.1:7300/kiosk/', true],
    ['http://127.0.0.1:7300', true],
    ['http://127.0.0.1:73000/', false],
    ['http://127.0.0.1:7300@example.com/', false],
    ['https://127.0.0.1:7300/', false],
    ['about:blank', false],
    ['not an address', false],
  ])('%s: %s', (url, within) => expect(isWithin('http://127.0.0.1:7300', url)).toBe(within));
});
