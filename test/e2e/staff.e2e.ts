import { type Entry, expect, type Lane, test } from './lane.ts';
import {
  attracts,
  buy,
  charges,
  count,
  filesWith,
  giveNumberAndPin,
  INES,
  inDoubt,
  keyIn,
  lampIs,
  last,
  leave,
  leaveDesk,
  MAYA,
  NOOR,
  openStaffDoor,
  sheets,
  signIn,
  thanked,
  toTerminal,
} from './steps.ts';

/** Long enough for staff to leave the screen to the shopper. */
test.use({ store: { thankYouSeconds: 30 } });

/** A terminal that has lost its books can't say what it did: an answer that only a person can read. */
async function payAtTerminalThatForgets(lane: Lane): Promise<void> {
  const forgets = { kind: 'powerCut', when: 'afterApproval', memory: 'lost', forMs: 500 } as const;
  lane.devices.terminal.setMode(forgets, { once: true });
  await toTerminal(lane);
  await inDoubt(lane);
  await expect(lane.text('We’ll be with you shortly')).toBeVisible({ timeout: 20_000 });
}

function resolved(entries: readonly Entry[]): Entry['body'] {
  const { outcome, amount, operatorId, evidence } = last(entries, 'PaymentResolved');
  return { outcome, amount, operatorId, evidence };
}

test('in doubt: guessed PINs wait, a kill changes nothing, an attendant reads the terminal, and the PIN is nowhere', async ({
  lane,
}) => {
  const { page } = lane;
  await lane.hire(MAYA);
  await buy(lane, 'whole-milk-2l');
  await leave(lane);
  await lane.scan('strawberries-400');
  await payAtTerminalThatForgets(lane);

  await test.step('wrong PINs have to wait, after a power cut too', async () => {
    await openStaffDoor(lane);
    for (const guess of ['1928', '2837', '3746']) {
      await giveNumberAndPin(lane, MAYA.id, guess);
      await expect(lane.text('Number or PIN didn’t match')).toBeVisible();
    }
    await giveNumberAndPin(lane, MAYA.id, MAYA.pin);
    await expect(page.getByRole('heading', { name: 'Too many tries' })).toBeVisible();
    await expect(lane.text(/Try again in [1-9]\d* s/)).toBeVisible();
    await lane.killAndRestart();
    await inDoubt(lane);
    await openStaffDoor(lane);
    await giveNumberAndPin(lane, MAYA.id, MAYA.pin);
    await expect(page.getByRole('heading', { name: 'Too many tries' })).toBeVisible();
    await expect(page.getByRole('heading', { name: 'Your operator number' })).toBeVisible({ timeout: 20_000 });
  });

  await test.step('paid, with the numbers on the slip: the sale completes and prints', async () => {
    await giveNumberAndPin(lane, MAYA.id, MAYA.pin);
    await expect(page.getByRole('heading', { name: 'Hello, Maya' })).toBeVisible();
    expect(await page.content()).not.toContain(MAYA.pin);
    await lane.press('Read the terminal');
    await lane.press(/^Paid$/);
    await lane.press('All of £2.50');
    await keyIn(lane, '17');
    await lane.press('Continue');
    await keyIn(lane, '000042');
    await lane.press('Continue');
    await expect(page.getByRole('heading', { name: 'Record it as paid?' })).toBeVisible();
    await lane.press('Record it');
    await leaveDesk(lane);
    await thanked(lane);
    await expect.poll(() => sheets(lane).length).toBe(2);
    await expect(lane.text('Receipt printed')).toBeVisible();
  });

  const entries = await lane.journal();
  expect(resolved(entries)).toEqual({
    outcome: 'approved',
    amount: 250,
    operatorId: MAYA.id,
    evidence: { receiptNumber: '17', traceNumber: '000042', receiptText: [] },
  });
  expect(count(entries, 'TransactionCompleted')).toBe(2);
  expect(lane.edge.log() + JSON.stringify(entries) + (await page.content())).not.toContain(MAYA.pin);
  expect(filesWith(lane, MAYA.pin)).toEqual([]);
  expect(filesWith(lane, MAYA.name)).not.toEqual([]);
  expect(await lane.verify()).toMatchObject({ code: 0 });
});

