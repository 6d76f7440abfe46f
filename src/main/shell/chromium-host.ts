import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Log } from '../../workstation/ports/log.ts';
import { type ChromiumOptions, chromiumArguments } from './chromium-arguments.ts';
import { type DevtoolsEvent, type DevtoolsPipe, devtoolsPipe } from './devtools-pipe.ts';
import type { ShellHost } from './host.ts';
import { isWithin } from './origin.ts';
import { ownPageUrl } from './own-page.ts';

const CLOSE_GRACE_MS = 3_000;

/** One run of the browser. */
interface Browser {
  readonly pipe: DevtoolsPipe;
  /** Session and target of its one window. */
  readonly page: Promise<{ readonly sessionId: string; readonly targetId: string }>;
  /** `closed`: it ended in order, as when its window is closed. */
  readonly exited: Promise<'closed' | 'died'>;
  kill(): void;
}

/** A window in the system's Chromium, started when something is to be shown and started again when it has died. */
export function createChromiumHost(options: ChromiumOptions, log: Log): ShellHost {
  const listeners = new Set<(why: string) => void>();
  const closedListeners = new Set<() => void>();
  let browser: Browser | null = null;
  let origin: string | null = null;

  const gone = (why: string): void => {
    for (const listener of listeners) listener(why);
  };

  const running = (): Browser => {
    if (browser !== null) return browser;
    const started = startBrowser(options, log, (event) => follow(started, event));
    browser = started;
    started.exited.then((how) => {
      if (browser !== started) return;
      browser = null;
      if (how !== 'closed' || options.mode === 'kiosk') return gone('the browser ended');
      for (const listener of closedListeners) listener();
    });
    return started;
  };

  const follow = (from: Browser, event: DevtoolsEvent): void => {
    if (process.env.DBG) console.log('EV', event.method, JSON.stringify(event.params).slice(0,200));
    if (event.method === 'Inspector.targetCrashed') gone('the page crashed');
    if (event.method !== 'Page.frameNavigated') return;
    const { parentId, url, unreachableUrl } = event.params.frame as {
      parentId?: string;
      url: string;
      unreachableUrl?: string;
    };
    // Of a page of the edge that could not be had, whoever asked for it is told already.
    const at = unreachableUrl ?? url;
    if (parentId !== undefined || origin === null || isWithin(origin, at) || at.startsWith('data:')) return;
    log.warn('shell.navigatedAway', {});
    if (browser === from) gone('the page went elsewhere');
  };

  const navigate = async (url: string): Promise<void> => {
    const { pipe, page } = running();
    const { sessionId } = await page;
    const { errorText } = await pipe.send('Page.navigate', { url }, sessionId);
    // Of a page that answers with an attachment or nothing at all there is nothing to show either.
    if (typeof errorText === 'string')
      throw new Fault('SHELL_PAGE_FAILED', `the page could not be opened: ${errorText}`);
  };

  return {
    async load(url) {
      origin = new URL(url).origin;
      await navigate(url);
    },
    async show(html) {
      origin = null;
      await navigate(ownPageUrl(html));
    },
    onGone(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClosed(listener) {
      closedListeners.add(listener);
      return () => closedListeners.delete(listener);
    },
    async close() {
      const last = browser;
      browser = null;
      if (last === null) return;
      // The browser may end before it has answered.
      last.pipe.send('Browser.close').catch(() => {});
      const timer = setTimeout(last.kill, CLOSE_GRACE_MS);
      await last.exited;
      clearTimeout(timer);
    },
  };
}

function startBrowser(options: ChromiumOptions, log: Log, onEvent: (event: DevtoolsEvent) => void): Browser {
  rmSync(options.profile, { recursive: true, force: true });
  mkdirSync(options.profile, { recursive: true, mode: 0o700 });
  const asRoot = process.getuid?.() === 0;
  const child = spawn(options.executable, chromiumArguments(options, asRoot), {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
  });
  let attached: (page: { sessionId: string; targetId: string }) => void = () => {};
  let failed: (fault: Fault) => void = () => {};
  const page = new Promise<{ sessionId: string; targetId: string }>((resolve, reject) => {
    attached = resolve;
    failed = reject;
  });
  // Whoever needs the page awaits it; a browser that dies before that is told by `exited`.
  page.catch(() => {});

  let first: string | null = null;
  const pipe = devtoolsPipe(child.stdio[3] as Writable, child.stdio[4] as Readable, (event) => {
    if (event.method !== 'Target.attachedToTarget') return onEvent(event);
    const { sessionId, targetInfo } = event.params as {
      sessionId: string;
      targetInfo: { type: string; targetId: string };
    };
    if (targetInfo.type !== 'page') return;
    if (first !== null && first !== targetInfo.targetId) {
      // One window: a second one is closed before it can be used.
      log.warn('shell.windowRefused', {});
      pipe.send('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => {});
      return;
    }
    first = targetInfo.targetId;
    prepare(pipe, sessionId, targetInfo.targetId, options).then(
      () => attached({ sessionId, targetId: targetInfo.targetId }),
      failed,
    );
  });
  const exited = new Promise<'closed' | 'died'>((resolve) => {
    const ended = (how: 'closed' | 'died'): void => {
      pipe.end();
      failed(new Fault('SHELL_BROWSER_GONE', 'the browser ended while it was starting'));
      resolve(how);
    };
    child.once('exit', (code) => ended(code === 0 ? 'closed' : 'died'));
    child.once('error', () => ended('died'));
  });
  pipe.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: true }).catch(failed);
  pipe.send('Target.setDiscoverTargets', { discover: true }).catch(failed);
  pipe.send('Browser.setDownloadBehavior', { behavior: 'deny' }).catch(failed);
  return { pipe, page, exited, kill: () => child.kill('SIGKILL') };
}

async function prepare(
  pipe: DevtoolsPipe,
  sessionId: string,
  targetId: string,
  { mode, size }: ChromiumOptions,
): Promise<void> {
  await pipe.send('Page.enable', {}, sessionId);
  await pipe.send('Inspector.enable', {}, sessionId);
  if (mode !== 'kiosk') return;
  // Without a window manager --kiosk alone fills nothing: the window then says "normal", and is put over the whole screen by hand.
  const expression = 'JSON.stringify({ width: screen.width, height: screen.height })';
  const { result } = (await pipe.send('Runtime.evaluate', { expression }, sessionId)) as { result: { value: string } };
  const screen = size ?? (JSON.parse(result.value) as { width: number; height: number });
  const { windowId } = await pipe.send('Browser.getWindowForTarget', { targetId });
  await pipe.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'normal' } }).catch(() => {});
  // One more than the screen: a window of exactly its size is made a pixel smaller by Chromium.
  await pipe
    .send('Browser.setWindowBounds', {
      windowId,
      bounds: { left: 0, top: 0, width: screen.width + 1, height: screen.height + 1 },
    })
    .catch(() => {});
  await pipe.send('Browser.setWindowBounds', { windowId, bounds: { windowState: 'fullscreen' } }).catch(() => {});
}
