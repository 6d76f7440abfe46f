import type { TerminalMode } from '../../src/emulator/terminal/index.ts';
import { expect, type Lane, test } from './lane.ts';
import {
  booksAgree,
  buy,
  charges,
  count,
  INES,
  inDoubt,
  lampIs,
  leave,
  leaveDesk,
  rememberHeadings,
  signIn,
  strangeHand,
  thanked,
  toTerminal,
} from './steps.ts';

const CHECKING = 'We’re checking your payment.';

/** Ways for the line to go before, during and after the approval, and whether the payment stands in the end. */
const CUTS: readonly (readonly [what: string, mode: TerminalMode, paid: boolean])[] = [
  ['before the approval', { kind: 'dropBeforeApproval' }, false],
  ['in the middle of a message, before a card is there', { kind: 'cutAt', byte: 5 }, false],
  ['in the middle of the approval', { kind: 'cutAt', byte: 60 }, true],
  ['after the approval, before anyone is told', { kind: 'dropAfterApproval' }, true],
  ['after the approval is told, before the end', { kind: 'dropBeforeCompletion' }, true],
  ['before an approval that comes late', { kind: 'lateApproval', ms: 1_500 }, true],
];

test('the line is cut at any moment of a payment: it is found out, and charged as often as it is sold', async ({
  lane,
}) => {
  const { page, devices } = lane;
  // What the terminal said of the sale before is what a lost one is told from.
  await buy(lane, 'whole-milk-2l');
  await leave(lane);
  const headings = await rememberHeadings(lane);
  for (const [what, mode, paid] of CUTS) {
    await test.step(what, async () => {
      devices.terminal.setMode(mode, { once: true });
      await lane.scan('strawberries-400');
      await toTerminal(lane);
      if (!paid) {
        await expect(page.getByRole('heading', { name: 'Payment not completed' })).toBeVisible({ timeout: 20_000 });
        await expect(lane.text(/^Nothing was taken$/)).toBeVisible();
        await lane.press(/^Try again/);
      }
      await thanked(lane);
      expect(await headings()).toContain(CHECKING);
      await leave(lane);
    });
  }
  expect(charges(lane)).toHaveLength(1 + CUTS.length);
  await booksAgree(lane);
});

/** While nobody knows, no hand and no scan can begin a second payment. */
async function secondPaymentIsImpossible(lane: Lane): Promise<void> {
  await inDoubt(lane);
  const stranger = await strangeHand(lane);
  for (const command of [
    { kind: 'pay' },
    { kind: 'toBasket' },
    { kind: 'toReview' },
    { kind: 'cancelBasket' },
    { kind: 'finish' },
  ] as const) {
    expect(await stranger.touch(command), command.kind).toEqual({ kind: 'refused', reason: 'notNow' });
  }
  await stranger.close();
  await lane.devices.scanner.scan(lane.barcode('whole-milk-2l'));
  await expect(lane.page.getByRole('complementary')).toContainText('Payment has started');
  await inDoubt(lane);
}

test('an answer that never comes: no second payment, staff after a minute, and an alarm when the terminal says otherwise', async ({
  lane,
}) => {
  test.setTimeout(150_000);
  const { page, devices } = lane;
  await lane.hire(INES);
  await buy(lane, 'whole-milk-2l');
  await leave(lane);
  await lampIs(lane, 'green');
  devices.terminal.setMode({ kind: 'mute', approves: true }, { once: true });
  await lane.scan('strawberries-400');
  await toTerminal(lane);
  await expect.poll(() => devices.terminal.payments().length).toBe(2);
  devices.terminal.unplug();
  await secondPaymentIsImpossible(lane);

  await test.step('someone is called after a minute, and only then can it be settled', async () => {
    await signIn(lane, INES);
    await expect(lane.text('Nobody knows yet whether this payment went through.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Read the terminal' })).toHaveCount(0);
    await leaveDesk(lane);
    await expect(lane.text('We’ll be with you shortly')).toBeVisible({ timeout: 90_000 });
    await inDoubt(lane);
  });

  await test.step('not paid, says the manager: the shopper may try again', async () => {
    await signIn(lane, INES);
    await lane.press('Read the terminal');
    await lane.press('Not paid');
    await expect(page.getByRole('heading', { name: 'Record it as not paid?' })).toBeVisible();
    await lane.press('Record it');
    await leaveDesk(lane);
    await expect(page.getByRole('heading', { name: 'Payment not completed' })).toBeVisible();
  });

  await test.step('the terminal comes back and says that it was paid: an alarm, and the manager takes it back', async () => {
    await devices.terminal.plug();
    await expect.poll(async () => count(await lane.journal(), 'PaymentAlarmRaised'), { timeout: 30_000 }).toBe(1);
    await lampIs(lane, 'amber');
    await signIn(lane, INES);
    await expect(
      page.getByRole('heading', { name: /The terminal says otherwise|Payment nobody waited for/ }),
    ).toBeVisible();
    await lane.press('Take it back');
    await expect(page.getByRole('heading', { name: 'Take it back to the card?' })).toBeVisible();
    await lane.press('Take it back');
    await expect(lane.text('Nothing to settle')).toBeVisible({ timeout: 15_000 });
    expect(devices.terminal.payments().at(-1)).toMatchObject({ amount: 250, reversed: true });
    await leaveDesk(lane);
    await lampIs(lane, 'green');
  });

  await lane.press(/^Try again/);
  await thanked(lane);
  expect(charges(lane)).toHaveLength(2);
  await booksAgree(lane);
});

test('an answer that nobody waits for any more is refused, and an alarm until a manager has seen to it', async ({
  lane,
}) => {
  const { page, devices } = lane;
  await lane.hire(INES);
  await buy(lane, 'whole-milk-2l');
  await leave(lane);
  devices.terminal.setMode({ kind: 'answerLater', ms: 1_000 }, { once: true });
  await lane.scan('strawberries-400');
  await toTerminal(lane);
  await expect(page.getByRole('heading', { name: 'Payment not completed' })).toBeVisible({ timeout: 20_000 });
  await expect.poll(async () => count(await lane.journal(), 'PaymentAlarmRaised'), { timeout: 20_000 }).toBe(1);
  expect(devices.terminal.payments().at(-1)).toMatchObject({ amount: 250, reversed: true });
  await lampIs(lane, 'amber');
  await signIn(lane, INES);
  await expect(page.getByRole('heading', { name: /Payment nobody waited for/ })).toContainText('told to take it back');
  await lane.press('Seen to it');
  await expect(lane.text('Nothing to settle')).toBeVisible({ timeout: 15_000 });
  await leaveDesk(lane);
  await lane.press(/^Try again/);
  await thanked(lane);
  await booksAgree(lane);
});
