import type { Log } from '../../workstation/ports/log.ts';
import type { Timers } from '../../workstation/ports/time.ts';
import type { ChromiumOptions } from './chromium-arguments.ts';
import { type Browser, startBrowser } from './chromium-browser.ts';
import { ChromiumPage } from './chromium-page.ts';
import type { ShellHost } from './host.ts';
import { ownPageUrl } from './own-page.ts';

const CLOSE_GRACE_MS = 3_000;
const PROBE_EVERY_MS = 5_000;

interface Running {
  readonly browser: Browser;
  readonly page: ChromiumPage;
}

/** A window in the system's Chromium, started when something is to be shown and started again when it has died. */
export function createChromiumHost(options: ChromiumOptions, timers: Timers, log: Log): ShellHost {
  const listeners = new Set<(why: string) => void>();
  const closedListeners = new Set<() => void>();
  let running: Running | null = null;

  const gone = (why: string): void => {
    for (const listener of listeners) listener(why);
  };

  const start = (): Running => {
    const browser = startBrowser(options, log, (event) => {
      if (running === started) started.page.follow(event);
    });
    const started: Running = { browser, page: new ChromiumPage(browser, gone) };
    browser.exited.then((how) => {
      if (running !== started) return;
      running = null;
      if (how === 'died' || options.mode === 'kiosk') gone('the browser ended');
      else for (const listener of closedListeners) listener();
    });
    return started;
  };

  const page = (): ChromiumPage => {
    running ??= start();
    return running.page;
  };

  let closed = false;
  let cancelProbe = (): void => {};
  const probeLater = (): void => {
    if (closed) return;
    cancelProbe = timers.after(PROBE_EVERY_MS, async () => {
      await running?.page.probe();
      probeLater();
    });
  };
  probeLater();

  return {
    load: (url) => page().navigate(url, new URL(url).origin),
    show: (html) => page().navigate(ownPageUrl(html), null),
    onGone(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onClosed(listener) {
      closedListeners.add(listener);
      return () => closedListeners.delete(listener);
    },
    async close() {
      closed = true;
      cancelProbe();
      const last = running?.browser;
      running = null;
      if (last === undefined) return;
      // The browser may end before it has answered.
      last.pipe.send('Browser.close').catch(() => {});
      const cancel = timers.after(CLOSE_GRACE_MS, last.kill);
      await last.exited;
      cancel();
    },
  };
}
