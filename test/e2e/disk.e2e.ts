import { appendFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Lane, test } from './lane.ts';
import { attracts, booksAgree, lampIs, strangeHand, thanked, toTerminal } from './steps.ts';

const MEGABYTE = 1024 * 1024;
/** Less than the lane wants to have free before anything new begins. */
const LITTLE = 16 * MEGABYTE;

/** Takes all the room of the lane's disk but so many bytes, by a file that is none of the lane's. */
function fill(lane: Lane, leave: number): void {
  const { bavail, bsize } = statfsSync(lane.edge.stateDirectory);
  appendFileSync(ballast(lane), Buffer.alloc(Math.max(0, bavail * bsize - leave)));
}

function makeRoom(lane: Lane): void {
  rmSync(ballast(lane), { force: true });
}

const ballast = (lane: Lane) => join(lane.edge.stateDirectory, 'ballast');

test.use({ diskMegabytes: 96 });

test('a disk that fills up: nobody begins, nobody pays what could not be recorded, and no basket is lost', async ({
  lane,
}) => {
  test.setTimeout(120_000);
  const { page } = lane;
  await attracts(lane);
  await lampIs(lane, 'green');

  await test.step('nearly full: the lane takes nobody and says so', async () => {
    fill(lane, LITTLE);
    await expect(page.getByRole('heading', { name: 'This lane is closed' })).toBeVisible({ timeout: 15_000 });
    await expect(lane.text('Code STORAGE_SPACE_LOW')).toBeVisible();
    await lampIs(lane, 'red');
    await lane.devices.scanner.scan(lane.barcode('whole-milk-2l'));
    await expect(page.getByRole('complementary')).toContainText('This lane is closed');
    makeRoom(lane);
    await attracts(lane);
    await lampIs(lane, 'green');
  });

  await test.step('nearly full with a basket: it grows, and waits to be paid', async () => {
    await lane.scan('strawberries-400');
    fill(lane, LITTLE);
    await expect(lane.text(/We can’t take payments right now/)).toBeVisible({ timeout: 15_000 });
    await expect(page.getByRole('button', { name: /^Pay / })).toBeDisabled();
    await lampIs(lane, 'amber');
    await lane.scan('whole-milk-2l');
    const stranger = await strangeHand(lane);
    await stranger.touch({ kind: 'toReview' });
    expect(await stranger.touch({ kind: 'pay' })).toEqual({ kind: 'refused', reason: 'notNow' });
    await stranger.touch({ kind: 'toBasket' });
    await stranger.close();
    expect(lane.devices.terminal.payments()).toEqual([]);
    makeRoom(lane);
    await expect(page.getByRole('button', { name: 'Pay £4.25' })).toBeEnabled({ timeout: 40_000 });
  });

  await test.step('quite full: out of service by itself, and back by itself with the same basket', async () => {
    const { scanner } = lane.devices;
    await expect(async () => {
      fill(lane, 0);
      await scanner.scan(lane.barcode('whole-milk-2l'));
      await expect(lane.text('This lane is coming back by itself')).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 30_000 });
    await expect(lane.text('Code STORAGE_DISK_FULL')).toBeVisible();
    await lampIs(lane, 'red');
    makeRoom(lane);
    await expect(page.getByRole('button', { name: /^Pay / })).toBeEnabled({ timeout: 60_000 });
    await expect(
      page
        .getByRole('heading', { name: /Strawberries/ })
        .or(lane.text(/Strawberries/))
        .first(),
    ).toBeVisible();
  });

  await toTerminal(lane);
  await thanked(lane);
  await booksAgree(lane);
});
