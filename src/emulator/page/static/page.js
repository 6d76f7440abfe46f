import { showFaults } from './faults.js';
import { showGate } from './gate.js';
import { showGateScanner } from './gate-scanner.js';
import { showIotReaders } from './iot-readers.js';
import { showLights } from './lights.js';
import { button, byId, clockTime, element, isPressed, notice, press, send, shown } from './parts.js';
import { showRelays } from './relays.js';
import { basketOf, putArticle, showReader, takesArticles } from './rfid-reader.js';
import { samples } from './samples.js';
import { showScale } from './scale.js';
import { showWires } from './wire.js';

const PAPERS_SHOWN = 8;
const modes = [
  { name: 'Approved', mode: { kind: 'approve' } },
  { name: 'Declined', mode: { kind: 'decline' } },
  { name: 'Shopper cancels', mode: { kind: 'cancel' } },
  { name: 'Approved, slowly', mode: { kind: 'slow', ms: 15_000 } },
  { name: 'Part of it: 5.00', mode: { kind: 'partial', amount: 500 } },
  { name: 'Another amount: 99.99', mode: { kind: 'otherAmount', amount: 9_999 } },
  { name: '99.99, goods or not', mode: { kind: 'otherAmount', amount: 9_999, takesBack: false } },
  { name: 'Approved after Cancel', mode: { kind: 'approveAfterAbort' } },
  { name: 'Silence', mode: { kind: 'silent' } },
  { name: 'Silence once it began', mode: { kind: 'mute' } },
  { name: 'Approved in silence', mode: { kind: 'mute', approves: true } },
  { name: 'Please wait, for minutes', mode: { kind: 'pleaseWait', ms: 300_000 } },
  { name: 'Line lost before', mode: { kind: 'dropBeforeApproval' } },
  { name: 'Line lost after', mode: { kind: 'dropAfterApproval' } },
  { name: 'Line lost at the end', mode: { kind: 'dropBeforeCompletion' } },
  { name: 'Line cut at byte 60', mode: { kind: 'cutAt', byte: 60 } },
  { name: 'Approved late', mode: { kind: 'lateApproval', ms: 20_000 } },
  { name: 'Another amount, late', mode: { kind: 'lateApproval', ms: 20_000, amount: 9_999 } },
  { name: 'Answered once back', mode: { kind: 'answerLater', ms: 2_000 } },
  { name: 'Another answer once back', mode: { kind: 'answerLater', ms: 2_000, amount: 9_999 } },
  { name: 'Power lost before', mode: { kind: 'powerCut', when: 'beforeApproval', memory: 'kept', forMs: 3_000 } },
  { name: 'Power lost after', mode: { kind: 'powerCut', when: 'afterApproval', memory: 'kept', forMs: 3_000 } },
  { name: 'Power and books lost', mode: { kind: 'powerCut', when: 'afterApproval', memory: 'lost', forMs: 3_000 } },
];
const sameMode = (one, other) => JSON.stringify(one) === JSON.stringify(other);
const outcomes = { approved: 'good', partial: 'good', declined: 'bad', cancelled: 'bad' };

let articles = [];
let state;

/* Scanner */

const SUFFIXES = { usual: {}, cr: { suffix: '\r' }, tab: { suffix: '\t' }, none: { suffix: '' } };

async function scan(data, aim) {
  const chunks = byId('scan-chunks').value;
  const answer = await send('/api/scanner/scan', {
    data,
    ...(aim === undefined ? {} : { aim }),
    ...SUFFIXES[byId('scan-suffix').value],
    chunks: /^\d+$/.test(chunks) ? Number(chunks) : chunks,
  });
  if (answer?.kind === 'nobodyThere') notice('No lane is connected to the scanner.');
}

function chosenAim() {
  const aim = byId('scan-aim').value;
  return aim === 'guess' ? undefined : aim;
}

