import { describe, expect, it } from 'vitest';
import { exitCode, gateUnderTest, MemoryRegister } from '../../../test/fixtures/gate.ts';
import { HandClock } from '../../../test/fixtures/time.ts';
import { DEFAULT_EXIT_SETTINGS } from './gate-setup.ts';

const SOLD_AT = Math.floor(new HandClock().now() / 1000);
const CODE = exitCode(SOLD_AT);

describe('who shows a receipt', () => {
  it('is told that it opens, for some seconds', async () => {
    const { gate, clock } = gateUnderTest();
    expect(gate.state().exit).toBeNull();
    await gate.presentExit(CODE);
    expect(gate.state().exit).toEqual({ number: 1, answer: { kind: 'granted' } });
    await clock.advance(10_000);
    expect(gate.state().exit).toBeNull();
  });

  it('is told that it does not, sees red, and staff are called once, without the siren', async () => {
    const { gate, signals, journal, clock, events } = gateUnderTest();
    await gate.presentExit('a poster');
    await gate.presentExit('another poster');
    expect(gate.state().exit).toEqual({ number: 2, answer: { kind: 'refused', reason: 'notValid' } });
    expect(signals).toEqual(['ready', 'refused', 'alarm', 'refused']);
    expect(gate.state().alarms).toMatchObject([{ cause: 'exitRefused', count: 0 }]);
    expect(events).toMatchObject([{ kind: 'alarmRaised', alarm: { cause: 'exitRefused' } }]);
    await clock.advance(1_000);
    expect(journal.entries.map(({ body }) => body.cause)).toContain('exitRefused');
  });

  it('has staff called again once the first call was seen to', async () => {
    const { gate } = gateUnderTest();
    await gate.presentExit('a poster');
    gate.settle(gate.state().alarms[0]?.id ?? '', 'falseAlarm', '7');
    await gate.presentExit('another poster');
    expect(gate.state().alarms).toMatchObject([{ cause: 'exitRefused' }]);
  });

  it('has nobody called where the policy is to say it', async () => {
    const { gate, signals } = gateUnderTest({ exit: { ...DEFAULT_EXIT_SETTINGS, whenRefused: 'show' } });
    await gate.presentExit('a poster');
    expect([signals, gate.state().alarms]).toEqual([['ready', 'refused'], []]);
  });

  it('has nobody called by an exit that staff hold, nor by a hub that is busy', async () => {
    const claims = new MemoryRegister().line();
    const { gate } = gateUnderTest({ claims });
    claims.refuses = 'busy';
    await gate.presentExit(CODE);
    gate.hold(true, '7');
    await gate.presentExit(CODE);
    expect(gate.state()).toMatchObject({ alarms: [], exit: { answer: { reason: 'held' } } });
  });

  it('may hold it still: what is read twice has been answered', async () => {
    const { gate, clock, signals } = gateUnderTest();
    await Promise.all([gate.presentExit(CODE), gate.presentExit(CODE)]);
    await clock.advance(4_000);
    await gate.presentExit(CODE);
    expect(gate.state()).toMatchObject({ alarms: [], exit: { number: 1, answer: { kind: 'granted' } } });
    await clock.advance(1_000);
    await gate.presentExit(CODE);
    expect(gate.state()).toMatchObject({ exit: { number: 2, answer: { reason: 'used' } } });
    expect(signals).toEqual(['ready', 'pass', 'refused', 'alarm']);
  });
});