test('in doubt, and not paid: declined, and paying again works', async ({ lane }) => {
  await lane.hire(MAYA);
  await buy(lane, 'whole-milk-2l');
  await leave(lane);
  await lane.scan('strawberries-400');
  await payAtTerminalThatForgets(lane);
  await signIn(lane, MAYA);
  await lane.press('Read the terminal');
  await lane.press('Not paid');
  await lane.press('Record it');
  await leaveDesk(lane);
  await expect(lane.page.getByRole('heading', { name: 'Payment not completed' })).toBeVisible();
  await lane.press(/^Try again/);
  await thanked(lane);
  const entries = await lane.journal();
  expect(resolved(entries)).toMatchObject({ outcome: 'declined', amount: 0, operatorId: MAYA.id });
  expect(count(entries, 'TransactionCompleted')).toBe(2);
  expect(charges(lane).map(({ amount }) => amount)).toEqual([250]);
});

test('an age check holds paying and nothing else; an attendant settles it, a technician may not', async ({ lane }) => {
  const { page } = lane;
  await lane.hire(MAYA);
  await lane.hire(NOOR);
  await lampIs(lane, 'green');
  await lane.scan('red-wine-merlot');
  await expect(lane.text('We’ll be with you shortly to check your age')).toBeVisible();
  await lampIs(lane, 'amber');
  await lane.scan('whole-milk-2l');
  await expect(page.getByRole('heading', { name: /Whole milk/ })).toBeVisible();
  await expect(page.getByRole('button', { name: /^Pay / })).toBeDisabled();

  await signIn(lane, NOOR);
  await expect(page.getByRole('heading', { name: '18 or over?' })).toContainText('Merlot');
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0);
  await leaveDesk(lane);

  await signIn(lane, MAYA);
  await lane.press('Approve');
  await leaveDesk(lane);
  await expect(page.getByRole('button', { name: /^Pay / })).toBeEnabled();
  // One approval covers every bottle of the same age.
  await lane.scan('red-wine-rioja');
  await expect(page.getByRole('button', { name: /^Pay / })).toBeEnabled();
  await toTerminal(lane);
  await thanked(lane);
  await leave(lane);

  await lane.scan('whole-milk-2l', 'red-wine-merlot');
  await signIn(lane, MAYA);
  await lane.press('Deny');
  await leaveDesk(lane);
  await expect(lane.text('Merlot')).toHaveCount(0);
  await toTerminal(lane);
  await thanked(lane);
  expect(charges(lane).map(({ amount }) => amount)).toEqual([750 + 175 + 925, 175]);
});

test('a payment that nobody asked for: the lamp says so, an attendant can’t settle it, a manager does', async ({
  lane,
}) => {
  const { page, devices } = lane;
  await lane.hire(MAYA);
  await lane.hire(INES);
  await lampIs(lane, 'green');
  devices.terminal.payUnasked(1_234);
  await expect.poll(async () => count(await lane.journal(), 'PaymentAlarmRaised'), { timeout: 15_000 }).toBe(1);
  await lampIs(lane, 'amber');
  await attracts(lane);
  await lane.killAndRestart();
  await lampIs(lane, 'amber');

  await signIn(lane, MAYA);
  await expect(page.getByRole('heading', { name: /Payment nobody waited for/ })).toBeVisible();
  await expect(lane.text('Needs a manager')).toBeVisible();
  await leaveDesk(lane);
  await signIn(lane, INES);
  const alarm = page.getByRole('listitem').filter({ hasText: 'Payment nobody waited for' });
  if (await alarm.getByRole('button', { name: 'Take it back' }).isVisible()) {
    await lane.press('Take it back');
    await lane.press('Take it back');
  } else await lane.press('Seen to it');
  await expect(lane.text('Nothing to settle')).toBeVisible({ timeout: 15_000 });
  await leaveDesk(lane);
  await lampIs(lane, 'green');
  expect(charges(lane)).toEqual([]);
});
