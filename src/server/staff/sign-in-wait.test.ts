import { expect, test } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { settle } from '../../../test/fixtures/time.ts';
import type { SignIn } from '../../workstation/ports/operators.ts';
import { StaffDesks } from './desk.ts';

const HERE = 'connection-1';

/** A sign-in at a lane whose staff file answers so, and how often the screen was told of something new. */
async function signIn(answer: SignIn) {
  const it = new LaneUnderTest();
  let told = 0;
  const desks = new StaffDesks({
    lane: it.lane,
    operators: { signIn: () => Promise.resolve(answer) },
    clock: it.clock,
    timers: it.clock,
    changed: () => {
      told += 1;
    },
  });
  desks.command(HERE, { kind: 'staffOpen' });
  desks.command(HERE, { kind: 'staffSignIn', operatorId: '12', pin: '2468' });
  await settle();
  return { it, desks, told: () => told };
}

test('once the wait after wrong PINs is over, the screen is told and asks for the number again', async () => {
  const { it, desks, told } = await signIn({ kind: 'wait', milliseconds: 5_000 });
  expect(desks.of(HERE)).toMatchObject({ kind: 'signIn', state: 'wait' });
  const before = told();
  await it.clock.advance(5_000);
  expect(desks.of(HERE)).toMatchObject({ kind: 'signIn', state: 'ready' });
  expect(told()).toBe(before + 1);
});

test('a wait of many minutes does not keep the shopper from their screen', async () => {
  const { it, desks } = await signIn({ kind: 'wait', milliseconds: 900_000 });
  await it.clock.advance(60_000);
  expect(desks.of(HERE)).toBeNull();
});
