import { expect, test } from 'vitest';
import { ACK, message, outcomeWithin, status } from '../../rehearsal/scripted-terminal.ts';
import { APPROVED, request, watched, zvtRig } from '../../rehearsal/zvt-rig.ts';

test('registers when reached, with password, config byte and currency, and is ready', async () => {
  const { terminal, supervisor } = await zvtRig({ repeatReceipt: { whenReached: false } });
  expect(terminal.heard).toEqual(['060006123456' + '9e' + '0826', ACK]);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'ready' });
});

test('asks for whole receipts where the profile says so', async () => {
  const { terminal } = await zvtRig({ registration: { textBlocks: true, sendCurrency: false } });
  expect(terminal.heard[0]).toBe('06000c1234569e' + '060626040a0206d3');
});

test('a terminal that is not registered takes no payment', async () => {
  const { time, wire, terminal, driver, supervisor } = await zvtRig();
  terminal.answers.set('0600', ['846f00']);
  wire.cut();
  await time.advance(500);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'degraded', code: 'DEVICE_REGISTRATION_REFUSED' });
  expect(await driver.purchase(request, watched().progress)).toEqual({ kind: 'notSent', cause: 'offline' });
  terminal.answers.set('0600', [ACK, message('060f')]);
  await time.advance(2000);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'ready' });
});

test('a payment waits for the heartbeat under way, and one cancelled while it waits is never sent', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', APPROVED);
  terminal.answers.set('0501', []);
  await time.advance(1500);
  expect(terminal.commands('0501')).toHaveLength(1);
  const { said, progress } = watched();
  const payment = driver.purchase(request, progress);
  await time.advance(100);
  expect(terminal.commands('0601')).toEqual([]);
  driver.abort();
  terminal.say(ACK);
  terminal.say(message('060f', '00'));
  expect(await outcomeWithin(time, payment)).toMatchObject({ kind: 'cancelled' });
  expect(said).toEqual([]);
  expect([...terminal.commands('0601'), ...terminal.commands('06b0')]).toEqual([]);
});

test('idle terminals are asked how they are; one that falls silent shows within 3 s', async () => {
  const { time, terminal, supervisor } = await zvtRig();
  await time.advance(6000);
  expect(terminal.commands('0501').length).toBeGreaterThanOrEqual(3);
  expect(terminal.commands('0501')[0]).toBe('0501051234560302');
  terminal.answers.set('0501', [ACK, message('060f', '9c')]);
  await time.advance(1600);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'degraded', code: 'DEVICE_BUSY' });
  terminal.answers.set('0501', [ACK, message('060f', 'f0f0f3 312e30 c2')]);
  await time.advance(1600);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'degraded', code: 'DEVICE_NEEDS_SERVICE' });
  terminal.answers.set('0501', ['848300']);
  await time.advance(1600);
  expect(supervisor.reports()[0]).toMatchObject({ state: 'ready' });
  terminal.answers.delete('0501');
  const silent = time.monotonic();
  while (supervisor.reports()[0]?.state === 'ready') await time.advance(100);
  expect(time.monotonic() - silent).toBeLessThanOrEqual(3000);
});

test('no heartbeat disturbs a payment', async () => {
  const { time, terminal, driver } = await zvtRig();
  terminal.answers.set('0601', [ACK]);
  const payment = driver.purchase(request, watched().progress);
  await time.advance(60_000);
  expect(terminal.commands('0501')).toEqual([]);
  terminal.say(message('061e', '6c'));
  await outcomeWithin(time, payment);
});

test('a payment that comes while the terminal registers waits for it', async () => {
  const { time, wire, terminal, driver } = await zvtRig();
  terminal.answers.set('0620', [ACK, status('00'), message('060f')]);
  terminal.answers.set('0601', APPROVED);
  wire.cut();
  await time.advance(100);
  const payment = driver.purchase(request, watched().progress);
  expect(await outcomeWithin(time, payment)).toMatchObject({ kind: 'approved' });
  expect(terminal.heard.indexOf(terminal.commands('0601')[0]!)).toBeGreaterThan(
    terminal.heard.lastIndexOf(terminal.commands('0620').at(-1)!),
  );
});
