const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Frames until a button has come, or will not. */
const PATIENCE = 60;

const name = (button: HTMLButtonElement): string =>
  button.getAttribute('aria-label') ?? button.textContent?.trim() ?? '';

/** The words on a button; those that end with "…" are how it begins, where an amount follows that each language writes in its own way. */
const isNamed = (button: HTMLButtonElement, wanted: string): boolean =>
  wanted.endsWith('…') ? name(button).startsWith(wanted.slice(0, -1)) : name(button) === wanted;

async function find(page: Document, wanted: string): Promise<HTMLButtonElement> {
  for (let frame = 0; frame < PATIENCE; frame++) {
    const button = [...page.querySelectorAll('button')].find((each) => isNamed(each, wanted));
    if (button !== undefined) return button;
    await nextFrame();
  }
  throw new Error(`no button "${wanted}"`);
}

/**
 * Presses buttons by the words on them, one after the other, so that a state that only a hand leads to can be looked at; then marks
 * the page. @throws Error when there is no such button.
 */
export async function pressAll(page: Document, names: readonly string[]): Promise<void> {
  for (const wanted of names) {
    (await find(page, wanted)).click();
    await nextFrame();
  }
  page.documentElement.dataset.pressed = 'all';
}
