import { strict as assert } from 'node:assert';
import { QUIET, wedgeControl, wedgeKey } from '../../src/renderer/kiosk/input/wedge.ts';
import type { Hostile } from './hostile-bytes.ts';

interface Press {
  readonly key: string;
  readonly control: boolean;
  readonly at: number;
}

const CHARACTERS = '0123456789ABCxyz -./:]#é';
const NAMED = ['Shift', 'Enter', 'Tab', 'Escape', 'ArrowDown', 'Backspace', 'F5', 'Dead', 'Unidentified'];
const CONTROLS = ['Control', 'Alt', 'Meta', ']', 'r', 'w', 'c', 'F4'];
const BURST_MS = 120;
const SILENCE_MS = 100;
const MOST_AVERAGE_MS = 30;
const FEWEST = 6;
const LONGEST = 4096;

/**
 * Keys from a scanner that types, a hand and a madman, in any order: what counts as a scan is every character since the last pause or end, fast
 * enough, ended by Enter or Tab; and such an end never reaches the page.
 */
export function hostileWedge(hostile: Hostile): void {
  let state = QUIET;
  const presses: Press[] = [];
  for (const press of typed(hostile)) {
    presses.push(press);
    if (press.control) {
      state = wedgeControl(state, press.key, press.at);
      continue;
    }
    const step = wedgeKey(state, press.key, press.at);
    state = step.state;
    const expected = scannedBy(presses);
    if (step.scan !== expected) assert.fail(`${step.scan}, not ${expected}: ${JSON.stringify(presses.slice(-30))}`);
    assert(step.scan === null || step.swallow, 'a scan pressed a button');
    assert(state.text.length <= LONGEST + 2, 'it keeps more than any symbol holds');
  }
}

function typed(hostile: Hostile): Press[] {
  const presses: Press[] = [];
  let at = hostile.below(1_000);
  for (let bursts = 1 + hostile.below(4); bursts > 0; bursts--) {
    // A scanner, a quick hand, a slow one.
    const pace = hostile.pick([2, 12, 30, 60, 250]);
    const length = hostile.oneIn(200) ? LONGEST - 5 + hostile.below(10) : hostile.below(24);
    for (let keys = 0; keys < length; keys++) {
      at += hostile.below(2 * pace + 1);
      const odd = hostile.oneIn(25);
      const control = odd && hostile.oneIn(2);
      presses.push({ key: hostile.pick(control ? CONTROLS : odd ? NAMED : [...CHARACTERS]), control, at });
    }
    at += hostile.below(hostile.oneIn(4) ? 400 : 2 * pace + 1);
    presses.push({ key: hostile.pick(['Enter', 'Enter', 'Tab']), control: false, at });
  }
  return presses;
}

/** What the last press ends, found by looking back at all of them: no state to go wrong. */
function scannedBy(presses: readonly Press[]): string | null {
  const end = presses.at(-1);
  if (end === undefined || (end.key !== 'Enter' && end.key !== 'Tab')) return null;
  const characters: { readonly text: string; readonly at: number }[] = [];
  const alone = spacesAlone(presses);
  for (const press of presses.slice(0, -1).toReversed()) {
    const { key, control, at } = press;
    const text = control ? (key === ']' ? '\x1d' : null) : [...key].length === 1 ? key : null;
    if (text === null && (control ? !['Control', 'Alt', 'Meta'].includes(key) : key === 'Enter' || key === 'Tab'))
      break;
    if (text === null) continue;
    if ((characters[0]?.at ?? end.at) - at >= SILENCE_MS) break;
    if (alone.has(press)) return null;
    characters.unshift({ text, at });
  }
  const [first] = characters;
  const last = characters.at(-1);
  if (first === undefined || last === undefined) return null;
  const average = (last.at - first.at) / (characters.length - 1);
  const counts = characters.length >= FEWEST && characters.length <= LONGEST && average <= MOST_AVERAGE_MS;
  return counts ? characters.map(({ text }) => text).join('') : null;
}

/** Spaces that press a button, since nothing was typed shortly before. */
function spacesAlone(presses: readonly Press[]): Set<Press> {
  const alone = new Set<Press>();
  let typedAt = Number.NEGATIVE_INFINITY;
  for (const press of presses) {
    const { key, control, at } = press;
    const inBurst = at - typedAt < BURST_MS;
    const ends = !control && (key === 'Enter' || key === 'Tab');
    if (!control && key === ' ' && !inBurst) alone.add(press);
    else if (control ? key === ']' : ends ? inBurst : [...key].length === 1) typedAt = at;
  }
  return alone;
}
