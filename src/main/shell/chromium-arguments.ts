import { chromiumFlags } from './find-chromium.ts';
import { ownPageUrl } from './own-page.ts';

/** How the window stands on the screen: `kiosk` fills it, `windowed` is for a developer's desk, `hidden` for tests. */
export type WindowMode = 'kiosk' | 'windowed' | 'hidden';

export interface WindowSize {
  readonly width: number;
  readonly height: number;
}

export interface ChromiumOptions {
  readonly executable: string;
  /** Profile of this window alone; emptied at every start, for a lane remembers nothing of its shoppers. */
  readonly profile: string;
  readonly mode: WindowMode;
  /** Size of the window; where left out the whole screen in `kiosk`, and one that fits a laptop in `windowed`. */
  readonly size?: WindowSize;
}

/** What a shopper must not get to, and what a lane has no use for. */
const LOCKED_DOWN = [
  '--no-default-browser-check',
  '--disable-session-crashed-bubble',
  '--hide-crash-restore-bubble',
  '--noerrdialogs',
  '--disable-pinch',
  '--overscroll-history-navigation=0',
  '--disable-extensions',
  '--disable-print-preview',
  '--disable-notifications',
  '--deny-permission-prompts',
  '--disable-dev-tools',
  '--block-new-web-contents',
  '--autoplay-policy=no-user-gesture-required',
  '--password-store=basic',
  '--disable-features=Translate,MediaRouter,InterestFeedContentSuggestions,OptimizationHints,TouchpadOverscrollHistoryNavigation',
  // Everything but this very machine is behind a proxy that there is none of (port 9: discard); loopback never goes through one.
  '--proxy-server=127.0.0.1:9',
];

/** Fits a laptop's screen with its panels. */
export const ON_A_DESK: WindowSize = { width: 1280, height: 800 };

/** The arguments that Chromium is started with: one window, driven over a private pipe. */
export function chromiumArguments(
  { profile, mode, size }: Omit<ChromiumOptions, 'executable'>,
  asRoot: boolean,
): string[] {
  const given = size ?? (mode === 'windowed' ? ON_A_DESK : undefined);
  const window = given === undefined ? [] : [`--window-size=${given.width},${given.height}`];
  return [
    ...chromiumFlags(asRoot),
    // Else a bar over the page warns of the missing sandbox.
    ...(asRoot ? ['--test-type'] : []),
    ...LOCKED_DOWN,
    '--remote-debugging-pipe',
    `--user-data-dir=${profile}`,
    ...(mode === 'kiosk' ? ['--kiosk', '--window-position=0,0'] : []),
    ...(mode === 'hidden' ? ['--headless'] : []),
    ...window,
    `--app=${ownPageUrl('<!doctype html><title>Checkstand</title>')}`,
  ];
}
