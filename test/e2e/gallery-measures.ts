/**
 * Measures that run inside the page: each is handed to `page.evaluate` whole, so it uses nothing from outside itself. They answer with
 * a sentence per fault, none when all is well.
 */

/** Buttons below 12.7 mm (20 mm for the main one), or closer than 2.5 mm to another, the two ends of one quantity apart. */
export function smallTargets(): string[] {
  const mm = Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue('--mm'));
  const modal = document.querySelector('dialog[open]');
  const buttons = [...(modal ?? document).querySelectorAll('button')].filter((button) => {
    const clip = button.closest('.scrolls')?.getBoundingClientRect();
    const box = button.getBoundingClientRect();
    return box.width > 0 && (clip === undefined || (box.top >= clip.top - 1 && box.bottom <= clip.bottom + 1));
  });
  const name = (button: Element) => button.getAttribute('aria-label') ?? button.textContent ?? '?';
  const faults: string[] = [];
  buttons.forEach((button, index) => {
    const box = button.getBoundingClientRect();
    const least = button.classList.contains('main') ? 20 : 12.7;
    if (Math.min(box.width, box.height) / mm < least - 0.01) {
      faults.push(`${name(button)}: ${(box.width / mm).toFixed(1)} by ${(box.height / mm).toFixed(1)} mm`);
    }
    for (const other of buttons.slice(index + 1)) {
      const next = other.getBoundingClientRect();
      const step = button.closest('.step');
      if (step !== null && step === other.closest('.step')) continue;
      const across = Math.max(next.left - box.right, box.left - next.right);
      const down = Math.max(next.top - box.bottom, box.top - next.bottom);
      const gap = Math.max(across, down) / mm;
      if (gap < 2.5 - 0.01) faults.push(`${name(button)} and ${name(other)}: ${gap.toFixed(1)} mm apart`);
    }
  });
  return faults;
}

/** Text that is cut by the panel or by a box that hides what overflows, runs out of its button, or lies over other text. */
export function clippedText(): string[] {
  const root = document.querySelector('dialog[open]') ?? document.querySelector('#kiosk')!;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const faults: string[] = [];
  const seen: { words: string; box: DOMRect; owner: Element }[] = [];
  const modal = document.querySelector('dialog[open]');
  if (modal !== null && modal.scrollHeight > modal.clientHeight + 1) faults.push('the sheet is taller than the panel');
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const owner = node.parentElement!;
    const words = node.textContent?.trim() ?? '';
    if (words === '' || owner.closest('svg, .off-screen, [aria-hidden=true]') !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const scroller = owner.closest('.scrolls');
    const row = owner.closest('li')?.getBoundingClientRect();
    const frame = scroller?.getBoundingClientRect();
    if (frame !== undefined && row !== undefined && (row.bottom > frame.bottom + 1 || row.top < frame.top - 1))
      continue;
    for (const box of range.getClientRects()) {
      if (box.width === 0) continue;
      const out = (limit: { left: number; right: number; top: number; bottom: number }, slack: number) =>
        box.left < limit.left - slack ||
        box.right > limit.right + slack ||
        box.top < limit.top - slack ||
        box.bottom > limit.bottom + slack;
      if (out({ left: 0, top: 0, right: innerWidth, bottom: innerHeight }, 1))
        faults.push(`${words}: beyond the panel`);
      const button = owner.closest('button');
      if (button !== null && out(button.getBoundingClientRect(), 1)) faults.push(`${words}: runs out of its button`);
      for (let up: Element | null = owner; up !== null && up !== document.body; up = up.parentElement) {
        const { overflowX } = getComputedStyle(up);
        // A display figure's line box is taller than its ink.
        if (overflowX !== 'visible' && out(up.getBoundingClientRect(), box.height * 0.2))
          faults.push(`${words}: cut off`);
      }
      seen.push({ words, box, owner });
    }
  }
  // Ink is about 70% of a line box: what overlaps by less does not touch.
  seen.forEach(({ words, box, owner }, index) => {
    for (const other of seen.slice(index + 1)) {
      if (other.owner === owner) continue;
      const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
      const allowed = 0.18 * (box.height + other.box.height);
      if (width > 1 && height > allowed) faults.push(`${words} lies over ${other.words}`);
    }
  });
  return [...new Set(faults)];
}

/** Buttons that begin above the middle of the panel. The cut through the middle may be touched by a hair. */
export function controlsInUpperHalf(): string[] {
  const modal = document.querySelector('dialog[open]');
  return [...(modal ?? document).querySelectorAll('button')]
    .filter((button) => {
      const clip = button.closest('.scrolls')?.getBoundingClientRect();
      const box = button.getBoundingClientRect();
      const shown = clip === undefined || (box.top >= clip.top - 1 && box.bottom <= clip.bottom + 1);
      return shown && box.height > 0 && box.top < innerHeight / 2 - 1;
    })
    .map((button) => button.getAttribute('aria-label') ?? button.textContent ?? '?');
}
