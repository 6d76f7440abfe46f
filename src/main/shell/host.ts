import type { Unsubscribe } from '../../workstation/ports/device.ts';

/**
 * One locked-down window, whatever draws it: Electron, or a Chromium of the system. It shows the edge's own pages, or a page of the
 * shell's own while the edge is away; it decides nothing.
 */
export interface ShellHost {
  /** Opens the edge's address in the window. Rejects when the page cannot be had. */
  load(url: string): Promise<void>;
  /** Shows a page of the shell's own: whole HTML, nothing loaded from anywhere. */
  show(html: string): Promise<void>;
  /** Called when what was shown is gone by itself: the page crashed or hangs, or the browser died. */
  onGone(listener: (why: string) => void): Unsubscribe;
  /** Called when a person closed the window; in a kiosk nobody can. */
  onClosed(listener: () => void): Unsubscribe;
  close(): Promise<void>;
}
