import { join } from 'node:path';
import { checkstand } from '../fixtures/edge.ts';
import { readPaper } from '../paper/read-paper.ts';
import { expect, test } from './lane.ts';

const PROMOTIONS = join(import.meta.dirname, '../../demo/promotions.ndjson');

test('3 for 2: the hint ends in the "+", the saving shows with its reason, and stands on the paper', async ({
  lane,
}, info) => {
  const { page } = lane;
  const told = await checkstand(['promotions', 'import', PROMOTIONS, '--config', lane.edge.configFile]);
  expect(told.out).toContain('the running edge gives them from the next basket on');

  await lane.scan('digestives-400', 'digestives-400');
  await expect(page.locator('.change.hint')).toContainText('3 for 2');
  await info.attach('hint', { body: await page.screenshot(), contentType: 'image/png' });
  await lane.press(/^One more Digestive/);
  await expect(page.locator('.why.saving').first()).toContainText('3 for 2');
  await expect(page.locator('.why.saving').first()).toContainText('1.25');
  await expect(page.locator('.change.hint')).toHaveCount(0);
  await info.attach('saving', { body: await page.screenshot(), contentType: 'image/png' });

  await lane.devices.scanner.scan('9901234567893');
  await expect(page.getByText('Coupon added', { exact: true })).toBeVisible();
  await lane.scan('ground-coffee-227');
  await expect(page.locator('section[data-line-id] .why.saving')).toContainText('£1 off');
  await info.attach('coupon', { body: await page.screenshot(), contentType: 'image/png' });

  await lane.press(/^Pay /);
  await expect(page.getByRole('heading', { name: 'Ready to pay?' })).toBeVisible();
  await lane.press(/^Pay /);
  await expect(page.getByRole('heading', { name: 'Thank you' })).toBeVisible({ timeout: 15_000 });
  await expect.poll(() => lane.devices.printer.papers().length).toBeGreaterThan(0);
  const { rows } = readPaper(lane.devices.printer.papers().at(-1)?.png ?? Buffer.alloc(0));
  expect(rows.some((row) => row.includes('3 for 2') && row.includes('1.25'))).toBe(true);
  const agreed = (await lane.journal()).findLast(({ kind }) => kind === 'TotalsAgreed')?.body;
  expect(agreed).toMatchObject({ gross: 770, discount: 225, total: 545, proof: 'optimal' });
});
