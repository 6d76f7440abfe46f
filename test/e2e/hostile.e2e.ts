import { expect, test } from './lane.ts';

/** What a stranger can print on a sticker, and the one message that each gets. */
const STICKERS: readonly (readonly [name: string, data: string, aim: string, message: RegExp])[] = [
  ['an unknown product', '9520000009991', ']E0', /know this item/],
  ['a wrong check digit', '9520000000012', ']E0', /scan properly/],
  ['control characters', '\u0001\u0002\u001b[2J', ']C0', /product code|scan properly/],
  ['ten thousand characters', '9'.repeat(10_000), '', /product code|scan properly/],
  ['a name of every object', '__proto__', ']C0', /product code/],
  ['markup', '<img src=x onerror=alert(1)>', ']Q1', /product code/],
  ['a piece of SQL', "'; DROP TABLE entries; --", ']C0', /product code/],
  ['a right-to-left override', '\u202e9520000000012', ']Q1', /product code/],
];

test('hostile barcodes: one clear message, scanning goes on, nothing odd in log or journal', async ({ lane }) => {
  const { page } = lane;
  for (const [name, data, aim, message] of STICKERS) {
    await lane.devices.scanner.scan(data, { aim });
    await expect(page.getByRole('complementary'), name).toContainText(message);
    await lane.scan('strawberries-400');
    await expect(page.getByRole('heading', { name: /Strawberries/ }), name).toBeVisible();
  }
  const entries = await lane.journal();
  expect(entries.filter((entry) => entry.kind === 'LineAdded')).toHaveLength(1);
  const quantities = entries
    .filter((entry) => entry.kind === 'LineQuantityChanged')
    .map((entry) => entry.body.quantity);
  expect(quantities.at(-1)).toBe(STICKERS.length);
  const written = lane.edge.log() + JSON.stringify(entries);
  for (const [name, data] of STICKERS) expect(written.includes(data), name).toBe(false);
  expect(await lane.verify()).toMatchObject({ code: 0 });
});

test('five hundred scans a second leave a lane that still sells', async ({ lane }) => {
  const goods = lane.barcode('strawberries-400');
  for (let n = 0; n < 500; n += 1) await lane.devices.scanner.scan(n % 2 === 0 ? goods : `junk ${n}`);
  // Of a flood the lane takes what its bounded queue holds; the next scan counts once that is through.
  await expect.poll(() => lane.isQuiet(), { timeout: 15_000 }).toBe(true);
  await lane.scan('dark-chocolate-70');
  await expect(lane.page.getByRole('heading', { name: /Dark chocolate/ })).toBeVisible();
  expect((await lane.edge.status()).memoryMegabytes).toBeLessThan(400);
});
