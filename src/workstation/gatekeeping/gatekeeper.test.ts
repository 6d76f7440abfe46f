import { describe, expect, it } from 'vitest';
import { gateUnderTest, MUG, MUG_GTIN, mugTag, read, tagOf } from '../../../test/fixtures/gate.ts';
import type { Item } from '../../domain/item/item.ts';
import { gateEventBodies } from '../../domain/journal/gate-events.ts';
import { Fault } from '../ports/fault.ts';

const BLANK = '000000000000000000000000';
const key = (hex: string) => hex.toLowerCase();

describe('a tag that leaves', () => {
  it('sold, passes in silence, and is counted', async () => {
    const { gate, ledger, pass, signals, events, journal, clock } = gateUnderTest();
    ledger.sold.add(key(mugTag(1)));
    pass(mugTag(1));
    await clock.advance(60_000);
    expect(signals).toEqual(['ready']);
    expect(gate.state().counts).toMatchObject({ sold: 1, alarms: 0 });
    expect(events).toMatchObject([{ kind: 'sold', uris: ['urn:epc:id:sgtin:9521141.012345.1'] }]);
    expect(journal.kinds()).toEqual(['GatePolicyApplied', 'GatePassages']);
    expect(journal.entries[1]?.body).toMatchObject({ sold: 1, foreign: 0, weakReads: 0 });
  });

  it('unsold, sounds at once: light and siren first, then staff are told with name and picture', () => {
    const { gate, pass, signals, events, journal } = gateUnderTest();
    pass(mugTag(1));
    expect(signals).toEqual(['ready', 'alarm', 'siren']);
    expect(events).toMatchObject([{ kind: 'alarmRaised' }]);
    const item = { id: 'mug', name: 'Enamel mug', picture: 'mug', price: 1250 };
    expect(gate.state().alarms).toMatchObject([{ cause: 'unsold', tags: [{ tag: { gtin: MUG_GTIN }, item }] }]);
    expect(journal.kinds()).toEqual([]);
  });

  it('unsold, is in the journal a moment later, alarm and verdict together', async () => {
    const { pass, journal, clock } = gateUnderTest();
    await clock.advance(1000);
    pass(mugTag(1));
    await clock.advance(0);
    expect(journal.kinds()).toEqual(['GatePolicyApplied', 'GateAlarmRaised', 'GateVerdict']);
    const [, raised, verdict] = journal.entries;
    expect(verdict?.body).toMatchObject({ verdict: 'unsold', action: 'alarm', alarmId: raised?.body.alarmId });
  });

  it('of another shop is not looked up', () => {
    const { gate, ledger, pass, signals } = gateUnderTest({ settings: { companyPrefixes: ['9521141'] } });
    pass(tagOf('urn:epc:id:sgtin:0614141.812345.6789'));
    expect(signals).toEqual(['ready']);
    expect([ledger.asked, gate.state().counts.foreign]).toEqual([0, 1]);
  });

  it('of a prefix that nobody named sounds all the same when its item is sold here', () => {
    const { gate, pass, signals } = gateUnderTest({ settings: { companyPrefixes: ['0614141'] } });
    pass(mugTag(1), tagOf('urn:epc:id:sgtin:9521141.099999.1'));
    expect(signals).toEqual(['ready', 'alarm', 'siren']);
    expect(gate.state().counts).toMatchObject({ foreign: 1, alarms: 1 });
  });

  it("of another shop is the store's own from the moment that its item comes, and another shop's again when it goes", async () => {
    let items = new Map<string, Item>();
    const catalogue = () => ({ byGtin: (gtin: string) => items.get(gtin) ?? null });
    const { gate, pass, clock } = gateUnderTest({ settings: { companyPrefixes: ['0614141'] }, catalogue });
    const again = async () => {
      await clock.advance(120_000);
      pass(mugTag(1));
      const { foreign, alarms } = gate.state().counts;
      return [foreign, alarms];
    };
    expect(await again()).toEqual([1, 0]);
    items = new Map([[MUG_GTIN, MUG]]);
    expect(await again()).toEqual([1, 1]);
    gate.settle(gate.state().alarms[0]?.id ?? '', 'returned', '7');
    items = new Map();
    expect(await again()).toEqual([2, 1]);
  });

  it('unprogrammed, is shown to staff and recorded, and does not sound', async () => {
    const { gate, pass, signals, journal, clock } = gateUnderTest();
    pass(BLANK);
    await clock.advance(0);
    expect(signals).toEqual(['ready']);
    expect(gate.state().reported).toMatchObject([{ tag: { reason: 'unprogrammed' } }]);
    expect(journal.entries.at(-1)?.body).toMatchObject({ verdict: 'unreadable', reason: 'unprogrammed' });
  });

  it('given back a moment ago, is reported and does not sound', async () => {
    const { gate, pass, signals, clock } = gateUnderTest();
    gate.returned([key(mugTag(1))]);
    pass(mugTag(1));
    expect(signals).toEqual(['ready']);
    expect(gate.state().reported).toMatchObject([{ ruling: { verdict: 'unsold', cause: 'grace' } }]);
    await clock.advance(70_000);
    pass(mugTag(1));
    expect(signals).toContain('siren');
  });

  it('is judged by the side of the antenna that hears it', async () => {
    const placement = {
      ...{ barriers: null },
      antennas: [
        { reader: 'gate-reader', antenna: 1, side: 'inside' as const },
        { reader: 'gate-reader', antenna: 2, side: 'outside' as const },
      ],
    };
    const direction = {
      kind: 'antennas',
      marginDb: 5,
      steadyReads: 3,
      undecidedAfterMs: 1000,
      undecided: 'out',
    } as const;
    const { gate, reader, signals } = gateUnderTest({ placement, settings: { direction } });
    for (let at = 0; at < 1000; at += 100)
      reader.report([read(mugTag(1), { antenna: 2 }), read(mugTag(2), { antenna: 1 })], at);
    for (let at = 1000; at < 3000; at += 100)
      reader.report([read(mugTag(1), { antenna: 1 }), read(mugTag(2), { antenna: 2 })], at);
    expect(signals).toEqual(['ready', 'alarm', 'siren']);
    expect(gate.state().counts).toMatchObject({ inward: 1, alarms: 1 });
  });

  it('is judged by who breaks the light barriers', () => {
    const placement = { antennas: [], barriers: { reader: 'gate-reader', inside: 1, outside: 2, brokenHigh: true } };
    const direction = { kind: 'barriers', crossingMs: 2000, windowMs: 1000 } as const;
    const { reader, pass, signals, clock } = gateUnderTest({ placement, settings: { direction } });
    pass(mugTag(1));
    expect(signals).toEqual(['ready']);
    const at = clock.monotonic();
    reader.input(1, true, at + 100);
    reader.input(1, false, at + 200);
    reader.input(2, true, at + 500);
    expect(signals).toEqual(['ready', 'alarm', 'siren']);
  });
});

