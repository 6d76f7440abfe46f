import { CHUNKS, FOUR, more } from './controls.js';
import { byId, isPressed } from './parts.js';

/* Faults that are seldom wanted, at the foot of each device that every box has: what its interface can break, a person can. */

const GARBAGE = 'ff 00 02 3f 14 99 0d 0a';
const chunksOf = (get, set) => ({
  kind: 'choose',
  label: 'Bytes leave',
  options: [...CHUNKS, ['joined', 'with others']],
  get,
  set,
});

const printer = [
  chunksOf(
    ({ chunks }) => chunks,
    (chunks) => ({ chunks }),
  ),
  {
    kind: 'choose',
    label: 'Once there is paper',
    options: [
      ['printRest', 'it prints the rest'],
      ['discardRest', 'it forgets the rest'],
    ],
    get: ({ whenPaperReturns }) => whenPaperReturns,
    set: (whenPaperReturns) => ({ whenPaperReturns }),
  },
  {
    kind: 'toggle',
    label: 'Status as on a network',
    get: ({ expandedStatus }) => expandedStatus,
    set: (expandedStatus) => ({ expandedStatus }),
  },
  {
    kind: 'amount',
    label: 'Rows of paper left',
    action: 'Cut the roll short',
    value: 600,
    most: 1_000_000,
    set: (rowsLeft) => ({ rowsLeft }),
  },
  { kind: 'once', label: 'A roll that lasts', body: { rowsLeft: null } },
  ...[
    ['cover', 'Open its cover'],
    ['jam', 'Jam its paper'],
    ['power', 'Take its power'],
  ].map(([by, action]) => ({
    kind: 'amount',
    label: 'After rows',
    action,
    value: 300,
    most: 100_000,
    set: (rows) => ({ stopAfter: { rows, by } }),
  })),
  {
    kind: 'amount',
    label: 'After bytes',
    action: 'Drop its line',
    value: 200,
    most: 10_000_000,
    set: (dropAfterBytes) => ({ dropAfterBytes }),
  },
  { kind: 'once', label: 'Garbage', body: { garbage: GARBAGE } },
];

const once = () => ({ once: isPressed('once'), on: byId('modes-on').value });
const MODE = '/api/terminal/mode';
const disturb = (label, body) => ({
  kind: 'once',
  label,
  body,
  path: '/api/terminal/disturb',
  tells: ({ disturbed }) => (disturbed ? undefined : 'The lane does not speak to the terminal over a serial line.'),
});
const terminal = [
  {
    kind: 'choose',
    label: 'Card shows',
    options: [
      ['lastFour', 'its last four digits'],
      ['full', 'its number'],
      ['everything', 'everything'],
    ],
    get: ({ cardShows }) => cardShows,
    set: (shows) => ({ card: { number: '4111111111111111', name: 'VISA', shows } }),
  },
  chunksOf(
    ({ chunks }) => chunks,
    (chunks) => ({ chunks }),
  ),
  {
    kind: 'amount',
    label: 'Pence',
    action: 'Approve unasked',
    value: 1234,
    most: 99_999_999,
    path: '/api/terminal/unasked',
    set: (amount) => ({ amount }),
  },
  {
    kind: 'amount',
    label: 'Result',
    action: 'Decline with it',
    value: 116,
    most: 255,
    path: MODE,
    set: (result) => ({ mode: { kind: 'decline', result }, ...once() }),
  },
  {
    kind: 'amount',
    label: 'Byte',
    action: 'Cut the line there',
    value: 60,
    least: 0,
    most: 100_000,
    path: MODE,
    set: (byte) => ({ mode: { kind: 'cutAt', byte }, ...once() }),
  },
  disturb('Lose three acknowledgements', { lostSigns: 3 }),
  disturb('Spoil three blocks', { spoiltBlocks: 3 }),
];

const NOISE = 'ff 00';
const scale = [
  chunksOf(
    ({ chunks }) => chunks,
    (chunks) => ({ chunks }),
  ),
  {
    kind: 'toggle',
    label: 'Noise around answers',
    get: ({ noisy }) => noisy,
    set: (on) => ({ noise: on ? NOISE : '' }),
  },
  {
    kind: 'amount',
    label: 'Milliseconds',
    action: 'Swing',
    value: 5_000,
    most: 60_000,
    set: (settleMs) => ({ moving: false, settleMs }),
  },
  {
    kind: 'amount',
    label: 'Grams of tare',
    action: 'Take off at the scale',
    value: 42,
    least: 0,
    most: 15_000,
    set: (tare) => ({ tare }),
  },
  {
    kind: 'toggle',
    label: 'Everything twice',
    get: ({ repeats }) => repeats > 1,
    set: (on) => ({ repeats: on ? 2 : 1 }),
  },
];

