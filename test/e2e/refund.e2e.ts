import { readPaper } from '../paper/read-paper.ts';
import { expect, type Lane, test } from './lane.ts';
import {
  attracts,
  booksAgree,
  buy,
  count,
  INES,
  keyIn,
  last,
  leave,
  leaveDesk,
  MAYA,
  signIn,
  strangeHand,
  thanked,
} from './steps.ts';

/** Looks a sale up by the number on its receipt, keyed without the dash and the leading zeros. */
async function lookUp(lane: Lane, receiptNumber: string): Promise<void> {
  const [code = '', number = ''] = receiptNumber.split('-');
  await lane.press('Refund');
  await expect(lane.page.getByRole('heading', { name: 'Which receipt?' })).toBeVisible();
  await keyIn(lane, code + String(Number(number)));
  await lane.press('Look it up');
}

test('a manager gives back some pieces of a sale to the card that paid, never more than was sold', async ({ lane }) => {
  const { page, devices } = lane;
  await lane.hire(MAYA);
  await lane.hire(INES);
  await buy(lane, 'dark-chocolate-70', 'dark-chocolate-70', 'dark-chocolate-70', 'cola-330', 'strawberries-400');
  const sold = last(await lane.journal(), 'TransactionCompleted') as { receiptNumber: string; transactionId: string };
  await leave(lane);

  await test.step('an attendant may not', async () => {
    await signIn(lane, MAYA);
    await expect(page.getByRole('button', { name: 'Refund' })).toBeDisabled();
    const stranger = await strangeHand(lane);
    const find = { kind: 'staffFindSale', receiptNumber: sold.receiptNumber } as const;
    expect(await stranger.touch(find)).toEqual({ kind: 'refused', reason: 'notAllowed' });
    await stranger.touch({ kind: 'staffOpen' });
    await stranger.touch({ kind: 'staffSignIn', operatorId: MAYA.id, pin: MAYA.pin });
    await stranger.sees(({ staff }) => staff?.kind === 'desk');
    expect(await stranger.touch(find)).toEqual({ kind: 'refused', reason: 'notAllowed' });
    await stranger.close();
    await leaveDesk(lane);
  });

  await test.step('a receipt that this lane never gave', async () => {
    await signIn(lane, INES);
    await lookUp(lane, `${sold.receiptNumber.split('-')[0]}-000999`);
    await expect(lane.text('No such receipt on this lane')).toBeVisible();
    await lane.press('Back');
  });

  await test.step('two of three chocolates and the can with its deposit', async () => {
    await lookUp(lane, sold.receiptNumber);
    await expect(page.getByRole('heading', { name: 'What comes back?' })).toBeVisible();
    await lane.press('One more Dark chocolate 70%');
    await lane.press('One more Dark chocolate 70%');
    await lane.press('One more Cola');
    await lane.press(/^Refund £5\.\d\d to the card$/);
    await expect(page.getByRole('heading', { name: /^Refund £5\.\d\d to the card\?$/ })).toBeVisible();
    await lane.press(/^Refund £5\.\d\d to the card$/);
    await expect.poll(async () => count(await lane.journal(), 'TransactionCompleted'), { timeout: 20_000 }).toBe(2);
  });

  const totals = last(await lane.journal(), 'TotalsAgreed') as { total: number };
  const given = -totals.total;
  expect(given).toBeGreaterThan(495);
  expect(devices.terminal.refunds()).toMatchObject([{ amount: given, currency: 'GBP', outcome: 'approved' }]);
  const pounds = (given / 100).toFixed(2);

  await test.step('the paper says that it is a refund, and opens no gate', async () => {
    await expect.poll(() => devices.printer.papers().length).toBe(2);
    const { rows, qr } = readPaper(devices.printer.papers().at(-1)?.png ?? Buffer.alloc(0));
    const text = rows.join('\n');
    expect(rows.filter((row) => row.trim() === '*** Refund ***')).toHaveLength(2);
    expect(text).toContain(`Refund of receipt ${sold.receiptNumber}`);
    expect(text).toMatch(new RegExp(`TOTAL +-.?${pounds}`));
    expect(text).toMatch(/Dark chocolate 70% +-.?4\.00/);
    expect(text).toMatch(new RegExp(`\\*\\*\\*\\* \\d{4} +-.?${pounds}`));
    expect(qr).toBeNull();
  });

  await test.step('what has come back can’t come back again', async () => {
    await page.getByRole('button', { name: 'Done' }).click();
    await attracts(lane);
    await signIn(lane, INES);
    await lookUp(lane, sold.receiptNumber);
    await lane.press('One more Dark chocolate 70%');
    await expect(page.getByRole('button', { name: 'One more Dark chocolate 70%' })).toBeDisabled();
    await expect(lane.text('All of it has come back')).toBeVisible();
    const stranger = await strangeHand(lane);
    await stranger.touch({ kind: 'staffOpen' });
    await stranger.touch({ kind: 'staffSignIn', operatorId: INES.id, pin: INES.pin });
    await stranger.sees(({ staff }) => staff?.kind === 'desk');
    await stranger.touch({ kind: 'staffFindSale', receiptNumber: sold.receiptNumber });
    const { staff } = await stranger.sees(({ staff: desk }) => desk?.kind === 'desk' && desk.sale !== null);
    const sale = staff?.kind === 'desk' ? staff.sale : null;
    const line = sale?.lines.find(({ name }) => name === 'Dark chocolate 70%');
    const tooMuch = { lineId: line?.lineId ?? '', quantity: 2 };
    const refund = { kind: 'staffRefund', transactionId: sold.transactionId } as const;
    expect(await stranger.touch({ ...refund, lines: [tooMuch] })).toEqual({ kind: 'refused', reason: 'notNow' });
    const twice = { lineId: line?.lineId ?? '', quantity: 1 };
    expect(await stranger.touch({ ...refund, lines: [twice, twice] })).toEqual({ kind: 'refused', reason: 'notNow' });
    await stranger.close();
    expect(devices.terminal.refunds()).toHaveLength(1);
  });
  await booksAgree(lane);
});