describe('many at once', () => {
  it('are one alarm of a bulk exit that counts those that follow', () => {
    const { gate, pass } = gateUnderTest({ settings: { bulk: { atLeast: 3, withinMs: 5000 } } });
    for (let serial = 1; serial <= 40; serial += 1) pass(mugTag(serial));
    const { alarms } = gate.state();
    expect(alarms.map(({ cause, count }) => [cause, count])).toEqual([
      ['unsold', 1],
      ['unsold', 1],
      ['bulkExit', 38],
    ]);
    expect(alarms[2]?.tags).toHaveLength(20);
  });

  it('leave no more alarms open than staff can look at, and count the rest', () => {
    const { gate, pass } = gateUnderTest({ settings: { bulk: { atLeast: 1000, withinMs: 1 } } });
    for (let serial = 1; serial <= 60; serial += 1) pass(mugTag(serial));
    const { alarms } = gate.state();
    expect(alarms).toHaveLength(50);
    expect(alarms.reduce((sum, { count }) => sum + count, 0)).toBe(60);
  });
});

describe('an alarm', () => {
  it('stays red until staff settle it, with a reason, once', async () => {
    const { gate, pass, signals, journal, events, clock } = gateUnderTest();
    pass(mugTag(1));
    const [alarm] = gate.state().alarms;
    await clock.advance(1000);
    expect(gate.settle(alarm?.id ?? '', 'returned', '12')).toBe(true);
    expect(gate.settle(alarm?.id ?? '', 'paid', '12')).toBe(false);
    expect(signals).toEqual(['ready', 'alarm', 'siren', 'hush', 'ready']);
    await clock.advance(1000);
    expect(journal.entries.at(-1)).toMatchObject({
      kind: 'GateAlarmSettled',
      body: { alarmId: alarm?.id, settlement: 'returned', operatorId: '12', count: 1 },
    });
    expect(events.at(-1)).toMatchObject({ kind: 'alarmSettled', alarm: { state: { settlement: 'returned' } } });
  });

  it('sounds again for one who turns round and tries again, and stays the one alarm, also over a restart', async () => {
    const { gate, pass, signals, journal, clock } = gateUnderTest();
    pass(mugTag(1));
    await clock.advance(20_000);
    pass(mugTag(1));
    expect(signals.filter((signal) => signal === 'siren')).toHaveLength(2);
    expect(gate.state().alarms).toMatchObject([{ count: 1 }]);
    gate.stop();
    const after = gateUnderTest({ journal });
    after.pass(mugTag(1));
    expect(after.gate.state().alarms).toMatchObject([{ count: 1 }]);
  });

  it('that was about furniture is not raised again for it', async () => {
    const { gate, pass, clock } = gateUnderTest({ settings: { ttlMs: 0 } });
    pass(mugTag(1));
    gate.settle(gate.state().alarms[0]?.id ?? '', 'furniture', '12');
    await clock.advance(8000);
    pass(mugTag(1));
    expect(gate.state().alarms).toEqual([]);
  });

  it('knows after a restart the whole EPC of a tag whose key is a hash, and the tags that it did not name', async () => {
    const { gate, pass, journal, clock } = gateUnderTest();
    const long = tagOf('urn:epc:tag:sgtin-198:3.9521141.012345.A%2FB-32a');
    pass(long, ...Array.from({ length: 30 }, (_, serial) => mugTag(serial)));
    const before = gate.state().alarms;
    await clock.advance(1000);
    gate.stop();
    const after = gateUnderTest({ journal }).gate.state().alarms;
    expect(after[0]?.tags[0]?.tag).toMatchObject({ epc: long.toLowerCase().slice(0, 50), serial: 'A/B-32a' });
    expect(after).toEqual(before);
    expect(after.flatMap(({ further }) => further).length).toBeGreaterThan(5);
  });

  it('that waits is still there after a restart, and red', async () => {
    const before = gateUnderTest();
    before.pass(mugTag(1), BLANK, mugTag(2));
    before.gate.settle(before.gate.state().alarms[0]?.id ?? '', 'paid', '12');
    before.gate.stop();
    const after = gateUnderTest({ journal: before.journal });
    expect(after.signals[0]).toBe('alarm');
    expect(after.gate.state().alarms).toMatchObject([
      { cause: 'unsold', count: 1, tags: [{ tag: { serial: '2' }, item: { name: 'Enamel mug' } }] },
    ]);
  });

  it('is raised all the same when the catalogue fails', () => {
    const catalogue = () => {
      throw new Fault('STORAGE_IO', 'the disk fails');
    };
    const { gate, pass } = gateUnderTest({ catalogue });
    pass(mugTag(1));
    expect(gate.state().alarms).toMatchObject([{ tags: [{ item: null }] }]);
  });
});

