import { beforeEach, describe, expect, it } from 'vitest';
import { directoryOf, listed, STORE, testBox } from '../../../test/fixtures/bus-keys.ts';
import { FakeBroker } from '../../../test/fixtures/fake-broker.ts';
import { LedgerBox } from '../../../test/fixtures/ledger-store.ts';
import { MemorySales } from '../../../test/fixtures/sold-ledger.ts';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import { StoreBus } from '../store-bus/bus.ts';
import { signEntry } from './source.ts';

const hub = testBox('hub-1', 'hub');
const [lane1, lane2, gate] = [testBox('lane-1', 'lane'), testBox('lane-2', 'lane'), testBox('gate-1', 'gate')];
const directory = directoryOf(
  hub,
  [hub, lane1, lane2, gate].map((box) => listed(box)),
);

let clock: HandClock;
let broker: FakeBroker;
let parts: { clock: HandClock; timers: HandClock; ids: ReturnType<typeof countingIdentifiers>; random: () => number };
let listening: LedgerBox;

/** A box of the store that is out to lie: its bus is real, what it says is the test's. */
async function liar(box: typeof lane1): Promise<StoreBus> {
  const { keyring } = new LedgerBox(box, hub, directory, broker.connector(box.name), parts);
  const connector = broker.connector(box.name);
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const bus = new StoreBus({ ...parts, store: STORE, self: box.name, signer: box.signer, keyring, connector, log });
  bus.start();
  await clock.advance(0);
  return bus;
}

beforeEach(async () => {
  clock = new HandClock();
  broker = new FakeBroker(clock, () => 0.5);
  parts = { clock, timers: clock, ids: countingIdentifiers(), random: () => 0.5 };
  listening = new LedgerBox(gate, hub, directory, broker.connector('gate-1'), parts);
  listening.on();
  await clock.advance(0);
});

describe('a gate', () => {
  it('believes no lane about what another lane sold', async () => {
    const bus = await liar(lane1);
    const entry = new MemorySales('lane-2').record('s', ['aa']);
    bus.publish('tagsSold', signEntry(STORE, entry, lane1.signer));
    bus.publish('tagsSold', signEntry(STORE, entry, lane2.signer));
    await clock.advance(0);
    expect(listening.ledger.all()).toEqual([]);
  });

  it("believes no lane about its own sale with another's signature, or one of another store", async () => {
    const bus = await liar(lane1);
    const entry = new MemorySales('lane-1').record('s', ['aa']);
    bus.publish('tagsSold', signEntry(STORE, entry, lane2.signer));
    bus.publish('tagsSold', signEntry('store-13', entry, lane1.signer));
    await clock.advance(0);
    expect(listening.ledger.all()).toEqual([]);
    bus.publish('tagsSold', signEntry(STORE, entry, lane1.signer));
    await clock.advance(0);
    expect(listening.ledger.standing('aa')).toHaveLength(1);
  });

  it('takes no sale from another gate or from the hub', async () => {
    const bus = await liar(hub);
    bus.publish('tagsSold', signEntry(STORE, new MemorySales('hub-1').record('s', ['aa']), hub.signer));
    await clock.advance(0);
    expect(listening.ledger.all()).toEqual([]);
    expect(listening.bus?.drops).toEqual({ notItsRole: 1 });
  });

  it.each(['another stretch', 'a forged entry', 'an end beyond the question', 'another lane'])(
    'takes nothing of an answer with %s',
    async (what) => {
      const bus = await liar(lane1);
      const sales = new MemorySales('lane-1');
      const [first, second, third] = [sales.record('a', ['aa']), sales.record('b', ['bb']), sales.record('c', ['cc'])];
      bus.serve('ledgerRange', (asked) => {
        const signed = signEntry(STORE, first, what === 'a forged entry' ? lane2.signer : lane1.signer);
        const answer = { ...asked, entries: [signed, signEntry(STORE, second, lane1.signer)] };
        if (what === 'another stretch') return { answer: { ...answer, afterSeq: 4 } };
        if (what === 'an end beyond the question') return { answer: { ...answer, beforeSeq: asked.beforeSeq + 100 } };
        if (what === 'another lane') return { answer: { ...answer, workstation: 'lane-2' } };
        return { answer };
      });
      bus.publish('tagsSold', signEntry(STORE, third, lane1.signer));
      await clock.advance(10_000);
      expect(listening.ledger.all()).toEqual([third]);
      expect(listening.ledger.gaps()).toMatchObject([{ afterSeq: 0, beforeSeq: 7 }]);
    },
  );

  it('stops asking a lane that always has a little more to tell', async () => {
    const bus = await liar(lane1);
    let asked = 0;
    bus.serve('ledgerRange', ({ workstation, epoch, afterSeq }) => {
      asked += 1;
      return { answer: { workstation, epoch, afterSeq, beforeSeq: afterSeq + 1, entries: [] } };
    });
    const entry = { ...new MemorySales('lane-1').record('s', ['aa']), seq: 1_000_000_000, prevSaleSeq: 999_999_999 };
    bus.publish('tagsSold', signEntry(STORE, entry, lane1.signer));
    await clock.advance(10_000);
    expect(asked).toBeLessThan(3);
  });

  it('tries again with the next look when its disk refused', async () => {
    const lane = new LedgerBox(lane1, hub, directory, broker.connector('lane-1'), parts);
    lane.on();
    listening.ledger.failing = true;
    lane.sell('s', ['aa']);
    await clock.advance(1000);
    listening.ledger.failing = false;
    await clock.advance(90_000);
    expect(listening.ledger.standing('aa')).toHaveLength(1);
  });
});

