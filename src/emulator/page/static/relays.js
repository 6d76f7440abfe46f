import { controls } from './controls.js';
import { element } from './parts.js';
import { statusLine, strip } from './strips.js';

/* Boards of relays behind the broker: the lane's light, or lights, siren and door of the gate. */

const BOARDS = {
  laneRelays: { title: 'Light', after: 'lights', wired: ['green', 'amber', 'red', '4'] },
  gateRelays: { title: 'Gate lights', after: 'gate', wired: ['green', 'red', 'siren', 'door'] },
};
const MAKERS = { shelly: 'Shelly', tasmota: 'Tasmota' };
const GARBAGE = '7b5bff';

const entries = (wired) => [
  {
    kind: 'switches',
    label: 'By hand',
    names: wired,
    get: ({ closed }) => closed,
    set: (relay, closed) => ({ byHand: { relay, closed } }),
  },
  {
    kind: 'switches',
    label: 'Stuck',
    names: wired,
    get: ({ stuck }) => stuck,
    set: (relay, stuck) => ({ stuck: { relay, stuck } }),
  },
  { kind: 'once', label: 'Power fails', body: { blink: true } },
  { kind: 'toggle', label: 'Silent', get: ({ silent }) => silent, set: (silent) => ({ silent }) },
  { kind: 'once', label: 'Garbage', body: { garbage: GARBAGE } },
];

const strips = new Map();

function made(name, { dialect }) {
  const { title, after, wired } = BOARDS[name];
  const lamps = wired.filter((each) => each !== '4');
  const lenses = lamps.map((lamp) => {
    const lens = element('span', 'lens');
    lens.dataset.relay = lamp;
    return lens;
  });
  const post = element('div', 'post', ...lenses);
  post.setAttribute('aria-hidden', 'true');
  const { line, say } = statusLine();
  line.className = 'lit';
  const past = element('ol', 'past');
  past.setAttribute('aria-label', 'Switched before, newest first');
  const row = controls(`/api/${name}/fault`, entries(wired));
  const section = strip(name, `${title}, ${MAKERS[dialect]} relays`, after);
  section.append(element('div', 'row', post, line, past), element('div', 'row', ...row.nodes));
  return (state) => {
    const on = state.closed.map((relay) => wired[relay - 1]);
    for (const lens of lenses) lens.dataset.lit = String(on.includes(lens.dataset.relay));
    say(on.length === 0 ? 'all off' : on.join(' and '));
    past.replaceChildren(...state.past.map((each) => element('li', '', toldAs(each, wired))));
    row.show(state);
  };
}

/** `3+` is the third, closed. */
function toldAs(change, wired) {
  return `${wired[Number.parseInt(change, 10) - 1]} ${change.endsWith('+') ? 'on' : 'off'}`;
}

/** Makes the strips of the boards there are, and shows what is on. */
export function showRelays(state) {
  for (const name of Object.keys(BOARDS)) {
    if (state[name] === null) continue;
    if (!strips.has(name)) strips.set(name, made(name, state[name]));
    strips.get(name)(state[name]);
  }
}
