import { button, element, lamp, notice, press, send } from './parts.js';

/*
 * Controls of a device as data: what each is called, what it sends, and what of the state it shows. `get` takes the device's state, `set` the
 * new value, and gives the body that is sent.
 */

function toggle(path, { label, get, set }) {
  let now;
  const node = button(label, () => send(path, set(!get(now), now)));
  node.className = 'toggle';
  const show = (state) => {
    now = state;
    press(node, get(state));
  };
  return { node, show };
}

/** `tells` may make a sentence of the answer. */
function once(path, { label, body, tells }) {
  const node = button(label, async () => {
    const answer = await send(path, body);
    const sentence = answer === undefined ? undefined : tells?.(answer);
    if (sentence !== undefined) notice(sentence);
  });
  node.className = 'quiet';
  return { node };
}

function choose(path, { label, options, get, set }) {
  const select = element('select');
  for (const [value, text] of options) {
    const option = element('option', '', text);
    option.value = String(value);
    select.append(option);
  }
  select.addEventListener('change', () => {
    const [value] = options.find(([each]) => String(each) === select.value);
    send(path, set(value));
  });
  const show = (state) => {
    select.value = String(get(state));
  };
  return { node: element('label', 'inline', label, select), show };
}

function amount(path, { label, action, value, least = 1, most, set }) {
  const input = element('input');
  input.inputMode = 'numeric';
  input.autocomplete = 'off';
  input.maxLength = 8;
  input.value = String(value);
  const submit = element('button', 'quiet', action);
  const node = element('form', 'inline', element('label', 'inline', label, input), submit);
  node.addEventListener('submit', (event) => {
    event.preventDefault();
    const number = wholeNumber(input.value, label, least, most);
    if (number !== null) send(path, set(number));
  });
  return { node };
}

/** Buttons that are pressed where a port, or what hangs on it, is on. */
function switches(path, { label, names, get, set }) {
  const node = element('fieldset', 'ports', element('legend', '', label));
  let now;
  const buttons = names.map((name, index) => {
    const made = button(name, () => send(path, set(index + 1, !get(now).includes(index + 1), now)));
    made.setAttribute('aria-label', `${label} ${name}`);
    return made;
  });
  node.append(...buttons);
  const show = (state) => {
    now = state;
    buttons.forEach((each, index) => {
      press(each, get(state).includes(index + 1));
    });
  };
  return { node, show };
}

/** Ports that are only looked at. */
function outputs(_, { label, names, get }) {
  const node = element('fieldset', 'ports', element('legend', '', label));
  const lamps = names.map(lamp);
  node.append(...lamps);
  const show = (state) => {
    lamps.forEach((each, index) => {
      const high = get(state).includes(index + 1);
      each.dataset.high = String(high);
      each.setAttribute('aria-label', `${label} ${names[index]} is ${high ? 'on' : 'off'}`);
    });
  };
  return { node, show };
}

const makers = { toggle, once, choose, amount, switches, outputs };

/** @returns the nodes, and `show`, which brings them to the state. */
export function controls(path, entries) {
  const made = entries.map((entry) => makers[entry.kind](entry.path ?? path, entry));
  return {
    nodes: made.map(({ node }) => node),
    show: (state) => {
      for (const each of made) each.show?.(state);
    },
  };
}

/** Controls that are seldom wanted, behind a word to open them. */
export function more(path, entries, summary = 'More faults') {
  const { nodes, show } = controls(path, entries);
  return { node: element('details', '', element('summary', '', summary), element('div', 'row', ...nodes)), show };
}

/** A whole number, or null after saying what is wanted. */
export function wholeNumber(text, label, least, most) {
  const number = Number(text);
  if (/^-?\d+$/.test(text.trim()) && number >= least && number <= most) return number;
  notice(`${label}: a whole number from ${least} to ${most.toLocaleString('en-GB')}.`);
  return null;
}

export const CHUNKS = [
  ['whole', 'whole'],
  ['bytes', 'one by one'],
  [5, 'five by five'],
];
export const FOUR = ['1', '2', '3', '4'];