describe('a new gate', () => {
  it("fetches a copy of the hub's ledger first, until it has one", async () => {
    const offer = { url: 'https://hub-1:7321/v1/ledger/x', bytes: 1, sha256: '0'.repeat(64) };
    const told: unknown[] = [];
    const snapshots = {
      wanted: () => told.length < 2,
      install: async (given: unknown) => {
        told.push(given);
        return told.length === 2;
      },
    };
    const offering = { ...parts, sync: { snapshotOffer: async () => offer } };
    new LedgerBox(hub, hub, directory, broker.connector('hub-1'), offering).on();
    const fresh = testBox('gate-2', 'gate');
    const list = directoryOf(
      hub,
      [hub, fresh].map((box) => listed(box)),
    );
    const box = new LedgerBox(fresh, hub, list, broker.connector('gate-2'), { ...parts, sync: { snapshots } });
    box.on();
    await clock.advance(0);
    expect(told).toEqual([]);
    const known = directoryOf(
      hub,
      [hub, lane1, lane2, gate, fresh].map((each) => listed(each)),
      2,
    );
    const payload = new TextEncoder().encode(JSON.stringify(known));
    broker.inject(`checkstand/${STORE}/hub-1/directory`, payload);
    await clock.advance(5 * 60_000);
    expect(told).toEqual([offer, offer]);
  });
});

describe('staff', () => {
  it('hear of a tag that two lanes sold, and both sales are kept', async () => {
    const [one, two] = [lane1, lane2].map(
      (box) => new LedgerBox(box, hub, directory, broker.connector(box.name), parts),
    ) as [LedgerBox, LedgerBox];
    one.on();
    two.on();
    await clock.advance(0);
    one.sell('s-1', ['aa']);
    two.sell('s-2', ['aa']);
    await clock.advance(0);
    expect(listening.ledger.standing('aa')).toHaveLength(2);
    expect(listening.doubled).toMatchObject([
      { key: 'aa', sales: [{ workstation: 'lane-1' }, { workstation: 'lane-2' }] },
    ]);
  });
});

describe('a lane', () => {
  it('gets its own ledger back from its journal, with nobody there', async () => {
    const lane = new LedgerBox(lane1, hub, directory, broker.connector('lane-1'), parts);
    for (let sale = 0; sale < 5; sale += 1) lane.sell(`s-${sale}`, [`a${sale}`]);
    broker.up = false;
    lane.on();
    await clock.advance(0);
    expect(lane.ledger.all()).toEqual(lane.sales.all());
  });
});
