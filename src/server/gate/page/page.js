/* The gate's page: draws what the gate says, and says what staff order. It keeps nothing but the number that was typed. */
import { showExit, takeCodes } from './exit.js';
import { drawReaders } from './readers.js';

const SETTLEMENTS = ['paid', 'returned', 'left', 'falseAlarm', 'furniture'];
const COUNTS = ['sold', 'alarms', 'reported', 'foreign', 'inward', 'codesRefused'];

const byId = (id) => document.getElementById(id);
const words = await (await fetch('/gate/words')).json();
const word = (id) => words[`gate.${id}`] ?? id;

function element(name, { text, className, ...attributes } = {}, ...children) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className !== undefined) made.className = className;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function show(id, text, className) {
  const at = byId(id);
  at.textContent = text;
  at.className = className ?? '';
}

let view = null;

async function order(what) {
  const body = JSON.stringify({ operatorId: byId('operator').value, pin: byId('pin').value, order: what });
  byId('pin').value = '';
  const said = await answerTo(body).catch(() => ({ kind: 'refused', reason: 'unavailable' }));
  show('notice', said.kind === 'done' ? '' : word(`answer.${said.reason ?? said.kind}`));
  if (said.reason === 'badRequest') byId('operator').focus();
  if (said.reason === 'wrongPin') byId('pin').focus();
}

async function answerTo(body) {
  const answer = await fetch('/gate/order', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return answer.ok ? await answer.json() : { kind: 'refused', reason: 'unavailable' };
}

const SVG = 'http://www.w3.org/2000/svg';

/** The sprite of all pictures, once, in the page; without it items go by their names. */
async function loadPictures() {
  const answer = await fetch('/gate/pictures.svg');
  if (!answer.ok) return;
  const sprite = new DOMParser().parseFromString(await answer.text(), 'image/svg+xml').documentElement;
  sprite.setAttribute('class', 'sprite');
  sprite.setAttribute('aria-hidden', 'true');
  document.body.append(document.importNode(sprite, true));
}

/** Of goods whose picture the sprite lacks it draws a basket. */
function pictureOf(name) {
  const drawn = [name, 'basket'].find((each) => each !== null && document.getElementById(`pic-${each}`) !== null);
  if (drawn === undefined) return [];
  const picture = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  for (const [key, value] of Object.entries({ class: 'pic', viewBox: '0 0 28 28', 'aria-hidden': 'true' }))
    picture.setAttribute(key, value);
  for (const [key, value] of Object.entries({ href: `#pic-${drawn}`, width: '28', height: '28' }))
    use.setAttribute(key, value);
  picture.append(use);
  return [picture];
}

function tagLine({ name, picture, price, epc, unreadable }) {
  const { currency, locale } = view;
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency, numberingSystem: 'latn' });
  const digits = format.resolvedOptions().maximumFractionDigits;
  const what = element('strong', { text: unreadable === null ? (name ?? word('unnamed')) : word('cause.unreadable') });
  const cost = element('strong', { text: price === null ? '' : format.format(price / 10 ** digits) });
  const which = element('small', { text: epc, dir: 'ltr' });
  const said = element('div', { className: 'what' }, what, which);
  return element('div', { className: 'tag' }, ...pictureOf(picture), said, cost);
}

const clock = (at) => new Intl.DateTimeFormat(view.locale, { timeStyle: 'medium' }).format(at);

function alarmLine({ id, cause, raisedAt, count, tags }) {
  // A code has no tag that could be learned.
  const ends = SETTLEMENTS.filter((settlement) => count > 0 || settlement !== 'furniture');
  const buttons = ends.map((settlement) => {
    const about = { 'data-settlement': settlement, 'aria-describedby': `about-${id}` };
    const button = element('button', { type: 'button', text: word(`settle.${settlement}`), ...about });
    button.addEventListener('click', () => order({ kind: 'settle', alarmId: id, settlement }));
    return button;
  });
  const more = count > tags.length ? [element('p', { text: `${word('more')} ${count - tags.length}` })] : [];
  return element(
    'li',
    {},
    element(
      'p',
      { className: 'alert' },
      element('span', { text: word(`cause.${cause}`) }),
      element('time', { text: clock(raisedAt) }),
    ),
    element('div', { className: 'tags', id: `about-${id}` }, ...tags.map(tagLine), ...more),
    element('div', { className: 'settle' }, ...buttons),
  );
}

function reportedLine({ at, cause, tag }) {
  return element(
    'li',
    {},
    element('small', { text: `${word(`cause.${cause}`)} · ${clock(at)}` }),
    ...(tag.name === null ? [] : [element('strong', { text: tag.name })]),
    element('p', {}, element('bdi', { text: tag.epc, dir: 'ltr' })),
  );
}

function noticeLine({ at, code, tag, boxes }) {
  const about = tag === null ? [] : [tag.name ?? tag.epc];
  return element(
    'li',
    {},
    element('small', { text: `${clock(at)} · ${code}` }),
    element('p', { className: 'warn' }, element('bdi', { text: [...about, ...boxes].join(' · ') })),
    element('p', { text: words[`fault.${code}`] ?? code }),
  );
}

