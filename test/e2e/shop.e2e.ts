import { readPaper } from '../paper/read-paper.ts';
import { expect, type Lane, test } from './lane.ts';
import { last, thanked, toTerminal } from './steps.ts';

interface Totals {
  readonly total: number;
  readonly tax: number;
  readonly lines: readonly { readonly lineId: string; readonly gross: number }[];
  readonly taxes: readonly { readonly code: string; readonly base: number; readonly tax: number }[];
}

const money = (amount: number) => (amount / 100).toFixed(2);

/** Checks that the paper says what the journal says: lines, taxes, total, receipt number, QR. */
async function paperMatchesJournal(lane: Lane): Promise<void> {
  const entries = await lane.journal();
  const totals = last(entries, 'TotalsAgreed') as unknown as Totals;
  const completed = last(entries, 'TransactionCompleted') as { receiptNumber: string; exit: { signed: string } };
  const names = new Map<string, string>();
  for (const { kind, body } of entries) {
    if (kind === 'LineAdded') names.set(body.lineId as string, (body.item as { name: string }).name);
  }
  const paper = lane.devices.printer.papers().at(-1);
  expect(paper).toBeDefined();
  const { rows, qr } = readPaper(paper?.png ?? Buffer.alloc(0));
  const text = rows.join('\n');
  for (const { lineId, gross } of totals.lines) {
    const name = names.get(lineId) ?? '';
    expect(rows.some((row) => row.startsWith(name.slice(0, 20)) && row.includes(money(gross)))).toBe(true);
  }
  for (const { code, base, tax } of totals.taxes.filter((it) => it.base !== 0)) {
    expect(rows.some((row) => row.startsWith(code) && row.includes(money(base)) && row.includes(money(tax)))).toBe(
      true,
    );
  }
  expect(rows.some((row) => /^TOTAL/.test(row) && row.includes(money(totals.total)))).toBe(true);
  expect(text).toContain(completed.receiptNumber);
  expect(qr).toContain(completed.exit.signed);
}

async function pay(lane: Lane): Promise<void> {
  await toTerminal(lane);
  await thanked(lane);
  await expect.poll(() => lane.devices.printer.papers().length).toBeGreaterThan(0);
}

/** Picks goods by their picture, lays them on the scale, and adds what it says. */
async function weigh(lane: Lane, name: string, grams: number): Promise<void> {
  await lane.press('Find item');
  await lane.press(new RegExp(`^${name}`));
  await expect(lane.text('Put it on the scale')).toBeVisible();
  await expect(lane.page.getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
  lane.devices.scale.change({ grams });
  await expect(lane.page.getByRole('button', { name: /^Add · / })).toBeVisible({ timeout: 15_000 });
  await lane.press(/^Add · /);
}

test('bytes on the wire become a line; quantity, void, pay, paper and journal agree', async ({ lane }) => {
  const { page } = lane;
  await expect(page.getByRole('heading', { name: /Scan.to.start/ })).toBeVisible();
  await lane.scan('strawberries-400');
  await expect(page.getByRole('heading', { name: /Strawberries/ })).toBeVisible();
  await lane.scan('dark-chocolate-70', 'crisps-salted-6', 'whole-milk-2l');
  await lane.press('One more Dark chocolate 70%');
  await expect(page.locator('section[data-line-id]')).toContainText('4.00');
  await lane.press('Remove Whole milk');
  await expect(page.getByText('Whole milk')).toHaveCount(0);
  await pay(lane);

  expect(lane.devices.terminal.payments()).toHaveLength(1);
  await paperMatchesJournal(lane);
  const verified = await lane.verify();
  expect(verified, verified.out + verified.err).toMatchObject({ code: 0 });
  await expect(page.getByRole('heading', { name: /Scan.to.start/ })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByText('Strawberries')).toHaveCount(0);
});

test('a deposit, a weighed label, goods on the scale and an age check do as the shelf says', async ({ lane }) => {
  const { page } = lane;
  await lane.scan('cola-330');
  await expect(page.getByText(/deposit/i).first()).toBeVisible();
  await lane.scan('red-wine-merlot');
  await expect(page.getByText('We’ll be with you shortly to check your age')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Pay / })).toBeDisabled();
  await lane.devices.scanner.scan('2204011007425');
  await expect(page.getByRole('heading', { name: /Bananas/ })).toBeVisible();
  await expect(page.locator('section[data-line-id]')).toContainText('0.82');
  await page.getByRole('button', { name: /^Remove .*wine|^Remove .*Merlot/i }).click();
  await weigh(lane, 'Gala apples', 1_006);
  await expect(page.locator('section[data-line-id]')).toContainText('2.20');
  const weighed = last(await lane.journal(), 'LineAdded');
  expect(weighed).toMatchObject({ grams: 1_001, weighing: { gross: 1_006, tare: 5, scale: 'scale-1' } });
  await pay(lane);
  await paperMatchesJournal(lane);
});

