import { describe, expect, it } from 'vitest';
import { gateUnderTest, hearing, mugTag } from '../../../test/fixtures/gate.ts';
import { Fault } from '../ports/fault.ts';
import { hearingOfAll, readerStates } from './reader-watch.ts';

const FULL = new Fault('STORAGE_DISK_FULL', 'no room');
const closed = { ledgerUnavailable: 'closed', ledgerStale: 'closed', unreadable: 'report' } as const;

describe('a ledger that can not be read', () => {
  it('lets pass and reports where the policy is open, and the journal says that it was so', async () => {
    const { gate, ledger, pass, signals, journal, clock } = gateUnderTest();
    ledger.broken = true;
    pass(mugTag(1));
    expect(signals).toEqual(['ready']);
    expect(gate.state().reported).toMatchObject([{ ruling: { verdict: 'unchecked', cause: 'ledgerUnavailable' } }]);
    await clock.advance(2000);
    ledger.broken = false;
    await clock.advance(2000);
    const policies = journal.entries.filter(({ kind }) => kind === 'GatePolicyApplied').map(({ body }) => body.ledger);
    expect(policies).toEqual(['fresh', 'unavailable', 'fresh']);
  });

  it('sounds where the policy is closed', () => {
    const { gate, ledger, pass } = gateUnderTest({ settings: { policy: closed } });
    ledger.broken = true;
    pass(mugTag(1));
    expect(gate.state().alarms).toMatchObject([{ cause: 'ledgerUnavailable' }]);
  });
});

describe('a ledger that may be behind the lanes', () => {
  const silentBus = { lastHeard: () => null, missing: () => ({ waited: [], givenUp: [] }) };

  it('is one whose bus has been silent for too long', async () => {
    const { gate, pass, clock } = gateUnderTest({ bus: silentBus });
    pass(mugTag(1));
    expect(gate.state().alarms).toHaveLength(1);
    await clock.advance(60_001);
    pass(mugTag(2));
    expect(gate.state().ledger).toMatchObject({ condition: 'stale', heardAgoMs: 60_001 });
    expect(gate.state().alarms).toHaveLength(1);
    expect(gate.state().reported).toMatchObject([{ ruling: { verdict: 'unchecked', cause: 'ledgerStale' } }]);
  });

  it('is one with known gaps, and sounds where the policy is closed', async () => {
    const { gate, ledger, pass, clock } = gateUnderTest({ settings: { policy: closed } });
    ledger.missing = 2;
    await clock.advance(1000);
    pass(mugTag(1));
    expect(gate.state().ledger).toEqual({ condition: 'stale', heardAgoMs: null, gaps: 2, givenUp: [] });
    expect(gate.state().alarms).toMatchObject([{ cause: 'ledgerStale' }]);
  });

  it('is none for what is missing and was given up: an unsold tag sounds', async () => {
    const lost = { workstation: 'lane-2', epoch: 'e', afterSeq: 3, beforeSeq: 7 };
    const missing = { waited: [lost], givenUp: [] as (typeof lost)[] };
    const { gate, pass, clock } = gateUnderTest({
      bus: { lastHeard: () => 0, missing: () => missing },
    });
    await clock.advance(1000);
    pass(mugTag(1));
    expect(gate.state()).toMatchObject({ ledger: { condition: 'stale', gaps: 1 }, alarms: [] });
    missing.givenUp = missing.waited.splice(0);
    await clock.advance(1000);
    pass(mugTag(2));
    expect(gate.state()).toMatchObject({
      ledger: { condition: 'fresh', givenUp: [lost] },
      alarms: [{ cause: 'unsold' }],
    });
  });

  it('still knows what it knows: a sold tag is silent', async () => {
    const { gate, ledger, pass, clock } = gateUnderTest({ bus: silentBus, settings: { policy: closed } });
    ledger.sold.add(mugTag(1).toLowerCase());
    await clock.advance(90_000);
    pass(mugTag(1));
    expect(gate.state().alarms).toEqual([]);
  });
});

describe('a record that can not be written', () => {
  it('does not keep the others from the journal, and is counted', async () => {
    const { gate, pass, journal, clock } = gateUnderTest();
    const append = journal.append.bind(journal);
    journal.append = (build) => {
      const refuses: typeof build = (numbers) => {
        const drafts = build(numbers);
        if (drafts.some(({ body }) => body.serial === '2')) throw new RangeError('a lone surrogate');
        return drafts;
      };
      return append(refuses);
    };
    pass(mugTag(1), mugTag(2), mugTag(3));
    await clock.advance(1000);
    const serials = journal.entries.filter(({ kind }) => kind === 'GateVerdict').map(({ body }) => body.serial);
    expect(serials).toEqual(['1', '3']);
    expect(journal.entries.find(({ kind }) => kind === 'GateRecordsLost')?.body).toMatchObject({ verdicts: 1 });
    expect(gate.state().records).toEqual({ fault: null, waiting: 0, lost: 1 });
  });
});