describe('staff', () => {
  it('mute the gate while goods are carried: nothing sounds, all is recorded, and it lapses', async () => {
    const { gate, pass, signals, journal, clock } = gateUnderTest();
    gate.mute(60_000, '7');
    pass(mugTag(1));
    expect(gate.state().mode.kind).toBe('muted');
    await clock.advance(61_000);
    pass(mugTag(2));
    await clock.advance(1000);
    expect(signals.filter((signal) => signal === 'siren')).toHaveLength(1);
    const policies = journal.entries.filter(({ kind }) => kind === 'GatePolicyApplied').map(({ body }) => body);
    expect(policies).toMatchObject([
      { because: 'started', mode: 'watching' },
      { because: 'staff', mode: 'muted', operatorId: '7' },
      { because: 'lapsed', mode: 'watching' },
    ]);
    expect(journal.entries.find(({ kind }) => kind === 'GateVerdict')?.body).toMatchObject({ cause: 'muted' });
  });

  it('can mute it for two hours at most', async () => {
    const { gate, clock } = gateUnderTest();
    gate.mute(1e12, '7');
    await clock.advance(7_200_000);
    expect(gate.state().mode.kind).toBe('watching');
  });

  it('hold the exit: it shows so over everything, and lets go when told', () => {
    const { gate, pass, signals } = gateUnderTest();
    gate.hold(true, '7');
    pass(mugTag(1));
    gate.settle(gate.state().alarms[0]?.id ?? '', 'paid', '7');
    gate.hold(false, '7');
    expect(signals).toEqual(['ready', 'held', 'siren', 'hush', 'ready']);
  });
});

describe('what the gate writes', () => {
  it('is what the journal has a form for', async () => {
    const { gate, ledger, pass, journal, clock } = gateUnderTest();
    ledger.sold.add(key(mugTag(9)));
    pass(mugTag(1), mugTag(9), BLANK, 'zz');
    gate.mute(1000, '7');
    gate.settle(gate.state().alarms[0]?.id ?? '', 'left', '7');
    await clock.advance(61_000);
    expect(new Set(journal.kinds()).size).toBe(5);
    for (const { kind, body } of journal.entries) {
      expect(gateEventBodies[kind as keyof typeof gateEventBodies].safeParse(body).error).toBeUndefined();
    }
  });
});
