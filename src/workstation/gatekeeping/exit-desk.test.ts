import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { exitCode, gateUnderTest, MemoryRegister } from '../../../test/fixtures/gate.ts';
import { MemoryJournal } from '../../../test/fixtures/lane.ts';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import { Fault } from '../ports/fault.ts';
import { DEFAULT_EXIT_SETTINGS } from './gate-setup.ts';

const clock = new HandClock();
const SOLD_AT = Math.floor(clock.now() / 1000);
const GRANTED = { kind: 'granted' };
const refused = (reason: string) => ({ kind: 'refused', reason });
const openings = (signals: readonly string[]) => signals.filter((each) => each === 'pass').length;

describe('a receipt at the gate', () => {
  it('opens it once', async () => {
    const { gate, signals, journal, claims, clock } = gateUnderTest();
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('used'));
    expect(openings(signals)).toBe(1);
    expect(claims.requests).toMatchObject([
      { workstation: 'lane-1', code: '7Q2M9KXF', gate: 'gate-1', afterwards: false },
    ]);
    await clock.advance(1000);
    expect(journal.entries.at(-1)).toMatchObject({ kind: 'GateExitGranted', body: { by: 'hub', code: '7Q2M9KXF' } });
  });

  it('opens it once though it is shown twice before the hub has answered', async () => {
    const { gate, signals } = gateUnderTest();
    const both = [gate.presentExit(exitCode(SOLD_AT)), gate.presentExit(exitCode(SOLD_AT))];
    expect(await Promise.all(both)).toEqual([GRANTED, refused('used')]);
    expect(openings(signals)).toBe(1);
  });

  it('does not open a second gate', async () => {
    const register = new MemoryRegister();
    const first = gateUnderTest({ claims: register.line() });
    const second = gateUnderTest({ claims: register.line(), workstation: 'gate-2' });
    // Every gate names its openings itself; these two would count alike.
    await second.gate.presentExit(exitCode(SOLD_AT, 'AAAAAAAA'));
    expect(await first.gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
    expect(await second.gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('used'));
    expect(second.gate.state().alarms).toMatchObject([{ cause: 'exitRefused' }]);
  });

  it.each([
    ['forged', exitCode(SOLD_AT, '7Q2M9KXF', generateKeyPairSync('ed25519').privateKey), 'notValid'],
    ['of markup', '<script>alert(1)</script>', 'notValid'],
    ['of ten thousand characters', '1.lane-1.'.padEnd(10_000, 'A'), 'notValid'],
    ['of yesterday', exitCode(SOLD_AT - 86_400), 'expired'],
  ])('%s does not open it, and the hub is not asked', async (_, text, reason) => {
    const { gate, signals, claims, journal, clock } = gateUnderTest();
    expect(await gate.presentExit(text)).toEqual(refused(reason));
    expect([openings(signals), claims.requests]).toEqual([0, []]);
    await clock.advance(60_000);
    expect(journal.entries.at(-1)).toMatchObject({ kind: 'GatePassages', body: { codesRefused: 1 } });
  });

  it('does not open an exit that staff hold closed', async () => {
    const { gate, claims } = gateUnderTest();
    gate.hold(true, '7');
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('held'));
    expect(claims.requests).toEqual([]);
  });

  it('is refused when eight are being asked about', async () => {
    const { gate } = gateUnderTest({ claims: { claim: () => new Promise(() => {}) } });
    for (let index = 0; index < 8; index += 1) void gate.presentExit(exitCode(SOLD_AT, `AAAAAAA${index}`));
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('busy'));
  });
});

