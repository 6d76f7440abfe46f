import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Emulators, startEmulators, type TerminalMode } from '../../src/emulator/index.ts';
import { screensBuilt } from '../../src/main/project.ts';
import { type CardSecret, filesIn, formsIn, type Place, tracesIn } from '../fixtures/card-traces.ts';
import { pause } from '../fixtures/devices.ts';
import { checkstand, type EdgeUnderTest, startEdge, writeEdgeConfig } from '../fixtures/edge.ts';
import { KioskClient } from '../fixtures/kiosk-client.ts';

const DEMO = join(import.meta.dirname, '../../demo/catalogue.csv');
/** Two litres of whole milk in the demo catalogue. */
const BARCODE = '9521003005492';

/** Test numbers of the schemes, of every length that cards have. */
const CARDS = [
  { name: 'VISA', number: '4761739001011234' },
  { name: 'Mastercard', number: '5413330089010483' },
  { name: 'American Express', number: '374245455400126' },
  { name: 'Diners', number: '30569309025904' },
  { name: 'UnionPay', number: '6250941006528599' },
  { name: 'Maestro', number: '6799990100000000019' },
  { name: 'JCB', number: '3530111333300000' },
];
const HOLDER = 'MUSTERMANN/ERIKA';
const TRACK_END = '25121010000012345';
const CHECK_VALUE = '8431';
const PIN = '739215';

const SECRETS: readonly CardSecret[] = [
  ...CARDS.map(({ number }): CardSecret => ({ kind: 'digits', digits: number.slice(0, -4) })),
  { kind: 'digits', digits: TRACK_END },
  { kind: 'named', pattern: /MUSTERMANN/ },
  { kind: 'named', pattern: new RegExp(`C(?:VV|VC2?)\\W{0,4}${CHECK_VALUE}`) },
  { kind: 'named', pattern: new RegExp(`PIN\\W{0,4}${PIN}`) },
];

describe('the search', () => {
  const [{ number: pan = '' } = {}] = CARDS;
  const bcd = Buffer.from(pan, 'hex');
  test.each<[string, Buffer]>([
    ['plain', Buffer.from(`{"a":"${pan}"}`)],
    ['spaced', Buffer.from(pan.replace(/(....)/g, '$1 '))],
    ['spaced', Buffer.from(pan, 'utf16le')],
    ['packed', Buffer.concat([Buffer.from([1, 2]), bcd])],
    ['packed', Buffer.from(`1${pan}f`, 'hex')],
    ['hexadecimal', Buffer.from(Buffer.from(pan).toString('hex').toUpperCase())],
    ['base64', Buffer.from(Buffer.from(`x${pan}y`).toString('base64'))],
    ['base64', Buffer.from(Buffer.from(`xx${pan}y`).toString('base64'))],
    ['base64 of packed', Buffer.from(Buffer.concat([Buffer.from([7]), bcd, Buffer.from([8])]).toString('base64'))],
  ])('finds a number that is %s', (form, bytes) => {
    expect(formsIn(bytes, { kind: 'digits', digits: pan.slice(0, -4) })).toContain(form);
  });

  test('finds names, tracks, check values and PINs, and nothing in what shows the last four only', () => {
    const spilt = Buffer.from(`%B…^${HOLDER}^${TRACK_END}? CVV ${CHECK_VALUE} PIN: ${PIN}`);
    expect(tracesIn([{ name: 'a', bytes: spilt }], SECRETS)).toHaveLength(4);
    expect(tracesIn([{ name: 'a', bytes: Buffer.from('************1234 CVV *** 81597') }], SECRETS)).toEqual([]);
  });
});