describe('a full disk', () => {
  it('does not keep the gate from acting; the records wait and are written when there is room', async () => {
    const { gate, pass, signals, journal, clock } = gateUnderTest();
    await clock.advance(1000);
    journal.fault = FULL;
    pass(mugTag(1));
    await clock.advance(10_000);
    expect(signals).toEqual(['ready', 'alarm', 'siren']);
    expect(gate.state().records).toEqual({ fault: 'STORAGE_DISK_FULL', waiting: 2, lost: 0 });
    journal.fault = null;
    await clock.advance(15_000);
    expect(journal.kinds()).toEqual(['GatePolicyApplied', 'GateAlarmRaised', 'GateVerdict']);
    expect(gate.state().records).toEqual({ fault: null, waiting: 0, lost: 0 });
  });

  it('holds up no more than it may: what is beyond is counted, and the journal says so first', async () => {
    const settings = { bulk: { atLeast: 2, withinMs: 60_000 }, mostTags: 10_000 };
    const { gate, pass, journal, clock } = gateUnderTest({ settings });
    await clock.advance(1000);
    journal.fault = FULL;
    for (let serial = 1; serial <= 5000; serial += 1) {
      pass(mugTag(serial));
      if (serial % 100 === 0) await clock.advance(500);
    }
    const { waiting, lost } = gate.state().records;
    expect([waiting, lost]).toEqual([2000, 3002]);
    journal.fault = null;
    await clock.advance(15_000);
    expect(journal.entries[1]).toMatchObject({ kind: 'GateRecordsLost', body: { verdicts: 3002, others: 0 } });
    expect(gate.state().records.waiting).toBe(0);
  });

  it('is not filled by a bag of made-up tags: what comes by the hundred is counted', async () => {
    const { gate, pass, journal, clock } = gateUnderTest();
    for (let tag = 0; tag < 1000; tag += 1) pass(`FF${tag.toString(16).padStart(22, '0').toUpperCase()}`);
    await clock.advance(1000);
    expect(journal.kinds().filter((kind) => kind === 'GateVerdict')).toHaveLength(200);
    expect(journal.entries.find(({ kind }) => kind === 'GateRecordsLost')?.body).toMatchObject({ verdicts: 800 });
    expect(gate.state().counts.reported).toBe(1000);
  });

  it('is not asked more than a few times a second, however many sound', async () => {
    let appends = 0;
    const { pass, journal, clock } = gateUnderTest();
    const append = journal.append.bind(journal);
    journal.append = (build) => {
      appends += 1;
      return append(build);
    };
    for (let serial = 1; serial <= 100; serial += 1) {
      pass(mugTag(serial));
      await clock.advance(10);
    }
    expect(appends).toBeLessThanOrEqual(6);
  });

  it('that fails is opened anew', async () => {
    const { gate, pass, journal, clock } = gateUnderTest();
    await clock.advance(1000);
    journal.fault = new Fault('STORAGE_IO', 'the disk fails');
    pass(mugTag(1));
    await clock.advance(5000);
    expect([journal.reopened, gate.state().records.fault]).toEqual([1, null]);
  });
});

describe('a reader that does not hear', () => {
  const AWAY = { state: 'disconnected', code: 'DEVICE_UNREACHABLE', since: 7 } as const;

  it('takes the green light away until it is back, and an alarm is red meanwhile', async () => {
    const { gate, reports, signals, pass, clock } = gateUnderTest();
    reports[0] = hearing('gate-reader', AWAY);
    await clock.advance(250);
    expect(gate.state().readers).toEqual([
      { id: 'gate-reader', hearing: 'deaf', since: 7, code: 'DEVICE_UNREACHABLE' },
    ]);
    pass(mugTag(1));
    gate.settle(gate.state().alarms[0]?.id ?? '', 'paid', '7');
    reports[0] = hearing('gate-reader');
    await clock.advance(250);
    expect(signals).toEqual(['ready', 'trouble', 'alarm', 'siren', 'hush', 'trouble', 'ready']);
  });

  it.each([
    ['hears', 'ready', undefined, 'reading', 'ok'],
    ['is being reached', 'connecting', undefined, 'deaf', 'deaf'],
    ['lost an antenna', 'degraded', 'DEVICE_ANTENNA', 'impaired', 'impaired'],
    ['refused its settings', 'degraded', 'DEVICE_CONFIG_REFUSED', 'deaf', 'deaf'],
    ['reads for nobody', 'degraded', 'DEVICE_EVENTS_MISSING', 'deaf', 'deaf'],
  ] as const)('and one that %s', (_, state, code, one, all) => {
    const states = readerStates([hearing('a', { state, ...(code === undefined ? {} : { code }) })]);
    expect([states[0]?.hearing, hearingOfAll(states)]).toEqual([one, all]);
  });

  it('leaves a gate that another reader hears for half of its ears', () => {
    const scanner = { ...hearing('scanner'), category: 'scanner' } as const;
    expect(hearingOfAll(readerStates([hearing('a'), hearing('b', AWAY), scanner]))).toBe('impaired');
    expect(hearingOfAll(readerStates([scanner]))).toBe('none');
  });
});
