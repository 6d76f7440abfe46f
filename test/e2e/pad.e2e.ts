import { sgtin96 } from '../../src/emulator/rfid-reader/sgtin.ts';
import { expect, type Lane, test } from './lane.ts';
import { booksAgree, count, thanked, toTerminal } from './steps.ts';

test.use({ withPad: true });

const MILK = 'whole-milk-2l';
const STRAWBERRIES = 'strawberries-400';
const CHOCOLATE = 'dark-chocolate-70';
const BASKET = [STRAWBERRIES, STRAWBERRIES, MILK, CHOCOLATE, 'strawberry-jam-454'];

/** Lays goods on the pad, each piece with a serial of its own. */
function lay(lane: Lane, goods: readonly string[], firstSerial = 1): void {
  for (const [at, id] of goods.entries())
    lane.devices.rfidReader.field.put(sgtin96(lane.barcode(id), firstSerial + at));
}

const asked = (lane: Lane, question: string) =>
  expect(lane.page.getByRole('heading', { name: question })).toBeVisible({ timeout: 15_000 });
const lines = async (lane: Lane) => count(await lane.journal(), 'LineAdded');

test('a whole basket on the pad is counted, added at once, paid for, and its tags are sold with it', async ({
  lane,
}) => {
  lay(lane, BASKET);
  await asked(lane, '5 items?');
  await lane.press('Yes, 5 items');
  await expect.poll(() => lines(lane)).toBe(5);
  // Goods that are taken off the pad stay in the basket.
  lane.devices.rfidReader.field.clear();
  await toTerminal(lane);
  await thanked(lane);
  const sold = (await lane.journal()).find(({ kind }) => kind === 'EpcsSold');
  expect(sold?.body).toMatchObject({ prevSaleSeq: 0 });
  expect(JSON.stringify(sold?.body).match(/3[0-9A-F]{23}/g)).toHaveLength(5);
  await booksAgree(lane);
});

test('what was sold once is not sold again, after a power cut either: someone is called, and nothing is added', async ({
  lane,
}) => {
  lay(lane, [MILK]);
  await asked(lane, '1 item?');
  await lane.press('Yes, 1 item');
  await toTerminal(lane);
  await thanked(lane);
  lane.devices.rfidReader.field.clear();
  await lane.press('Done');
  await asked(lane, 'Put your items on the pad');
  await lane.killAndRestart();
  lay(lane, [MILK]);
  await asked(lane, 'Let’s check one item');
  expect(await lines(lane)).toBe(1);
});

test('a basket from the pad is there after a power cut, and only new goods are counted', async ({ lane }) => {
  lay(lane, [MILK, CHOCOLATE]);
  await asked(lane, '2 items?');
  await lane.press('Yes, 2 items');
  await expect.poll(() => lines(lane)).toBe(2);
  await lane.killAndRestart();
  await expect(lane.page.getByRole('button', { name: /^Pay / })).toBeVisible();
  lay(lane, [STRAWBERRIES], 9);
  await asked(lane, '1 item?');
});
