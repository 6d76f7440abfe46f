import { CHUNKS, controls, FOUR, more } from './controls.js';
import { element } from './parts.js';
import { statusLine, strip } from './strips.js';

/* Readers that speak JSON, and the broker: those that the box has, before the tags of the RFID reader's strip. */

const GARBAGE = '7b2264617461223a7b226964486578223a2278797a227d7d7d7b5b5bff00';
const behave = (key, label) => ({
  kind: 'toggle',
  label,
  get: ({ behaviour }) => behaviour[key],
  set: (on) => ({ behaviour: { [key]: on } }),
});
const batch = (options) => ({
  kind: 'choose',
  label: 'Tags come',
  options,
  get: ({ behaviour }) => behaviour.batch,
  set: (value) => ({ behaviour: { batch: value } }),
});
const refuse = (command, label) => ({
  kind: 'toggle',
  label,
  get: ({ behaviour }) => behaviour.refuse.includes(command),
  set: (on, { behaviour }) => ({
    behaviour: { refuse: on ? [...behaviour.refuse, command] : behaviour.refuse.filter((each) => each !== command) },
  }),
});
const inputs = (names) => ({
  kind: 'switches',
  label: 'Inputs',
  names,
  get: (reader) => reader.inputs,
  set: (port, high) => ({ input: { port, high } }),
});
const outputs = (names) => ({ kind: 'outputs', label: 'Outputs', names, get: (reader) => reader.outputs });
const antennas = {
  kind: 'switches',
  label: 'Antennas',
  names: FOUR,
  get: (reader) => reader.antennas,
  set: (port, connected) => ({ antenna: { port, connected } }),
};
const halt = { kind: 'once', label: 'Stop reading', body: { halt: true } };
const garbage = (label, where) => ({ kind: 'once', label, body: { garbage: GARBAGE, ...(where ? { where } : {}) } });
const ONE_BY_ONE = ['single', 'one by one'];
const SEVERAL = ['concatenated', 'several in one'];
const LIST = ['list', 'as a list'];
const HALVES = ['split', 'each in two halves'];

const impinj = {
  title: 'Impinj reader',
  usual: [inputs(['1', '2']), outputs(['1', '2', '3']), antennas, behave('silent', 'Silent'), halt, garbage('Garbage')],
  faults: [
    behave('refusePreset', 'Refuses its preset'),
    behave('refuseStart', 'Refuses to start'),
    behave('refuseOutputs', 'Refuses outputs'),
    behave('failUpgrade', 'Finds no firmware in an image'),
    behave('drift', 'Keeps another power'),
    batch([ONE_BY_ONE, SEVERAL, LIST]),
    {
      kind: 'choose',
      label: 'Bytes leave',
      options: CHUNKS,
      get: ({ behaviour }) => behaviour.chunks,
      set: (chunks) => ({ behaviour: { chunks } }),
    },
  ],
  now: ({ reading }) => (reading ? 'reading' : 'not reading'),
  counts: ({ stored }) => `preset stored ${times(stored)}`,
};
const zebraUsual = [
  inputs(FOUR),
  outputs(FOUR),
  antennas,
  behave('silent', 'Silent'),
  halt,
  garbage('Garbage', 'data'),
];
const zebraFaults = [
  refuse('set_mode', 'Refuses its mode'),
  refuse('start', 'Refuses to start'),
  refuse('stop', 'Refuses to stop'),
  refuse('get_mode', 'Keeps its mode to itself'),
  refuse('get_status', 'Keeps its status to itself'),
  refuse('set_gpo', 'Refuses outputs'),
  behave('drift', 'Keeps another power'),
  { kind: 'once', label: 'Somebody sets another mode', body: { meddle: true } },
  batch([ONE_BY_ONE, SEVERAL, LIST, HALVES]),
  garbage('Garbage as an event', 'events'),
];
const zebraReads = ({ reading, mode }) => (reading ? `reading, mode ${mode}` : 'not reading');
const modes = ({ modesSet }) => `mode set ${times(modesSet)}`;
const zebra = {
  title: 'Zebra reader, MQTT',
  usual: zebraUsual,
  faults: [...zebraFaults, behave('stray', 'Answers strangers too'), garbage('Garbage as a reply', 'controlResponse')],
  now: zebraReads,
  counts: modes,
};
const zebraHttp = {
  title: 'Zebra reader, HTTP',
  usual: zebraUsual,
  faults: [...zebraFaults, { kind: 'once', label: 'Let its token run out', body: { expire: true } }],
  now: zebraReads,
  counts: (reader) => `${modes(reader)}, ${counted(reader.logins, 'login')}, ${counted(reader.posted, 'post')}`,
};
const broker = {
  title: 'Broker',
  usual: [],
  faults: [],
  now: () => '',
  counts: ({ connections }) => counted(connections, 'connection'),
};

const KINDS = { impinj, zebra, zebraHttp, broker };
/** Each stands after the one before it. */
const ORDER = ['impinj', 'zebra', 'zebraHttp'];

function times(count) {
  return count === 1 ? 'once' : `${count} times`;
}

function counted(count, what) {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

const strips = new Map();

function made(name, after) {
  const { title, usual, faults, now, counts } = KINDS[name];
  const path = `/api/${name}/fault`;
  const { line, say } = statusLine();
  const first = controls(path, usual);
  const section = strip(name, title, after);
  // Counts stand beside the line that is read out: they change too often for that.
  const figures = element('span', 'aside');
  section.append(element('div', 'row', ...first.nodes, line, figures));
  const seldom = faults.length === 0 ? null : more(path, faults);
  if (seldom !== null) section.append(seldom.node);
  return (state) => {
    first.show(state);
    seldom?.show(state);
    say(now(state));
    figures.textContent = counts(state);
  };
}

/** Makes the strips of what there is, and shows their state. */
export function showIotReaders(state) {
  let after = 'reader';
  for (const name of [...ORDER, 'broker']) {
    if (state[name] === null) continue;
    const place = name === 'broker' ? 'gate' : after;
    if (!strips.has(name)) strips.set(name, made(name, place));
    strips.get(name)(state[name]);
    if (name !== 'broker') after = name;
  }
}
