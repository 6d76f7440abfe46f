import { beforeEach, describe, expect, it } from 'vitest';
import { directoryOf, keyringOf, listed, STORE, testBox } from '../../../test/fixtures/bus-keys.ts';
import { FakeBroker } from '../../../test/fixtures/fake-broker.ts';
import { quietLog } from '../../../test/fixtures/ledger-store.ts';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import type { LaneState } from '../wire/lane.ts';
import { MAX_MESSAGE_BYTES } from '../wire/limits.ts';
import { StoreBus } from './bus.ts';
import { MessageWriter } from './writing.ts';

const hub = testBox('hub-1', 'hub');
const lane = testBox('lane-1', 'lane');
const gate = testBox('gate-1', 'gate');
const directory = directoryOf(
  hub,
  [hub, lane, gate].map((box) => listed(box)),
);
const IDLE: LaneState = { state: 'idle', since: 1, calls: [] };
const EVENT = `checkstand/${STORE}/lane-1/event/laneState`;

let clock: HandClock;
let broker: FakeBroker;
const ids = countingIdentifiers();

function busOf(box: typeof lane, outbox = {}) {
  const keyring = keyringOf(hub, directory);
  const parts = { store: STORE, clock, timers: clock, ids, random: () => 0, log: quietLog, outbox };
  return {
    bus: new StoreBus({ ...parts, self: box.name, signer: box.signer, keyring, connector: broker.connector(box.name) }),
    keyring,
  };
}

const writer = (box: typeof lane) => new MessageWriter({ signer: box.signer, clock, ids });
const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

beforeEach(() => {
  clock = new HandClock();
  broker = new FakeBroker(clock, () => 0.5);
});

describe('what is heard', () => {
  const heard: [string, LaneState][] = [];
  let listening: ReturnType<typeof busOf>;

  beforeEach(async () => {
    heard.length = 0;
    listening = busOf(gate);
    listening.bus.on('laneState', (state, from) => heard.push([from.box, state]));
    listening.bus.start();
    await clock.advance(0);
  });

  async function injected(topic: string, payload: Uint8Array) {
    broker.inject(topic, payload);
    await clock.advance(0);
    return listening.bus.drops;
  }

  it('is an event that a box of the store signed with its own key', async () => {
    const { bus } = busOf(lane);
    bus.start();
    bus.publish('laneState', IDLE);
    await clock.advance(0);
    expect(heard).toEqual([['lane-1', IDLE]]);
  });

  it('is not a message under the name of a box with the key of another', async () => {
    expect(await injected(EVENT, writer(gate).write(EVENT, 'laneState', IDLE))).toEqual({ badSignature: 1 });
  });

  it('is not a message that was moved from its topic', async () => {
    const elsewhere = writer(lane).write('checkstand/store-13/lane-1/event/laneState', 'laneState', IDLE);
    expect(await injected(EVENT, elsewhere)).toEqual({ badSignature: 1 });
  });

  it('is not a stranger, nor a box whose type lies', async () => {
    const mallory = testBox('mallory', 'lane');
    const topic = `checkstand/${STORE}/mallory/event/laneState`;
    expect(await injected(topic, writer(mallory).write(topic, 'laneState', IDLE))).toEqual({ stranger: 1 });
    expect(await injected(EVENT, writer(lane).write(EVENT, 'gateAlarm', IDLE))).toMatchObject({ typeMismatch: 1 });
  });

  it('is nothing that was changed on the way', async () => {
    const text = new TextDecoder().decode(writer(lane).write(EVENT, 'laneState', IDLE));
    expect(await injected(EVENT, new TextEncoder().encode(text.replace('"idle"', '"blocked"')))).toEqual({
      badSignature: 1,
    });
  });

  it('is said by a box in its own role only', async () => {
    const topic = `checkstand/${STORE}/hub-1/event/laneState`;
    expect(await injected(topic, writer(hub).write(topic, 'laneState', IDLE))).toEqual({ notItsRole: 1 });
  });

  it('comes once, however often it is sent', async () => {
    const message = writer(lane).write(EVENT, 'laneState', IDLE);
    await injected(EVENT, message);
    expect(await injected(EVENT, message)).toEqual({ again: 1 });
    expect(heard).toHaveLength(1);
  });

  it('is dropped by size, version, form and nesting before anything is done with it', async () => {
    const sound = JSON.parse(new TextDecoder().decode(writer(lane).write(EVENT, 'laneState', IDLE)));
    await injected(EVENT, new Uint8Array(MAX_MESSAGE_BYTES + 1).fill(32));
    await injected(EVENT, json({ ...sound, v: 2 }));
    await injected(EVENT, json({ ...sound, more: 1 }));
    await injected(EVENT, new TextEncoder().encode('{"__proto__":{"v":1}}'));
    await injected(EVENT, Uint8Array.of(0xff, 0xfe));
    await injected(EVENT, new TextEncoder().encode('['.repeat(60_000) + ']'.repeat(60_000)));
    const deep = JSON.parse('['.repeat(200) + ']'.repeat(200));
    expect(await injected(EVENT, json({ ...sound, body: deep }))).toEqual({
      tooLarge: 1,
      malformed: 5,
      badSignature: 1,
    });
    expect(heard).toEqual([]);
  });

  it('is not a body that fits no schema, nor a type that nobody knows', async () => {
    await injected(EVENT, writer(lane).write(EVENT, 'laneState', { ...IDLE, state: 'dancing' }));
    const topic = `checkstand/${STORE}/lane-1/event/selfDestruct`;
    expect(await injected(topic, writer(lane).write(topic, 'selfDestruct', {}))).toEqual({
      badBody: 1,
      unknownType: 1,
    });
  });

  it('ends at once with the key of a box that was revoked, and an older list does not bring it back', async () => {
    const boxes = [listed(hub), listed(lane, true), listed(gate)];
    const topic = `checkstand/${STORE}/hub-1/directory`;
    await injected(topic, json(directoryOf(hub, boxes, 2)));
    expect(await injected(EVENT, writer(lane).write(EVENT, 'laneState', IDLE))).toEqual({ stranger: 1 });
    await injected(topic, json(directory));
    expect(await injected(EVENT, writer(lane).write(EVENT, 'laneState', IDLE))).toEqual({ stranger: 2 });
  });

  it('does not take a list of keys that the hub did not sign', async () => {
    const mallory = testBox('mallory', 'hub');
    const topic = `checkstand/${STORE}/hub-1/directory`;
    await injected(topic, json(directoryOf(mallory, [listed(mallory)], 9)));
    await injected(topic, json(directoryOf(hub, [listed(hub)], 9, 'store-13')));
    expect(listening.keyring.signed?.directory.version).toBe(1);
  });
});

