import type { BrowserWindow, BrowserWindowConstructorOptions, Event, Session } from 'electron';
import type { Log } from '../../workstation/ports/log.ts';
import { ON_A_DESK, type WindowMode } from './chromium-arguments.ts';
import type { ShellHost } from './host.ts';
import { isWithin } from './origin.ts';
import { ownPageUrl } from './own-page.ts';

/** What of Electron the window is made with; index.ts alone has the real ones. */
export interface ElectronParts {
  readonly createWindow: (options: BrowserWindowConstructorOptions) => BrowserWindow;
  /** The session that the window lives in: in memory, gone with the process. */
  readonly session: Session;
}

/** A page that does not answer for that long is loaded anew. */
const HANG_MS = 10_000;

/** Electron's window, locked down: one window, one origin, no power beyond showing pages. */
export function createElectronHost({ createWindow, session }: ElectronParts, mode: WindowMode, log: Log): ShellHost {
  const listeners = new Set<(why: string) => void>();
  let origin: string | null = null;
  let closing = false;

  lockSession(session, log);
  const window = createWindow(windowOptions(mode, session));
  const contents = window.webContents;

  const gone = (why: string): void => {
    if (closing) return;
    for (const listener of listeners) listener(why);
  };
  const refuseElsewhere = (event: Event<{ url: string }>): void => {
    if (origin !== null && isWithin(origin, event.url)) return;
    event.preventDefault();
    log.warn('shell.navigationRefused', {});
  };

  contents.on('will-navigate', refuseElsewhere);
  contents.on('will-redirect', refuseElsewhere);
  contents.on('will-frame-navigate', refuseElsewhere);
  contents.setWindowOpenHandler(() => {
    log.warn('shell.windowRefused', {});
    return { action: 'deny' };
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('render-process-gone', (_, details) => gone(`the page's process ended: ${details.reason}`));
  // A keyboard at the lane opens neither menus nor tools.
  contents.on('before-input-event', (event, input) => {
    const combined = input.control || input.meta || input.alt;
    if (combined || /^F\d+$/.test(input.key)) event.preventDefault();
  });
  contents.on('context-menu', (event) => event.preventDefault());

  let cancelHang = (): void => {};
  window.on('unresponsive', () => {
    const timer = setTimeout(() => gone('the page hangs'), HANG_MS);
    cancelHang = () => clearTimeout(timer);
  });
  window.on('responsive', () => cancelHang());
  window.on('close', (event) => {
    // In a kiosk nobody closes the lane from its screen.
    if (mode === 'kiosk' && !closing) event.preventDefault();
  });

  return {
    async load(url) {
      origin = new URL(url).origin;
      await window.loadURL(url);
    },
    async show(html) {
      origin = null;
      await window.loadURL(ownPageUrl(html));
    },
    onGone(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClosed(listener) {
      window.on('closed', listener);
      return () => window.off('closed', listener);
    },
    async close() {
      closing = true;
      cancelHang();
      if (!window.isDestroyed()) window.destroy();
    },
  };
}

/** How the window is made. The page gets no Node, no preload and a sandboxed process of its own. */
export function windowOptions(mode: WindowMode, session: Session): BrowserWindowConstructorOptions {
  return {
    show: mode !== 'hidden',
    kiosk: mode === 'kiosk',
    fullscreen: mode === 'kiosk',
    frame: mode !== 'kiosk',
    ...ON_A_DESK,
    autoHideMenuBar: true,
    backgroundColor: '#f3f2ec',
    title: 'Checkstand',
    webPreferences: {
      session,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      devTools: mode === 'windowed',
      navigateOnDragDrop: false,
      spellcheck: false,
      disableDialogs: true,
      autoplayPolicy: 'no-user-gesture-required',
    },
  };
}

function lockSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_, permission, answer) => {
    log.warn('shell.permissionRefused', { permission });
    answer(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  session.on('will-download', (event, item) => {
    event.preventDefault();
    item.cancel();
    log.warn('shell.downloadRefused', {});
  });
}