describe.skipIf(!screensBuilt())(
  'no card data stays in a real edge (skipped where the screens are not built: npm run build)',
  () => {
    let folder: string;
    let devices: Emulators;
    let edge: EdgeUnderTest;
    let kiosk: KioskClient;
    const logs: string[] = [];

    async function start(terminalProfile: string): Promise<void> {
      const { scanner, printer, terminal } = devices;
      const ports = { scanner: scanner.port, printer: printer.port, terminal: terminal.port };
      edge = await startEdge({ folder, ...ports, terminalProfile });
      while (!(await edge.status()).devices.every(({ state }) => state === 'ready')) await pause(50);
      kiosk = await KioskClient.open(await edge.launchUrl());
    }

    async function end(how: 'stop' | 'kill'): Promise<void> {
      await kiosk.close();
      await edge[how]();
      logs.push(edge.log());
    }

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'checkstand-cards-'));
      devices = await startEmulators({ pagePort: 0, scannerPort: 0, printerPort: 0, terminalPort: 0, cardDelayMs: 5 });
      mkdirSync(join(folder, 'conf.d'));
      writeFileSync(join(folder, 'conf.d', 'log.toml'), '[log]\nlevel = "trace"\n');
      const imported = await checkstand(['import', DEMO, '--config', writeEdgeConfig({ folder }, 7300)]);
      expect(imported.code, imported.err).toBe(0);
    });
    afterAll(async () => {
      await kiosk.close();
      await edge.kill();
      await devices.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    /** A basket of one article, up to the moment of paying. */
    async function basket(): Promise<void> {
      if (kiosk.view.screen.kind === 'attract') await kiosk.touch({ kind: 'start' });
      await kiosk.sees(({ screen }) => screen.kind === 'basket');
      await devices.scanner.scan(BARCODE);
      await kiosk.sees(({ screen }) => screen.kind === 'basket' && screen.basket.itemCount === 1);
      await kiosk.touch({ kind: 'toReview' });
      await kiosk.sees(({ screen }) => screen.kind === 'review');
    }

    async function pay(mode: TerminalMode): Promise<void> {
      devices.terminal.setMode(mode, { once: true });
      expect(await kiosk.touch({ kind: 'pay' })).toEqual({ kind: 'accepted' });
    }

    async function thanks(): Promise<void> {
      await kiosk.sees(({ screen }) => screen.kind === 'thanks' && screen.receipt !== 'printing', 25_000);
      await kiosk.touch({ kind: 'finish' });
      await kiosk.sees(({ screen }) => screen.kind === 'attract');
    }

    /** Shows a card to the scanner, in every way that one could be. */
    async function scanCard(number: string): Promise<void> {
      const track1 = `%B${number}^${HOLDER}^${TRACK_END}?`;
      for (const text of [
        number,
        number.replace(/(....)/g, '$1 '),
        `;${number}=${TRACK_END}?`,
        `${track1};${number}=${TRACK_END}?`,
        `https://pay.example/?pan=${number}&cvv=${CHECK_VALUE}`,
        `CVV ${CHECK_VALUE} PIN ${PIN} ${number}`,
        Buffer.from(number).toString('base64'),
      ]) {
        for (const aim of ['', ']Q1', ']C1', ']d2', ']A0']) await devices.scanner.scan(text, { aim });
      }
      await devices.scanner.scan(Buffer.from(number, 'hex'), { aim: ']C0' });
      await devices.scanner.garbage(Buffer.from(`${number}\r\n`));
    }

    const show = (card: (typeof CARDS)[number]) =>
      devices.terminal.setCard({
        ...card,
        shows: 'everything',
        holder: HOLDER,
        trackEnd: TRACK_END,
        checkValue: CHECK_VALUE,
        pin: PIN,
      });

    test('whatever a terminal, a scanner or a shopper lets out: not in the state, the logs, an export or on paper', async () => {
      for (const profile of ['zvt-generic', 'zvt-text-blocks']) {
        await start(profile);
        for (const card of CARDS) {
          show(card);
          await basket();
          await pay({ kind: 'approve' });
          await thanks();
        }
        show(CARDS[0] ?? { name: '', number: '' });
        for (const [mode, outcome] of [
          [{ kind: 'decline' }, 'declined'],
          [{ kind: 'cancel' }, 'cancelled'],
          [{ kind: 'otherAmount', amount: 9999 }, 'declined'],
        ] as const) {
          await basket();
          await pay(mode);
          await kiosk.sees(({ screen }) => screen.kind === 'outcome' && screen.outcome.kind === outcome);
          await pay({ kind: 'approve' });
          await thanks();
        }
        for (const kind of ['dropAfterApproval', 'dropBeforeCompletion'] as const) {
          await basket();
          await pay({ kind });
          await thanks();
        }
        devices.terminal.payUnasked(1234);
        await pause(300);
        if (kiosk.view.screen.kind === 'attract') await kiosk.touch({ kind: 'start' });
        for (const { number } of CARDS) await scanCard(number);
        await pause(1500);
        await end('stop');
      }
      // One that is killed in the middle of a payment leaves the database's own log behind.
      await start('zvt-generic');
      await devices.scanner.scan(BARCODE);
      await kiosk.sees(({ screen }) => screen.kind === 'basket' && screen.basket.itemCount > 0);
      await kiosk.touch({ kind: 'toReview' });
      await kiosk.sees(({ screen }) => screen.kind === 'review');
      await pay({ kind: 'lateApproval', ms: 100 });
      await kiosk.sees(({ screen }) => screen.kind === 'thanks' || screen.kind === 'outcome');
      await end('kill');

      const exported = await checkstand(['journal', 'export', '--config', edge.configFile]);
      expect(exported.code).toBe(0);
      const papers = devices.printer.papers().map(({ text }) => text.join('\n'));
      const places: Place[] = [
        ...filesIn(folder),
        ...logs.map((log, run) => ({ name: `log of run ${run}`, bytes: Buffer.from(log) })),
        { name: 'export', bytes: Buffer.from(exported.out + exported.err) },
        ...papers.map((text, number) => ({ name: `paper ${number}`, bytes: Buffer.from(text) })),
      ];
      expect(tracesIn(places, SECRETS)).toEqual([]);

      // What is kept is found by the same search: the terminal's id, and the last four on paper.
      const kept = tracesIn(places, [{ kind: 'digits', digits: '68001234' }]);
      expect(kept.some((trace) => /journal\.db.*plain/.test(trace))).toBe(true);
      expect(kept.some((trace) => trace.startsWith('export: 68001234 plain'))).toBe(true);
      expect(kept.some((trace) => trace.startsWith('paper'))).toBe(true);
      expect(papers.join('\n')).toContain('***1234');
      expect(papers.length).toBeGreaterThan(2 * (CARDS.length + 5) - 1);
      expect(logs.join('\n')).toContain('"level":"info"');
    }, 240_000);
  },
);
