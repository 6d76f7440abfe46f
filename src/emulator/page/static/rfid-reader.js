import { button, byId, element, isPressed, lamp, notice, press, send } from './parts.js';

/* The RFID reader: tags in front of its antennas, its inputs and outputs, and its faults. */

const BASKET = 5;
const PORTS = [1, 2, 3, 4];
const SERIALS = 2 ** 38;
const field = '/api/rfidReader/field';
const fault = '/api/rfidReader/fault';

const names = new Map();
let goods = [];
let inputs = [];
/** What lay there last, for whoever walks out with it. */
let basket = [];

const antenna = () => Number(byId('reader-antenna').value);
const serial = () => Math.floor(Math.random() * SERIALS);
const tagOf = ({ gtin }) => ({ gtin, serial: serial(), antenna: antenna() });

/** What a basket is picked from: articles whose number can stand on a tag. Numbers from 2 on are the shop's own labels, and none. */
export function basketOf(articles) {
  goods = articles.filter(({ gtin }) => /^(\d{8}|\d{12,14})$/.test(gtin) && !/^0?2/.test(gtin));
}

export const basketTags = () => basket;

/** Something of the shop's that nobody has paid for; null where the page has no articles. */
export const randomTag = () =>
  goods.length === 0 ? null : { gtin: goods[Math.floor(Math.random() * goods.length)].gtin, serial: serial() };

export const takesArticles = () => isPressed('reader-articles');

export const putArticle = (article) => put([article]);

async function put(articles) {
  const answer = await send(field, { put: articles.map(tagOf) });
  answer?.put.forEach((epc, index) => {
    names.set(epc, articles[index].name);
  });
}

byId('reader-basket').addEventListener('click', () => {
  if (goods.length === 0) notice('No articles were given to this page.');
  else put(Array.from({ length: BASKET }, () => goods[Math.floor(Math.random() * goods.length)]));
});
byId('reader-articles').addEventListener('click', () => press('reader-articles', !takesArticles()));
byId('reader-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const text = byId('reader-epc').value.replaceAll(' ', '');
  if (!/^([0-9a-f]{2}){0,62}$/i.test(text)) {
    notice('An EPC is at most 62 bytes in hexadecimal, such as 30 36 45.');
    return;
  }
  if (await send(field, { put: [{ epc: text, antenna: antenna() }] })) byId('reader-epc').value = '';
});
byId('reader-clear').addEventListener('click', () => send(field, { clear: true }));
byId('reader-inputs').append(
  ...PORTS.map((port) => button(String(port), () => send(fault, { input: { port, high: !inputs.includes(port) } }))),
);
byId('reader-outputs').append(...PORTS.map((port) => lamp(String(port))));

const behave = (behaviour) => send(fault, { behaviour });
byId('reader-silent').addEventListener('click', () => behave({ silent: !isPressed('reader-silent') }));
byId('reader-keepalives').addEventListener('click', () => behave({ keepalives: isPressed('reader-keepalives') }));
byId('reader-refuses').addEventListener('click', () =>
  behave({ refuses: isPressed('reader-refuses') ? 'nothing' : 'rospec' }),
);
byId('reader-halt').addEventListener('click', () => send(fault, { halt: true }));
byId('reader-cut').addEventListener('click', () => send(fault, { cut: true }));
byId('reader-garbage').addEventListener('click', () => send(fault, { garbage: 'ff'.repeat(64) }));

function chip({ epc, antenna }) {
  const made = button('', () => send(field, { take: [{ epc, antenna }] }));
  made.append(element('span', 'name', names.get(epc) ?? (epc || 'empty tag')), element('span', 'aside', `${antenna}`));
  made.title = `${epc}, antenna ${antenna}: take it away`;
  return element('li', '', made);
}

export function showReader(reader) {
  inputs = reader.inputs;
  if (reader.tags.length > 0) basket = reader.tags.map(({ epc }) => epc);
  const { silent, keepalives, refuses } = reader.behaviour;
  press('reader-silent', silent);
  press('reader-keepalives', !keepalives);
  press('reader-refuses', refuses === 'rospec');
  [...byId('reader-inputs').querySelectorAll('button')].forEach((each, index) => {
    press(each, reader.inputs.includes(PORTS[index]));
  });
  [...byId('reader-outputs').querySelectorAll('.port')].forEach((each, index) => {
    const high = reader.outputs.includes(PORTS[index]);
    each.dataset.high = String(high);
    each.setAttribute('aria-label', `Output ${PORTS[index]} is ${high ? 'high' : 'low'}`);
  });
  const now = `${reader.tagCount} tags, ${reader.reading ? 'reading' : 'not reading'}`;
  if (byId('reader-now').textContent !== now) byId('reader-now').textContent = now;
  // Beside what is read out: it changes with every read.
  byId('reader-reads').textContent = reader.reading ? `${reader.reads} reads` : '';
  byId('reader-tags').replaceChildren(...reader.tags.map(chip));
}
