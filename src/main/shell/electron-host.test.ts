import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, Session } from 'electron';
import { describe, expect, it } from 'vitest';
import type { WindowMode } from './chromium-arguments.ts';
import { createElectronHost } from './electron-host.ts';

type Answer = (granted: boolean) => void;

/** Electron's parts as far as the host uses them; they note what they are told. */
class FakeSession extends EventEmitter {
  request: ((contents: unknown, permission: string, answer: Answer) => void) | null = null;
  check: (() => boolean) | null = null;
  device: (() => boolean) | null = null;
  setPermissionRequestHandler(handler: typeof this.request): void {
    this.request = handler;
  }
  setPermissionCheckHandler(handler: typeof this.check): void {
    this.check = handler;
  }
  setDevicePermissionHandler(handler: typeof this.device): void {
    this.device = handler;
  }
  setDisplayMediaRequestHandler(): void {}
}

class FakeContents extends EventEmitter {
  open: ((details: { url: string }) => { action: string }) | null = null;
  setWindowOpenHandler(handler: typeof this.open): void {
    this.open = handler;
  }
}

class FakeWindow extends EventEmitter {
  readonly webContents = new FakeContents();
  readonly loaded: string[] = [];
  destroyed = false;
  async loadURL(url: string): Promise<void> {
    this.loaded.push(url);
  }
  isDestroyed(): boolean {
    return this.destroyed;
  }
  destroy(): void {
    this.destroyed = true;
  }
}

function opened(mode: WindowMode = 'kiosk') {
  const window = new FakeWindow();
  const session = new FakeSession();
  let options: BrowserWindowConstructorOptions = {};
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const createWindow = (given: BrowserWindowConstructorOptions): BrowserWindow => {
    options = given;
    return window as unknown as BrowserWindow;
  };
  const host = createElectronHost({ createWindow, session: session as unknown as Session }, mode, log);
  return { host, window, session, options };
}

/** An event that can be prevented, as Electron hands it over. */
function event(fields: object = {}) {
  const it = {
    ...fields,
    prevented: false,
    preventDefault() {
      it.prevented = true;
    },
  };
  return it;
}

const EDGE = 'http://127.0.0.1:7300/launch?token=t';

describe("Electron's window", () => {
  it('gives the page a sandbox, a context of its own, and no Node', () => {
    const { options } = opened();
    expect(options.kiosk).toBe(true);
    expect(options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
      devTools: false,
    });
    expect(options.webPreferences).not.toHaveProperty('preload');
  });

  it.each(['will-navigate', 'will-redirect', 'will-frame-navigate'])(
    'refuses %s to anywhere but the edge',
    async (name) => {
      const { host, window } = opened();
      await host.load(EDGE);
      const attempts = [
        'https://example.com/',
        'http://127.0.0.1:7301/',
        'http://localhost:7300/',
        'file:///etc/passwd',
        'javascript:alert(1)',
        'data:text/html,x',
        '',
      ];
      for (const url of attempts) {
        const to = event({ url });
        window.webContents.emit(name, to);
        expect(to.prevented, url).toBe(true);
      }
      const within = event({ url: 'http://127.0.0.1:7300/kiosk/' });
      window.webContents.emit(name, within);
      expect(within.prevented).toBe(false);
    },
  );

  it('refuses every navigation while its own page shows', async () => {
    const { host, window } = opened();
    await host.load(EDGE);
    await host.show('<h1>away</h1>');
    const to = event({ url: 'http://127.0.0.1:7300/kiosk/' });
    window.webContents.emit('will-navigate', to);
    expect(to.prevented).toBe(true);
    expect(window.loaded.at(-1)).toMatch(/^data:text\/html/);
  });

  it('opens no second window and no webview', () => {
    const { window } = opened();
    expect(window.webContents.open!({ url: 'http://127.0.0.1:7300/' })).toEqual({ action: 'deny' });
    const attach = event();
    window.webContents.emit('will-attach-webview', attach);
    expect(attach.prevented).toBe(true);
  });

  it('grants no permission and no device', () => {
    const { session } = opened();
    let granted: boolean | null = null;
    session.request!(null, 'media', (answer) => {
      granted = answer;
    });
    expect([granted, session.check!(), session.device!()]).toEqual([false, false, false]);
  });

  it('cancels downloads', () => {
    const { session } = opened();
    const download = event();
    const item = event();
    session.emit('will-download', download, { cancel: item.preventDefault });
    expect([download.prevented, item.prevented]).toEqual([true, true]);
  });

  it('tells when the page dies', () => {
    const { host, window } = opened();
    const told: string[] = [];
    host.onGone((why) => told.push(why));
    window.webContents.emit('render-process-gone', event(), { reason: 'crashed' });
    expect(told).toEqual(["the page's process ended: crashed"]);
  });

  it('cannot be closed from its screen in a kiosk, and can on a desk', async () => {
    const kiosk = opened('kiosk');
    const close = event();
    kiosk.window.emit('close', close);
    expect(close.prevented).toBe(true);

    const desk = opened('windowed');
    const closed = event();
    desk.window.emit('close', closed);
    expect(closed.prevented).toBe(false);
  });

  it.each([
    ['F12', {}],
    ['I', { control: true, shift: true }],
    ['F4', { alt: true }],
    ['q', { meta: true }],
  ])('ignores %s as a shortcut', (key, modifiers) => {
    const { window } = opened();
    const pressed = event();
    window.webContents.emit('before-input-event', pressed, { key, ...modifiers });
    expect(pressed.prevented).toBe(true);
  });

  it('closes when the shell does', async () => {
    const { host, window } = opened();
    await host.close();
    expect(window.destroyed).toBe(true);
  });
});