function articleButton(article) {
  const made = button('', () => (takesArticles() ? putArticle(article) : scan(article.gtin)));
  if (article.picture) {
    const picture = element('img');
    picture.src = article.picture;
    picture.alt = '';
    made.append(picture);
  }
  made.append(element('span', 'name', article.name), element('span', 'price', article.price ?? article.gtin));
  made.title = article.gtin;
  return made;
}

function showArticles() {
  const wanted = byId('scan-text').value.trim().toLowerCase();
  const found = articles.filter(({ name, gtin }) => name.toLowerCase().includes(wanted) || gtin.startsWith(wanted));
  const none =
    articles.length === 0
      ? 'No articles were given to this page.'
      : 'Nothing by that name: press Scan to send it as it is.';
  byId('articles').replaceChildren(...(found.length > 0 ? found.map(articleButton) : [element('p', '', none)]));
}

byId('scan-text').addEventListener('input', showArticles);
byId('scan-form').addEventListener('submit', async (event) => {
  event.preventDefault();
  const field = byId('scan-text');
  if (field.value === '') return;
  await scan(field.value.replaceAll('{GS}', '\u001d'), chosenAim());
  field.value = '';
  showArticles();
});
byId('samples').append(...samples.map(({ name, data, aim }) => button(name, () => scan(data, aim))));
byId('scanner-silent').addEventListener('click', () =>
  send('/api/scanner/fault', { silent: !isPressed('scanner-silent') }),
);

function showScanner(scanner) {
  press('scanner-silent', scanner.silent);
  byId('scans').replaceChildren(
    ...scanner.past.map(({ text, aim, outcome, at }) =>
      element(
        'li',
        '',
        element('span', 'aside', clockTime(at)),
        element('span', 'what', shown(text)),
        element('span', outcome === 'written' ? 'aside' : 'aside bad', outcome === 'written' ? aim : 'not sent'),
      ),
    ),
  );
}

/* Printer */

for (const toggle of document.querySelectorAll('[data-printer]')) {
  toggle.addEventListener('click', () => {
    const { printer, on, off } = toggle.dataset;
    const pressed = toggle.getAttribute('aria-pressed') === 'true';
    send('/api/printer/state', { [printer]: on === undefined ? !pressed : pressed ? off : on });
  });
}
for (const segment of document.querySelectorAll('[data-paper]')) {
  segment.addEventListener('click', () => send('/api/printer/state', { paper: segment.dataset.paper }));
}

function slotNote(printer) {
  if (!printer.plugged) return 'No power';
  if (printer.paper === 'out')
    return `Paper is out${printer.waitingBytes > 0 ? `, ${printer.waitingBytes} bytes wait` : ''}`;
  if (printer.cover === 'open') return 'Cover is open';
  if (printer.jammed) return 'Paper is stuck';
  if (printer.error !== 'none') return 'The cutter is stuck';
  if (printer.offline) return 'Offline';
  if (printer.busy) return `Busy, ${printer.waitingBytes} bytes wait`;
  return printer.progress ? 'Printing' : 'Ready';
}

function paperFigure(key, source, caption) {
  const figure = element('figure', 'paper');
  const picture = element('img');
  picture.src = source;
  picture.alt = caption;
  picture.width = 576;
  figure.dataset.key = key;
  figure.append(picture, element('figcaption', '', caption));
  return figure;
}

function showPapers(printer) {
  const place = byId('papers');
  const known = new Map([...place.querySelectorAll('figure')].map((figure) => [figure.dataset.key, figure]));
  const wanted = printer.papers.slice(-PAPERS_SHOWN).reverse();
  const figures = wanted.map(({ number, at }) => {
    const key = String(number);
    const there = known.get(key);
    there?.classList.add('older');
    return there ?? paperFigure(key, `/api/printer/papers/${number}.png`, `No. ${number}, ${clockTime(at)}`);
  });
  if (printer.progress) {
    const { rows } = printer.progress;
    const there = known.get(`now ${rows}`);
    figures.unshift(
      there ?? paperFigure(`now ${rows}`, `/api/printer/papers/current.png?rows=${rows}`, 'in the printer'),
    );
  }
  place.replaceChildren(...(figures.length > 0 ? figures : [element('p', 'empty', 'What is printed comes out here.')]));
}