/* Only what is another is drawn anew: a button must not vanish under a finger, nor from under the focus. */
const drawn = new Map();
function list(id, items, keyOf, line) {
  const at = byId(id);
  const before = drawn.get(id) ?? new Map();
  const focus = focusIn(at);
  const now = new Map();
  for (const item of items) {
    const text = JSON.stringify(item);
    const old = before.get(keyOf(item));
    now.set(keyOf(item), old?.text === text ? old : { text, node: line(item) });
  }
  drawn.set(id, now);
  for (const [key, { node }] of before) if (now.get(key)?.node !== node) node.remove();
  [...now.values()].forEach(({ node }, index) => {
    if (at.children[index] !== node) at.insertBefore(node, at.children[index] ?? null);
    node.dataset.key = [...now.keys()][index];
  });
  if (focus !== null && focusIn(at) === null) {
    const kept = now.get(focus.key)?.node.querySelector(`[data-settlement=${focus.settlement}]`);
    // Of an alarm that is gone the next one's button would be pressed by mistake.
    (kept ?? byId('open-title')).focus();
  }
  return [...now.keys()].filter((key) => !before.has(key));
}

/** The alarm and the button in it that have the focus; null where the focus is elsewhere. */
function focusIn(at) {
  const button = document.activeElement;
  if (!at.contains(button) || button.dataset.settlement === undefined) return null;
  return { key: button.closest('li').dataset.key, settlement: button.dataset.settlement };
}

/* One sentence for who can't see it, not the whole of the page. */
function announce(fresh) {
  const alarms = view.alarms.filter(({ id }) => fresh.includes(id));
  if (alarms.length === 0) return;
  const names = alarms.flatMap(({ tags }) => tags.map(({ name }) => name ?? word('unnamed')));
  show('said', [word(`cause.${alarms[0].cause}`), ...names].join('. '), 'off-screen');
}

function countLine({ each, value }) {
  const number = new Intl.NumberFormat(view.locale, { numberingSystem: 'latn' }).format(value);
  return element('div', {}, element('dt', { text: word(`count.${each}`) }), element('dd', { text: number }));
}

/** Language and direction are the store's. */
function dress(locale) {
  const { language, textInfo } = new Intl.Locale(locale);
  document.documentElement.lang = locale;
  document.documentElement.dir = textInfo?.direction ?? (['ar', 'fa', 'he', 'ur'].includes(language) ? 'rtl' : 'ltr');
}

function draw() {
  const { label, mode, ledger, recordsFault, alarms, reported, notices, counts, exit } = view;
  showExit(exit, word);
  show('label', label);
  show('mode', word(`mode.${mode}`), mode === 'watching' ? 'well' : 'warn');
  show('ledger', word(`ledger.${ledger.condition}`), ledger.condition === 'fresh' ? 'well' : 'warn');
  show(
    'records',
    word(recordsFault === null ? 'records.ok' : 'records.waiting'),
    recordsFault === null ? 'well' : 'alert',
  );
  show('open-title', word(alarms.length === 0 ? 'quiet' : 'open'));
  show('reported-title', word('reported'));
  show('notices-title', word('notices'));
  byId('to-look-into').hidden = notices.length === 0;
  list('notices', notices, ({ id }) => id, noticeLine);
  byId('let-pass').hidden = reported.length === 0;
  announce(list('alarms', alarms, ({ id }) => id, alarmLine));
  list('reported', reported, ({ at, tag }) => `${at} ${tag.epc}`, reportedLine);
  const pairs = COUNTS.map((each) => ({ each, value: counts[each] }));
  list('counts', pairs, ({ each }) => each, countLine);
  drawReaders(view, { byId, element, show, word, clock });
  byId('mute').textContent = word(mode === 'muted' ? 'unmute' : 'mute');
  byId('hold').textContent = word(mode === 'held' ? 'release' : 'hold');
}

// What was let pass has nothing to press, and is scrolled to by keys all the same.
document.querySelector('main').tabIndex = 0;
show('who-word', word('who'));
show('operator-word', word('operator'));
show('pin-word', word('pin'));
document.title = word('title');
byId('mute').addEventListener('click', () => order({ kind: 'mute', minutes: view?.mode === 'muted' ? 0 : 15 }));
byId('hold').addEventListener('click', () => order({ kind: 'hold', held: view?.mode !== 'held' }));
takeCodes(word, (text) => show('notice', text));
byId('who').addEventListener('submit', (event) => event.preventDefault());

await loadPictures().catch(() => {});
const events = new EventSource('/gate/events');
events.addEventListener('message', ({ data }) => {
  if (byId('notice').textContent === word('lost')) show('notice', '');
  view = JSON.parse(data);
  dress(view.locale);
  draw();
});
events.addEventListener('error', () => show('notice', word('lost')));
