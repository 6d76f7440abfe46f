import { expect, type Lane, test } from './lane.ts';
import { booksAgree, buy, lampIs, last, leave, leaveDesk, MAYA, sheets, signIn, thanked, toTerminal } from './steps.ts';

/** Long enough to walk to the printer and back; a printer that says which job it has printed. */
test.use({ store: { thankYouSeconds: 60, printerProfile: 'epson-tm-t20' } });

interface Trouble {
  readonly what: string;
  readonly begin: (lane: Lane) => void;
  readonly mend: (lane: Lane) => Promise<void> | void;
  /** What staff read of it, and its code. */
  readonly code: string;
  readonly cause: string;
  /** True where some of the receipt may be on paper: what comes later is a copy. */
  readonly begun: boolean;
}

const printer = (lane: Lane) => lane.devices.printer;
const MIDDLE = 300;

const TROUBLES: readonly Trouble[] = [
  {
    what: 'no paper from the start',
    begin: (lane) => printer(lane).setState({ paper: 'out' }),
    mend: (lane) => printer(lane).setState({ paper: 'ok' }),
    code: 'DEVICE_PAPER_OUT',
    cause: 'The printer is out of paper. Put in a new roll.',
    begun: false,
  },
  {
    what: 'the cover open from the start',
    begin: (lane) => printer(lane).setState({ cover: 'open' }),
    mend: (lane) => printer(lane).setState({ cover: 'closed' }),
    code: 'DEVICE_COVER_OPEN',
    cause: 'The printer’s cover is open. Close it.',
    begun: false,
  },
  {
    what: 'the roll ends in the middle',
    begin: (lane) => printer(lane).setBehaviour({ rowsLeft: MIDDLE }),
    mend: (lane) => printer(lane).setState({ paper: 'ok' }),
    code: 'DEVICE_PAPER_OUT',
    cause: 'The printer is out of paper. Put in a new roll.',
    begun: true,
  },
  {
    what: 'the paper jams in the middle',
    begin: (lane) => printer(lane).setBehaviour({ stopAfter: { rows: MIDDLE, by: 'jam' } }),
    mend: async (lane) => {
      printer(lane).unplug();
      await printer(lane).plug();
    },
    code: 'DEVICE_JAM',
    cause: 'Paper is stuck in the printer. Open the cover and take it out.',
    begun: true,
  },
  {
    what: 'unplugged in the middle',
    begin: (lane) => printer(lane).setBehaviour({ stopAfter: { rows: MIDDLE, by: 'power' } }),
    mend: (lane) => printer(lane).plug(),
    code: 'DEVICE_UNREACHABLE',
    cause: 'The device cannot be reached. Check its power and its cable.',
    begun: true,
  },
];

/** What came out for a sale in one piece, from the store's name to the receipt's number. */
function wholeReceipts(lane: Lane, receiptNumber: string): string[] {
  return sheets(lane).filter((text) => text.includes('Harbour Street') && text.includes(receiptNumber));
}

test('whatever the printer does, one sentence says so, and one receipt or a marked copy is the end of it', async ({
  lane,
}) => {
  test.setTimeout(120_000);
  const { page } = lane;
  await lane.hire(MAYA);
  for (const { what, begin, mend, code, cause, begun } of TROUBLES) {
    await test.step(what, async () => {
      begin(lane);
      await buy(lane, 'strawberries-400');
      const words = begun ? 'Your receipt may be incomplete' : 'No paper receipt this time';
      await expect(lane.text(words)).toBeVisible({ timeout: 40_000 });
      await lampIs(lane, 'amber');
      await signIn(lane, MAYA);
      await expect(page.getByRole('listitem').filter({ hasText: cause })).toContainText(code);
      await leaveDesk(lane);
      const receiptNumber = last(await lane.journal(), 'TransactionCompleted').receiptNumber as string;
      expect(wholeReceipts(lane, receiptNumber)).toEqual([]);

      await mend(lane);
      await expect
        .poll(async () => (await lane.edge.status()).devices.filter(({ state }) => state !== 'ready'))
        .toEqual([]);
      await lane.press(begun ? 'Print a copy' : 'Print receipt');
      await expect(lane.text('Receipt printed')).toBeVisible({ timeout: 20_000 });
      await expect.poll(() => wholeReceipts(lane, receiptNumber)).toHaveLength(1);
      expect(wholeReceipts(lane, receiptNumber)[0]?.includes('*** COPY ***'), what).toBe(begun);
      await lampIs(lane, 'green');
      await leave(lane);
    });
  }
  await booksAgree(lane);
});

test('killed while it prints: nothing prints by itself, the shopper is asked, and what they get is a copy', async ({
  lane,
}) => {
  const { page, devices } = lane;
  const killWhilePrinting = async () => {
    devices.printer.setBehaviour({ busy: true });
    await lane.scan('strawberries-400');
    await toTerminal(lane);
    await thanked(lane);
    await expect.poll(async () => last(await lane.journal(), 'ReceiptPrintStarted').copy).toBe(false);
    await expect.poll(() => devices.printer.waitingBytes).toBeGreaterThan(0);
    await lane.edge.kill();
    // The power that took the lane took the printer's memory too.
    devices.printer.unplug();
    devices.printer.setBehaviour({ busy: false });
    await devices.printer.plug();
    await lane.killAndRestart();
    await thanked(lane);
    await expect(lane.text('Did your receipt print?')).toBeVisible();
    await lampIs(lane, 'amber');
  };

  await killWhilePrinting();
  await expect.poll(async () => (await lane.edge.status()).devices.every(({ state }) => state === 'ready')).toBe(true);
  expect(sheets(lane)).toEqual([]);
  await lane.press('No');
  await lane.press('Print a copy');
  await expect.poll(() => sheets(lane).length, { timeout: 15_000 }).toBe(1);
  expect(sheets(lane)[0]).toContain('*** COPY ***');
  await expect(lane.text('Receipt printed')).toBeVisible();
  await leave(lane);

  await killWhilePrinting();
  await lane.press('Yes');
  await expect(lane.text('Receipt printed')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Print/ })).toHaveCount(0);
  expect(sheets(lane)).toHaveLength(1);
  const ended = last(await lane.journal(), 'ReceiptIssued');
  expect(ended).toMatchObject({ toldBy: 'shopper' });
  await booksAgree(lane);
});