describe('an opening that the hub has granted', () => {
  /** What a gate has after its own journal was lost, or never got the record. */
  const forgetful = () => {
    const identifiers = countingIdentifiers();
    // No gate names two openings alike, and this one counts from where no other does.
    for (let used = 0; used < 100; used += 1) identifiers.uuid();
    return { journal: new MemoryJournal(), identifiers };
  };

  it("is on the hub's disk when the door moves, and behind it in the gate's own journal", async () => {
    const hub = new MemoryJournal();
    const { gate, signals, journal, clock } = gateUnderTest({ claims: new MemoryRegister(hub).line() });
    const written: string[][] = [];
    const push = signals.push.bind(signals);
    signals.push = (...shown) => {
      written.push([...hub.kinds(), ...journal.kinds()]);
      return push(...shown);
    };
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
    expect(written).toEqual([['ExitClaimed']]);
    await clock.advance(200);
    expect(journal.kinds()).toContain('GateExitGranted');
    expect(hub.entries[0]?.body).toMatchObject({ claimId: journal.entries.at(-1)?.body.claimId });
  });

  it('is not granted again to a gate that lost its memory of it', async () => {
    const hub = new MemoryJournal();
    await gateUnderTest({ claims: new MemoryRegister(hub).line() }).gate.presentExit(exitCode(SOLD_AT));
    const again = gateUnderTest({ ...forgetful(), claims: new MemoryRegister(hub).line() });
    expect(await again.gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('used'));
    expect(openings(again.signals)).toBe(0);
  });

  it("is not granted again after the gate's disk was full, over a restart", async () => {
    const [hub, journal] = [new MemoryJournal(), new MemoryJournal()];
    const first = gateUnderTest({ journal, claims: new MemoryRegister(hub).line() });
    journal.fault = new Fault('STORAGE_DISK_FULL', 'no room');
    expect(await first.gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
    first.gate.stop();
    journal.fault = null;
    const again = gateUnderTest({ ...forgetful(), journal, claims: new MemoryRegister(hub).line() });
    expect(journal.kinds()).not.toContain('GateExitGranted');
    expect(await again.gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('used'));
  });

  it('sounds when the gate forgot it, and opened once more without the hub', async () => {
    const hub = new MemoryJournal();
    await gateUnderTest({ claims: new MemoryRegister(hub).line() }).gate.presentExit(exitCode(SOLD_AT));
    const line = new MemoryRegister(hub).line();
    line.reachable = false;
    const again = gateUnderTest({ ...forgetful(), claims: line });
    expect(await again.gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
    line.reachable = true;
    await again.clock.advance(31_000);
    expect(again.gate.state().alarms).toMatchObject([{ cause: 'exitClaimedTwice' }]);
  });

  it('is asked for by the same name when its answer was lost, and then opens', async () => {
    const claims = new MemoryRegister().line();
    const { gate, signals } = gateUnderTest({ claims, exit: { ...DEFAULT_EXIT_SETTINGS, offlineSeconds: 0 } });
    const code = exitCode(SOLD_AT - 1);
    claims.answers = false;
    expect(await gate.presentExit(code)).toEqual(refused('unavailable'));
    claims.answers = true;
    expect(await gate.presentExit(code)).toEqual(GRANTED);
    expect(await gate.presentExit(code)).toEqual(refused('used'));
    expect(openings(signals)).toBe(1);
    expect(new Set(claims.requests.map(({ claimId }) => claimId)).size).toBe(1);
  });
});

describe('a hub that is there and does not decide', () => {
  it.each([
    ['busy', 'busy'],
    ['stale', 'clocksDiffer'],
    ['refused', 'hubRefused'],
  ] as const)('%s opens nothing, also of a sale just now, and the receipt stays good', async (refuses, reason) => {
    const claims = new MemoryRegister().line();
    const { gate, signals, journal } = gateUnderTest({ claims });
    claims.refuses = refuses;
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(refused(reason));
    expect([openings(signals), journal.kinds()]).toEqual([0, []]);
    claims.refuses = null;
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
  });

  it('is told again later what was let pass without it, and one that it refuses holds up no other', async () => {
    const claims = new MemoryRegister().line();
    const { gate, clock } = gateUnderTest({ claims });
    claims.reachable = false;
    for (let index = 0; index < 10; index += 1) await gate.presentExit(exitCode(SOLD_AT, `AAAAAAA${index}`));
    [claims.reachable, claims.refuses] = [true, 'refused'];
    claims.requests.length = 0;
    await clock.advance(30_000);
    expect(claims.requests.map(({ code }) => code.at(-1)).join('')).toBe('01234567');
    claims.requests.length = 0;
    await clock.advance(30_000);
    expect(claims.requests.map(({ code }) => code.at(-1)).join('')).toBe('89012345');
    claims.refuses = null;
    await clock.advance(30_000);
    expect(gate.state()).toMatchObject({ unreportedExits: 0, alarms: [] });
  });
});

describe('with the hub out of reach', () => {
  const alone = (more: Parameters<typeof gateUnderTest>[0] = {}) => {
    const made = gateUnderTest(more);
    made.claims.reachable = false;
    return made;
  };

  it('a receipt opens this gate once, and that is on disk before the door moves', async () => {
    const { gate, signals, journal } = alone();
    const written: boolean[] = [];
    const push = signals.push.bind(signals);
    signals.push = (...shown) => {
      written.push(journal.kinds().includes('GateExitGranted'));
      return push(...shown);
    };
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
    expect(written).toEqual([true]);
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('used'));
    expect(gate.state().unreportedExits).toBe(1);
  });

  it('a receipt opens it once though it is shown twice at the same time', async () => {
    const { gate, signals } = alone();
    const both = [gate.presentExit(exitCode(SOLD_AT)), gate.presentExit(exitCode(SOLD_AT))];
    expect(await Promise.all(both)).toEqual([GRANTED, refused('used')]);
    expect(openings(signals)).toBe(1);
  });

  it('a receipt opens it for minutes only', async () => {
    const { gate } = alone();
    expect(await gate.presentExit(exitCode(SOLD_AT - 600, 'AAAAAAAA'))).toEqual(GRANTED);
    expect(await gate.presentExit(exitCode(SOLD_AT - 601))).toEqual(refused('unavailable'));
  });

  it('a receipt opens nothing that could not be remembered', async () => {
    const { gate, signals, journal, clock } = alone();
    journal.fault = new Fault('STORAGE_DISK_FULL', 'no room');
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('unavailable'));
    expect(openings(signals)).toBe(0);
    journal.fault = null;
    await clock.advance(15_000);
    expect(journal.kinds()).not.toContain('GateExitGranted');
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
  });

  it('a receipt opens nothing whose record the journal refuses', async () => {
    const { gate, signals, journal } = alone();
    const append = journal.append.bind(journal);
    journal.append = (build) =>
      append((numbers) => {
        const drafts = build(numbers);
        if (drafts.some(({ kind }) => kind === 'GateExitGranted')) throw new RangeError('not to be written');
        return drafts;
      });
    expect(await gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('unavailable'));
    expect(openings(signals)).toBe(0);
  });

  it('a power cut does not make a receipt good again', async () => {
    const journal = new MemoryJournal();
    await alone({ journal }).gate.presentExit(exitCode(SOLD_AT));
    const after = alone({ journal });
    expect(await after.gate.presentExit(exitCode(SOLD_AT))).toEqual(refused('used'));
    expect(after.gate.state().unreportedExits).toBe(1);
  });

  it('the shopper waits no longer than they must for a hub that says nothing', async () => {
    const { gate, clock } = gateUnderTest({ claims: { claim: () => new Promise(() => {}) } });
    const answer = gate.presentExit(exitCode(SOLD_AT));
    await clock.advance(2000);
    expect(await answer).toEqual(GRANTED);
  });

  it('the hub is told when it is back, once', async () => {
    const { gate, claims, journal, clock } = alone();
    await gate.presentExit(exitCode(SOLD_AT));
    claims.reachable = true;
    await clock.advance(61_000);
    expect(claims.requests.map(({ afterwards }) => afterwards)).toEqual([false, true]);
    expect(new Set(claims.requests.map(({ claimId }) => claimId)).size).toBe(1);
    expect(journal.kinds()).toContain('GateExitReported');
    expect(gate.state()).toMatchObject({ unreportedExits: 0, alarms: [] });
  });

  it('a receipt that opened two gates raises an alarm when they meet again', async () => {
    const register = new MemoryRegister();
    const [one, two] = [register.line(), register.line()];
    const first = gateUnderTest({ claims: one });
    const second = gateUnderTest({ claims: two, workstation: 'gate-2' });
    [one.reachable, two.reachable] = [false, false];
    await second.gate.presentExit(exitCode(SOLD_AT, 'AAAAAAAA'));
    expect(await first.gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
    expect(await second.gate.presentExit(exitCode(SOLD_AT))).toEqual(GRANTED);
    [one.reachable, two.reachable] = [true, true];
    await first.clock.advance(31_000);
    await second.clock.advance(31_000);
    expect(first.gate.state().alarms).toEqual([]);
    expect(second.gate.state().alarms).toMatchObject([{ cause: 'exitClaimedTwice', count: 0 }]);
    expect(second.journal.entries.filter(({ kind }) => kind === 'GateExitReported')).toMatchObject([
      { body: { answer: 'granted' } },
      { body: { answer: 'alreadyClaimed' } },
    ]);
  });
});