describe('a request', () => {
  const settle = {
    alarm: '00000000-0000-7000-8000-0000000000aa',
    outcome: 'paid',
    operator: { id: '7', role: 'manager' },
  } as const;

  async function pair() {
    const asks = busOf(lane).bus;
    const answers = busOf(gate).bus;
    asks.start();
    answers.start();
    await clock.advance(0);
    return { asks, answers };
  }

  it('is answered by the box that was asked, with what its handler says', async () => {
    const { asks, answers } = await pair();
    answers.serve('settle', (asked, from) => ({
      answer: { result: from.box === 'lane-1' && asked.outcome === 'paid' ? 'settled' : 'notAllowed' },
    }));
    const outcome = asks.request('gate-1', 'settle', settle);
    await clock.advance(0);
    expect(await outcome).toEqual({ kind: 'answered', answer: { result: 'settled' } });
  });

  it('is refused where nobody serves it, where its role may not ask, and where its handler fails', async () => {
    const { asks, answers } = await pair();
    const claim = { workstation: 'lane-1', code: '7Q2M9KXF', gate: 'gate-1', claimId: ids.uuid() };
    answers.serve('settle', () => {
      throw new Error('no');
    });
    answers.serve('exitClaim', () => ({ answer: { result: 'claimed', by: 'gate-1' } }));
    const outcomes = [
      asks.request('gate-1', 'ledgerHeads', {}),
      asks.request('gate-1', 'exitClaim', claim),
      asks.request('gate-1', 'settle', settle),
    ];
    await clock.advance(0);
    expect((await Promise.all(outcomes)).map((it) => (it.kind === 'refused' ? it.why : it.kind))).toEqual([
      'unavailable',
      'notAllowed',
      'unavailable',
    ]);
  });

  it('that would act is refused when it comes late, and does nothing', async () => {
    const { asks, answers } = await pair();
    let settled = 0;
    answers.serve('settle', () => {
      settled += 1;
      return { answer: { result: 'settled' } };
    });
    void asks.request('gate-1', 'settle', settle);
    await clock.advance(0);
    const request = broker.heard.find(({ topic }) => topic.endsWith('/settle'));
    clock.jump(10 * 60_000);
    // Another box that has not seen the message before: a gate that was just switched on.
    const late = busOf(gate).bus;
    late.serve('settle', () => {
      settled += 1;
      return { answer: { result: 'settled' } };
    });
    await answers.stop();
    late.start();
    await clock.advance(0);
    broker.inject(request?.topic ?? '', request?.payload ?? new Uint8Array());
    await clock.advance(0);
    expect(settled).toBe(1);
  });

  it('that tells what has happened is taken by whatever clock, and one that is to happen is not', async () => {
    const asks = busOf(gate).bus;
    const far = new HandClock();
    const keyring = keyringOf(hub, directory);
    const parts = { store: STORE, clock: far, timers: clock, ids, random: () => 0, log: quietLog };
    const answers = new StoreBus({
      ...{ ...parts, self: 'hub-1', signer: hub.signer, keyring, connector: broker.connector('hub-1') },
    });
    far.jump(10 * 60_000);
    for (const what of ['exitClaim', 'exitOpened'] as const)
      answers.serve(what, ({ gate: by }) => ({ answer: { result: 'claimed', by } }));
    asks.start();
    answers.start();
    await clock.advance(0);
    const opening = { workstation: 'lane-1', code: '7Q2M9KXF', gate: 'gate-1', claimId: ids.uuid() };
    const outcomes = [asks.request('hub-1', 'exitClaim', opening), asks.request('hub-1', 'exitOpened', opening)];
    await clock.advance(0);
    expect(await Promise.all(outcomes)).toEqual([
      { kind: 'refused', why: 'stale' },
      { kind: 'answered', answer: { result: 'claimed', by: 'gate-1' } },
    ]);
  });

  it('is silent after its time, and at once without a connection', async () => {
    const { asks } = await pair();
    broker.cut('gate-1', true);
    const outcome = asks.request('gate-1', 'settle', settle, 500);
    await clock.advance(499);
    broker.up = false;
    expect(await outcome).toEqual({ kind: 'silent' });
    expect(await asks.request('gate-1', 'settle', settle)).toEqual({ kind: 'silent' });
  });

  it('takes no answer from anybody but the box it asked', async () => {
    const { asks, answers } = await pair();
    await answers.stop();
    let done: unknown = null;
    void asks.request('gate-1', 'settle', settle).then((outcome) => {
      done = outcome;
    });
    await clock.advance(0);
    const asked = broker.heard.find(({ topic }) => topic.endsWith('/request/gate-1/settle'));
    const { correlation } = JSON.parse(new TextDecoder().decode(asked?.payload)).body;
    const topic = `checkstand/${STORE}/hub-1/response/lane-1/settle`;
    const body = { kind: 'answer', correlation, answer: { result: 'settled' } };
    broker.inject(topic, writer(hub).write(topic, 'settle', body));
    await clock.advance(0);
    expect(done).toBe(null);
    await clock.advance(3000);
    expect(done).toEqual({ kind: 'silent' });
  });
});