test.describe('a store whose prices are without tax', () => {
  test.use({
    store: {
      currency: 'USD',
      timezone: 'America/New_York',
      pricesIncludeTax: false,
      taxRounding: 'document',
      taxes: [
        { code: 'A', percent: '8.875', name: 'Sales tax' },
        { code: 'B', percent: '4', name: 'City tax' },
        { code: 'Z', percent: '0', name: 'No tax' },
        { code: 'E', percent: '0', name: 'Exempt' },
      ],
    },
  });

  test('adds the tax to what is paid, and shows it', async ({ lane }) => {
    await lane.scan('dark-chocolate-70', 'crisps-salted-6', 'strawberries-400');
    await pay(lane);
    const totals = last(await lane.journal(), 'TotalsAgreed') as unknown as Totals & { gross: number };
    expect(totals.tax).toBeGreaterThan(0);
    expect(totals.total).toBe(totals.gross + totals.tax);
    expect(lane.devices.terminal.payments()[0]).toMatchObject({ amount: totals.total, currency: 'USD' });
    await paperMatchesJournal(lane);
  });
});

test.describe('payments that do not go well', () => {
  test('declined: nothing is taken, the basket is kept, the second try pays', async ({ lane }) => {
    lane.devices.terminal.setMode({ kind: 'decline' }, { once: true });
    await lane.scan('strawberries-400');
    await toTerminal(lane);
    await expect(lane.page.getByRole('heading', { name: 'Payment declined' })).toBeVisible({ timeout: 15_000 });
    await lane.press(/^Try again/);
    await expect(lane.page.getByRole('heading', { name: 'Thank you' })).toBeVisible({ timeout: 15_000 });
  });

  test('the edge is killed while paying: it comes back to the same payment and charges once', async ({ lane }) => {
    // What the terminal said of the sale before is what a lost one is told from.
    await lane.scan('whole-milk-2l');
    await pay(lane);
    lane.devices.terminal.setMode({ kind: 'slow', ms: 3_000 }, { once: true });
    await lane.scan('strawberries-400');
    await toTerminal(lane);
    await expect.poll(async () => (await lane.edge.status()).lane.stage).toBe('paying');
    await expect.poll(() => lane.devices.terminal.display.join(' ')).not.toContain('Ready');
    await lane.killAndRestart();
    await expect(lane.page.getByText('Please don’t pay again.')).toBeVisible({ timeout: 15_000 });
    await expect(
      lane.page.getByRole('heading', { name: /Thank you|Payment declined|Payment not completed/ }),
    ).toBeVisible({
      timeout: 30_000,
    });
    const charged = lane.devices.terminal.payments().filter((payment) => payment.outcome === 'approved').length;
    const sold = (await lane.journal()).filter((entry) => entry.kind === 'TransactionCompleted').length;
    expect(sold).toBe(charged);
  });
});

test('an edge that hangs is noticed by the screen, and the basket is back when it goes on', async ({ lane }) => {
  await lane.scan('strawberries-400');
  lane.edge.process.kill('SIGSTOP');
  await expect(lane.page.getByRole('heading', { name: 'One moment' })).toBeVisible({ timeout: 15_000 });
  lane.edge.process.kill('SIGCONT');
  await expect(lane.page.getByRole('heading', { name: /Strawberries/ })).toBeVisible({ timeout: 15_000 });
});