function showPrinter(printer) {
  for (const toggle of document.querySelectorAll('[data-printer]')) {
    const value = printer[toggle.dataset.printer];
    press(toggle, toggle.dataset.on === undefined ? value : value === toggle.dataset.on);
  }
  for (const segment of document.querySelectorAll('[data-paper]'))
    press(segment, segment.dataset.paper === printer.paper);
  const note = slotNote(printer);
  byId('slot-note').textContent = note;
  byId('slot-note').parentElement.classList.toggle('stopped', note !== 'Ready' && note !== 'Printing');
  showPapers(printer);
}

/* Terminal */

byId('present').addEventListener('click', () => send('/api/terminal/card'));
byId('stop').addEventListener('click', () => send('/api/terminal/stop'));
byId('once').addEventListener('click', () => press('once', !isPressed('once')));
byId('card-waits').addEventListener('click', () =>
  send('/api/terminal/settings', { cardDelayMs: isPressed('card-waits') ? 400 : null }),
);
byId('card-full').addEventListener('click', () =>
  send('/api/terminal/settings', {
    card: { number: '4111111111111111', name: 'VISA', shows: isPressed('card-full') ? 'lastFour' : 'full' },
  }),
);
byId('modes').append(
  ...modes.map(({ name, mode }) =>
    button(name, () => send('/api/terminal/mode', { mode, once: isPressed('once'), on: byId('modes-on').value })),
  ),
);
byId('modes-on').addEventListener('change', () => showModes(state.terminal));
byId('unasked').addEventListener('click', () => send('/api/terminal/unasked', { amount: 1234 }));
byId('power').addEventListener('click', () => send('/api/terminal/power', { memory: 'kept', forMs: 3_000 }));
byId('memory').addEventListener('click', () => send('/api/terminal/power', { memory: 'lost', forMs: 3_000 }));

function showModes(terminal) {
  const { mode, reversalMode, refundMode } = terminal;
  const chosen = { payment: mode, reversal: reversalMode, refund: refundMode }[byId('modes-on').value];
  [...byId('modes').children].forEach((each, index) => {
    press(each, sameMode(modes[index].mode, chosen));
  });
}

function paymentLine({ amount, currency, outcome, receiptNumber, reversed }) {
  const value = new Intl.NumberFormat('en-GB', { style: 'currency', currency }).format(amount / 100);
  return element(
    'li',
    '',
    element('span', 'what', value),
    element('span', `aside ${reversed ? 'bad' : outcomes[outcome]}`, reversed ? 'reversed' : outcome),
    element('span', 'aside', receiptNumber),
  );
}

function showTerminal(terminal) {
  byId('display').replaceChildren(...terminal.display.map((line) => element('div', '', line)));
  byId('present').disabled = !terminal.waitingForCard;
  byId('stop').disabled = !terminal.waitingForCard;
  press('card-waits', terminal.cardDelayMs === null);
  press('card-full', terminal.cardShows === 'full');
  showModes(terminal);
  byId('payments').replaceChildren(...terminal.payments.toReversed().map(paymentLine));
}

/* All of it */

function show(next) {
  state = next;
  showScanner(state.scanner);
  showPrinter(state.printer);
  showTerminal(state.terminal);
  showLights(state.lights);
  showReader(state.rfidReader);
  showGate(state.gateReader);
  showGateScanner(state.gateScanner);
  showScale(state.scale);
  showFaults(state);
  showIotReaders(state);
  showRelays(state);
  showWires(state);
}

const events = new EventSource('/api/events');
events.addEventListener('state', (event) => show(JSON.parse(event.data)));
events.addEventListener('error', () => notice('The emulators do not answer.'));
articles = await (await fetch('/api/catalogue')).json();
basketOf(articles);
showArticles();