describe('with the broker away', () => {
  it('events wait, the oldest fall out when there are too many, and the rest go out in order', async () => {
    broker.up = false;
    const { bus } = busOf(lane, { messages: 3 });
    bus.start();
    for (let since = 1; since <= 5; since += 1) bus.publish('laneState', { ...IDLE, since });
    broker.up = true;
    await clock.advance(15_000);
    const said = broker.heard.map(({ payload }) => JSON.parse(new TextDecoder().decode(payload)).body.since);
    expect(said).toEqual([3, 4, 5]);
  });

  it('connecting is tried again with growing pauses', async () => {
    broker.up = false;
    let tries = 0;
    const real = broker.connector('lane-1');
    const connector = {
      connect(...given: Parameters<typeof real.connect>) {
        tries += 1;
        return real.connect(...given);
      },
    };
    const parts = { store: STORE, clock, timers: clock, ids, random: () => 0, log: quietLog, connector };
    const bus = new StoreBus({ ...parts, self: 'lane-1', signer: lane.signer, keyring: keyringOf(hub, directory) });
    bus.start();
    await clock.advance(250 + 500 + 1000 + 2000);
    expect(tries).toBe(5);
    await bus.stop();
    await clock.advance(60_000);
    expect(tries).toBe(5);
  });

  it('states are told again to a broker that lost them, $state last', async () => {
    const { bus } = busOf(lane);
    bus.state(['$state'], 'init');
    bus.state(['$description'], '{}');
    bus.state(['$state'], 'ready');
    bus.start();
    await clock.advance(0);
    broker.up = false;
    broker.heard.length = 0;
    broker.up = true;
    await clock.advance(1000);
    expect(broker.heard.map(({ topic, payload }) => [topic, new TextDecoder().decode(payload)])).toEqual([
      ['homie/5/lane-1/$description', '{}'],
      ['homie/5/lane-1/$state', 'ready'],
    ]);
  });
});