test('a refund whose answer is lost is found out, and one that the bank refuses is tried again', async ({ lane }) => {
  const { page, devices } = lane;
  await lane.hire(INES);
  await buy(lane, 'strawberries-400', 'dark-chocolate-70');
  const { receiptNumber } = last(await lane.journal(), 'TransactionCompleted') as { receiptNumber: string };
  await leave(lane);

  devices.terminal.setMode({ kind: 'dropAfterApproval' }, { once: true, on: 'refund' });
  await signIn(lane, INES);
  await lookUp(lane, receiptNumber);
  await lane.press('One more Strawberries');
  await lane.press('Refund £2.50 to the card');
  await lane.press('Refund £2.50 to the card');
  await expect.poll(async () => count(await lane.journal(), 'TransactionCompleted'), { timeout: 30_000 }).toBe(2);
  expect(count(await lane.journal(), 'PaymentUnknown')).toBe(1);
  await page.getByRole('button', { name: 'Done' }).click();
  await thanked(lane).catch(() => attracts(lane));
  await attracts(lane);

  devices.terminal.setMode({ kind: 'decline' }, { once: true, on: 'refund' });
  await signIn(lane, INES);
  await lookUp(lane, receiptNumber);
  await lane.press('One more Dark chocolate 70%');
  await lane.press('Refund £2.00 to the card');
  await lane.press('Refund £2.00 to the card');
  await expect.poll(async () => (await lane.edge.status()).lane.stage, { timeout: 20_000 }).toBe('refundFailed');
  await leaveDesk(lane);
  await expect(page.getByRole('heading', { name: 'Refund not done' })).toBeVisible();
  await lane.press(/^Try again/);
  await thanked(lane);
  const back = devices.terminal.refunds().filter(({ outcome }) => outcome === 'approved');
  expect(back.map(({ amount }) => amount)).toEqual([250, 200]);
  expect(await lane.verify()).toMatchObject({ code: 0 });
});
