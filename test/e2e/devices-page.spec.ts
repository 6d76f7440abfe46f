import { test as base, expect } from '@playwright/test';
import { type Emulators, startEmulators } from '../../src/emulator/index.ts';
import { axe } from './axe.ts';

const nobody = { url: 'http://127.0.0.1:9', username: 'reader', password: 'given' };
const articles = [{ gtin: '4006381333931', name: 'Pencil', price: '£1.00' }];

/** Every device that there is, so that the page has all its strips. */
const test = base.extend<{ emulators: Emulators }>({
  emulators: async ({ page }, use) => {
    const emulators = await startEmulators({
      ...{ pagePort: 0, scannerPort: 0, printerPort: 0, terminalPort: 0, catalogue: articles },
      iotReaders: { impinjPort: 0, zebraHttp: { port: 0, post: nobody } },
      relays: { laneRelays: 'shelly', gateRelays: 'tasmota' },
    });
    await page.goto(emulators.page.url);
    await use(emulators);
    await emulators.stop();
  },
});

/** What runs out of the page at its sides. */
const beyondSides = (): string[] =>
  [...document.querySelectorAll('body *')]
    .filter(
      (each) => each.getBoundingClientRect().right > innerWidth + 1 && each.closest('.past, #lights-past') === null,
    )
    .map((each) => each.outerHTML.slice(0, 120));

test('the page of the devices has nothing that axe holds against it, nor beyond its sides, with every fault open', async ({
  emulators,
  page,
}) => {
  expect(emulators.brokerSide).not.toBeNull();
  await expect(page.locator('#broker [data-wire]')).toHaveText(/^connected/);
  for (const details of await page.locator('details').all()) await details.locator('summary').press('Enter');
  // So tall that nothing is half scrolled away: axe can't tell the contrast of that.
  for (const size of [
    { width: 1440, height: 4400 },
    { width: 390, height: 9600 },
  ]) {
    await page.setViewportSize(size);
    expect.soft(await axe(page), `axe: ${size.width}`).toEqual([]);
    expect.soft(await page.evaluate(beyondSides), `sides: ${size.width}`).toEqual([]);
  }
});

test('lamp, siren and door are drawn as they are, told in words, and switched by keyboard', async ({
  emulators,
  page,
}) => {
  const gate = page.getByRole('region', { name: 'Gate lights, Tasmota relays' });
  await expect(gate.getByRole('status')).toHaveText('all off');
  await gate.getByRole('button', { name: 'By hand siren' }).press('Enter');
  await gate.getByRole('button', { name: 'By hand red' }).press('Space');
  await expect(gate.getByRole('status')).toHaveText('red and siren');
  await expect(gate.locator('.lens[data-lit="true"]')).toHaveCount(2);
  expect(emulators.brokerSide?.relays.gateRelays?.closed).toEqual([2, 3]);
  await gate.getByRole('button', { name: 'Power fails' }).press('Enter');
  await expect(gate.locator('.lens[data-lit="true"]')).toHaveCount(0);
  await gate.getByRole('button', { name: 'Unplug' }).press('Enter');
  await expect(gate.locator('[data-wire]')).toHaveText('unplugged');
});

test('a reader over HTTP is broken and mended, and what is typed wrong is told in a sentence', async ({
  emulators,
  page,
}) => {
  const reader = page.getByRole('region', { name: 'Zebra reader, HTTP' });
  await expect(reader.locator('[data-wire]')).toHaveText(/^nobody takes its posts · \d+$/);
  await reader.getByText('More faults').click();
  const refuses = reader.getByRole('button', { name: 'Refuses its mode' });
  await refuses.click();
  await expect(refuses).toHaveAttribute('aria-pressed', 'true');
  await reader.getByRole('button', { name: 'Refuses to start' }).click();
  await expect.poll(() => emulators.brokerSide?.iotReaders?.zebraHttp?.behaviour.refuse).toEqual(['set_mode', 'start']);
  const printer = page.getByRole('region', { name: 'Printer' });
  await printer.getByText('More faults').click();
  await printer.getByLabel('Rows of paper left').fill('many');
  await printer.getByRole('button', { name: 'Cut the roll short' }).click();
  await expect(page.locator('#notice')).toHaveText('Rows of paper left: a whole number from 1 to 1,000,000.');
  await printer.getByLabel('Rows of paper left').fill('900');
  await printer.getByRole('button', { name: 'Cut the roll short' }).click();
  await expect.poll(() => emulators.printer.behaviour.rowsLeft).toBe(900);
});

test('a tare is taken off at the scale by hand, and put back', async ({ emulators, page }) => {
  const scale = page.getByRole('region', { name: 'Scale' });
  await scale.locator('summary').press('Enter');
  const tared = async (grams: string, shown: string) => {
    await scale.getByLabel('Grams of tare').fill(grams);
    await scale.getByRole('button', { name: 'Take off at the scale' }).press('Enter');
    await expect(scale.getByLabel('Shown')).toHaveText(shown);
  };
  emulators.scale.change({ grams: 742, settleMs: 0 });
  await tared('42', '0.700 kg');
  await tared('0', '0.742 kg');
});