const behave = (key, value) => ({ behaviour: { [key]: value } });
const chooseOf = (key, label, options) => ({
  kind: 'choose',
  label,
  options,
  get: ({ behaviour }) => behaviour[key],
  set: (value) => behave(key, value),
});
const toggleOf = (key, label, inverse = false) => ({
  kind: 'toggle',
  label,
  get: ({ behaviour }) => behaviour[key] !== inverse,
  set: (on) => behave(key, on !== inverse),
});
const IGNORED = ['events', 'inputs', 'keepalive', 'outputs', 'power', 'session'];

const llrp = [
  {
    kind: 'switches',
    label: 'Antennas',
    names: FOUR,
    get: ({ antennas }) => antennas,
    set: (port, connected) => ({ antenna: { port, connected } }),
  },
  chooseOf('greeting', 'Greets', [
    ['accepted', 'as it should'],
    ['inUse', 'as taken'],
    ['failed', 'as failed'],
    ['none', 'not at all'],
  ]),
  chooseOf('refuses', 'Refuses', [
    ['nothing', 'nothing'],
    ['rospec', 'to read'],
    ['configuration', 'its settings'],
    ['start', 'to start'],
  ]),
  {
    kind: 'switches',
    label: 'Takes and does not keep',
    names: IGNORED,
    get: ({ behaviour }) => behaviour.ignores.map((each) => IGNORED.indexOf(each) + 1),
    set: (which, on, { behaviour }) => {
      const rest = behaviour.ignores.filter((each) => each !== IGNORED[which - 1]);
      return behave('ignores', on ? [...rest, IGNORED[which - 1]] : rest);
    },
  },
  chooseOf('epcForm', 'EPCs come', [
    ['epc96', 'as EPC-96'],
    ['epcData', 'as EPCData'],
  ]),
  toggleOf('omitsRepeats', 'Leaves out what repeats'),
  chooseOf('chunks', 'Bytes leave', CHUNKS),
  {
    kind: 'amount',
    label: 'Milliseconds a read',
    action: 'Read so often',
    value: 100,
    most: 60_000,
    set: (readEveryMs) => behave('readEveryMs', readEveryMs),
  },
  { kind: 'once', label: 'Tell an exception', body: { exception: 'antenna fault' } },
];
const gateReader = [
  {
    kind: 'switches',
    label: 'Inputs',
    names: FOUR,
    get: ({ inputs }) => inputs,
    set: (port, high) => ({ input: { port, high } }),
  },
  toggleOf('silent', 'Silent'),
  toggleOf('keepalives', 'No keepalives', true),
  { kind: 'once', label: 'Stop reading', body: { halt: true } },
  { kind: 'once', label: 'Cut the line', body: { cut: true } },
  { kind: 'once', label: 'Garbage', body: { garbage: 'ff'.repeat(64) } },
  ...llrp,
];

const garbageAlone = [{ kind: 'once', label: 'Garbage', body: { garbage: GARBAGE } }];

/** Where they stand, by the name of the device in the state: a section, and what of the section they come before. */
const PLACES = [
  { name: 'scanner', path: '/api/scanner/fault', entries: garbageAlone, before: '#scans' },
  { name: 'printer', path: '/api/printer/state', entries: printer, before: '#paper-path' },
  { name: 'terminal', path: '/api/terminal/settings', entries: terminal, before: '#terminal-books' },
  { name: 'rfidReader', path: '/api/rfidReader/fault', entries: llrp, in: '#reader' },
  { name: 'scale', path: '/api/scale/state', entries: scale, in: '#scale' },
  { name: 'gateReader', path: '/api/gateReader/fault', entries: gateReader, in: '#gate' },
];

const shows = PLACES.map(({ name, path, entries, before, in: within }) => {
  const { node, show } = more(path, entries);
  if (before === undefined) document.querySelector(within).append(node);
  else document.querySelector(before).before(node);
  return [name, show];
});

export function showFaults(state) {
  for (const [name, show] of shows) show(state[name]);
}
