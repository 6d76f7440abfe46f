import { Fault } from '../../workstation/ports/fault.ts';
import type { Browser } from './chromium-browser.ts';
import type { DevtoolsEvent } from './devtools-pipe.ts';
import { isWithin } from './origin.ts';

const COMMIT_TIMEOUT_MS = 15_000;
/** A page that does not run a line of script for that long hangs. */
const PROBE_TIMEOUT_MS = 10_000;

interface Frame {
  readonly parentId?: string;
  readonly loaderId: string;
  readonly url: string;
  readonly unreachableUrl?: string;
}

/** The one page of one run of the browser: what it was told to show, and whether it still does. */
export class ChromiumPage {
  readonly #browser: Browser;
  readonly #onGone: (why: string) => void;
  /** Where the edge's pages are; null while the shell shows its own. */
  #origin: string | null = null;
  #asked: string | null = null;
  #shown: string | null = null;
  #navigating = false;
  #hangs = false;
  #commit: () => void = () => {};

  constructor(browser: Browser, onGone: (why: string) => void) {
    this.#browser = browser;
    this.#onGone = onGone;
  }

  /**
   * Opens an address and waits until its document has taken the place of the last one: the browser's answer alone comes before.
   * @throws Fault SHELL_PAGE_FAILED, SHELL_BROWSER_GONE.
   */
  async navigate(url: string, origin: string | null): Promise<void> {
    const { sessionId } = await this.#browser.page;
    this.#origin = origin;
    this.#navigating = true;
    try {
      const { errorText, loaderId } = await this.#browser.pipe.send('Page.navigate', { url }, sessionId);
      if (typeof errorText === 'string')
        throw new Fault('SHELL_PAGE_FAILED', `the page could not be opened: ${errorText}`);
      this.#asked = String(loaderId);
      if (!(await this.#committed())) throw new Fault('SHELL_PAGE_FAILED', 'the page was not shown in time');
    } finally {
      this.#navigating = false;
    }
  }

  /** Finds a page that hangs, and ends its process: a page that runs no script cannot give way to another either. */
  async probe(): Promise<void> {
    if (this.#navigating || this.#asked === null) return;
    const { pipe, page } = this.#browser;
    const asked = this.#asked;
    const { sessionId } = await page;
    try {
      await pipe.send('Runtime.evaluate', { expression: '1' }, sessionId, PROBE_TIMEOUT_MS);
    } catch {
      if (this.#asked !== asked || this.#navigating) return;
      this.#hangs = true;
      // Its answer is the event that follows the page's end.
      pipe.send('Page.crash', {}, sessionId).catch(() => {});
    }
  }

  follow(event: DevtoolsEvent): void {
    if (event.method === 'Inspector.targetCrashed') {
      this.#onGone(this.#hangs ? 'the page did not answer' : 'the page crashed');
      this.#hangs = false;
      return;
    }
    if (event.method !== 'Page.frameNavigated') return;
    const frame = event.params.frame as Frame;
    if (frame.parentId !== undefined) return;
    this.#shown = frame.loaderId;
    this.#commit();
    // Of the page that the browser itself begins with, and of those before the one asked for last, nobody has to hear.
    if (this.#navigating || this.#asked === null || frame.loaderId === this.#asked) return;
    if (this.#origin !== null && isWithin(this.#origin, frame.unreachableUrl ?? frame.url)) return;
    this.#onGone('the page went elsewhere');
  }

  #committed(): Promise<boolean> {
    if (this.#shown === this.#asked) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), COMMIT_TIMEOUT_MS);
      this.#commit = () => {
        if (this.#shown !== this.#asked) return;
        clearTimeout(timer);
        this.#commit = () => {};
        resolve(true);
      };
    });
  }
}
