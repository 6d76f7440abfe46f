import { arrowDirection, nextByArrow } from './arrows.ts';
import { isBlockedKey } from './blocked-keys.ts';
import { QUIET, wedgeControl, wedgeKey } from './wedge.ts';

const FOCUSABLE = 'button, a[href], [tabindex="0"]';
const SCROLLS = '.scrolls';

const inField = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input, textarea, [contenteditable]');

/** Everything that can take the focus now; what has scrolled out of its list counts only from inside that list. */
function candidates(page: Document): HTMLElement[] {
  const modal = page.querySelector('dialog[open]');
  const list = page.activeElement?.closest(SCROLLS) ?? null;
  return [...(modal ?? page).querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => {
    if (!element.checkVisibility({ visibilityProperty: true })) return false;
    const scroller = element.closest(SCROLLS);
    if (scroller === null || scroller === list || scroller === element) return true;
    const frame = scroller.getBoundingClientRect();
    const box = element.getBoundingClientRect();
    return box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
  });
}

function moveFocus(page: Document, key: string): boolean {
  const direction = arrowDirection(key);
  if (direction === null) return false;
  const elements = candidates(page);
  const from = elements.indexOf(page.activeElement as HTMLElement);
  const next = nextByArrow(
    elements.map((element) => element.getBoundingClientRect()),
    from,
    direction,
  );
  elements[next]?.focus();
  return true;
}

/**
 * Makes a page a kiosk: arrows move the focus, a scanner that types does nothing, and the ways out of a browser (keys, menu, drag and
 * drop, magnifying, middle click) are closed. `scanned` is told what such a scanner typed. Returns how to undo it. `now` is monotonic milliseconds.
 */
export function guardPage(page: Document, now: () => number, scanned: (data: string) => void = () => {}): () => void {
  const stop = new AbortController();
  let wedge = QUIET;
  const stay = (event: Event) => event.preventDefault();
  const options = { signal: stop.signal, capture: true, passive: false };

  page.addEventListener(
    'keydown',
    (event) => {
      if (isBlockedKey(event)) {
        event.preventDefault();
        event.stopPropagation();
        wedge = wedgeControl(wedge, event.key, now());
        return;
      }
      // A key held down presses once: what it opened or closed may have put another button under it.
      if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
      if (inField(event.target)) return;
      const step = wedgeKey(wedge, event.key, now());
      wedge = step.state;
      if (step.scan !== null) scanned(step.scan);
      if (step.swallow) {
        event.preventDefault();
        event.stopPropagation();
      } else if (moveFocus(page, event.key)) {
        event.preventDefault();
      }
    },
    options,
  );
  for (const kind of ['contextmenu', 'dragstart', 'dragover', 'drop', 'auxclick', 'gesturestart']) {
    page.addEventListener(kind, stay, options);
  }
  page.addEventListener('wheel', (event) => event.ctrlKey && event.preventDefault(), options);
  page.addEventListener('touchmove', (event) => event.touches.length > 1 && event.preventDefault(), options);
  return () => stop.abort();
}
