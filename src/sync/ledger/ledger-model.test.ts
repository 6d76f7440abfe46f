import { describe, expect, it } from 'vitest';
import { Chance } from '../../../test/fault/chance.ts';
import { directoryOf, listed, type TestBox, testBox } from '../../../test/fixtures/bus-keys.ts';
import { FakeBroker } from '../../../test/fixtures/fake-broker.ts';
import { LedgerBox } from '../../../test/fixtures/ledger-store.ts';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import { MessageWriter } from '../store-bus/writing.ts';
import type { SignedEntry } from '../wire/ledger.ts';
import { signEntry } from './source.ts';

const MINUTE = 60_000;

/** Two lanes, a gate and a hub around one broker, on one clock and one seed. */
function store(seed: number) {
  const clock = new HandClock();
  const chance = new Chance(seed);
  const random = () => chance.next();
  const broker = new FakeBroker(clock, random);
  const machine = { clock, timers: clock, ids: countingIdentifiers(), random };
  const hub = testBox('hub-1', 'hub');
  const boxes = [testBox('lane-1', 'lane'), testBox('lane-2', 'lane'), testBox('gate-1', 'gate'), hub];
  const directory = directoryOf(
    hub,
    boxes.map((box) => listed(box)),
  );
  const [lane1, lane2, gate, hubBox] = boxes.map((box) => {
    return new LedgerBox(box, hub, directory, broker.connector(box.name), machine);
  }) as [LedgerBox, LedgerBox, LedgerBox, LedgerBox];
  const all = [lane1, lane2, gate, hubBox];
  let tags = 0;
  const freshTag = () => {
    tags += 1;
    return tags.toString(16).padStart(24, '0');
  };
  const everything = () => all.flatMap(({ sales }) => sales.all()).sort(byJournal);
  return { clock, chance, broker, lane1, lane2, gate, hub: hubBox, all, freshTag, everything };
}

function byJournal(a: { workstation: string; seq: number }, b: { workstation: string; seq: number }): number {
  return a.workstation === b.workstation ? a.seq - b.seq : a.workstation < b.workstation ? -1 : 1;
}

/** What somebody with a key of their own would say in a lane's name. */
function inject(broker: FakeBroker, { signer }: TestBox, forged: SignedEntry, seq: number): void {
  const topic = 'checkstand/store-12/lane-2/event/tagsSold';
  const ids = {
    uuid: () => `00000000-0000-7000-9000-${String(seq).padStart(12, '0')}`,
    randomBytes: () => new Uint8Array(),
  };
  const writer = new MessageWriter({ signer, clock: { now: () => 0, monotonic: () => 0 }, ids });
  broker.inject(topic, writer.write(topic, 'tagsSold', forged));
}

// Each step signs and verifies for four boxes; a busy machine takes its time.
describe('a store on a bad network', { timeout: 60_000 }, () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])('agrees on what was sold once it is connected again (seed %i)', async (seed) => {
    const { clock, chance, broker, lane1, lane2, gate, all, freshTag, everything } = store(seed);
    const mallory = testBox('mallory', 'lane');
    const unpaid = Array.from({ length: 5 }, freshTag);
    const paid: { key: string; lane: LedgerBox; transaction: string }[] = [];
    const returned: string[] = [];
    for (const box of all) box.on();
    broker.weather = { delayMs: 400, lost: 0.1, twice: 0.1 };

    for (let step = 0; step < 150; step += 1) {
      const box = all[chance.int(0, 3)] as LedgerBox;
      const what = chance.int(0, 19);
      if (what < 10) {
        const lane = chance.happens(0.5) ? lane1 : lane2;
        const keys = Array.from({ length: chance.int(1, 3) }, freshTag);
        const transaction = `sale-${step}`;
        lane.sell(transaction, keys);
        paid.push(...keys.map((key) => ({ key, lane, transaction })));
      } else if (what === 10 && paid.length > 0) {
        const [back] = paid.splice(chance.int(0, paid.length - 1), 1);
        back?.lane.sell(`return-${step}`, [back.key], back.transaction);
        if (back !== undefined) returned.push(back.key);
      } else if (what === 11) broker.cut(box.box.name, true);
      else if (what === 12) broker.cut(box.box.name, false);
      else if (what === 13) broker.up = false;
      else if (what === 14) broker.up = true;
      else if (what === 15) await box.off();
      else if (what === 16) box.on();
      else if (what === 17) clock.jump(chance.int(-90, 90) * MINUTE);
      else if (what === 18) {
        const again = broker.heard[chance.int(0, Math.max(0, broker.heard.length - 1))];
        if (again !== undefined) broker.inject(again.topic, again.payload);
      } else {
        const { epoch } = lane2.sales;
        const sale = {
          workstation: 'lane-2',
          epoch,
          seq: 9000 + step,
          prevSaleSeq: 0,
          transaction: 'x',
          at: 0,
          keys: unpaid,
        };
        inject(broker, mallory, signEntry('store-12', { kind: 'sold', ...sale }, mallory.signer), step);
      }
      await clock.advance(chance.int(0, 5000));
    }

    broker.up = true;
    for (const box of all) {
      broker.cut(box.box.name, false);
      box.on();
    }
    await clock.advance(15 * MINUTE);

    for (const box of all) {
      expect(box.ledger.all().sort(byJournal)).toEqual(everything());
      expect(box.ledger.gaps()).toEqual([]);
    }
    for (const { key } of paid) expect(gate.ledger.standing(key)).toHaveLength(1);
    for (const key of [...returned, ...unpaid]) expect(gate.ledger.standing(key)).toEqual([]);
  });

  it('brings a gate up to date that was off for a day, within a minute', async () => {
    const { clock, lane1, lane2, gate, all, freshTag, everything } = store(42);
    for (const box of all) box.on();
    await clock.advance(1000);
    await gate.off();
    for (let sale = 0; sale < 500; sale += 1)
      (sale % 3 === 0 ? lane1 : lane2).sell(`s-${sale}`, [freshTag(), freshTag()]);
    clock.jump(24 * 60 * MINUTE);
    await clock.advance(5000);
    expect(gate.ledger.all()).toEqual([]);
    gate.on();
    await clock.advance(MINUTE);
    expect(gate.ledger.all().sort(byJournal)).toEqual(everything());
  });

  it('learns from the hub what a lane sold that is switched off now', async () => {
    const { clock, lane1, gate, all, freshTag, everything } = store(43);
    await gate.off();
    for (const box of all) if (box !== gate) box.on();
    await clock.advance(1000);
    for (let sale = 0; sale < 30; sale += 1) lane1.sell(`s-${sale}`, [freshTag()]);
    await clock.advance(5000);
    await lane1.off();
    gate.on();
    await clock.advance(MINUTE);
    expect(gate.ledger.all().sort(byJournal)).toEqual(everything());
  });

  it('knows a sale within a second of it, with nothing in the way', async () => {
    const { clock, lane1, gate, lane2, hub, all, freshTag } = store(44);
    for (const box of all) box.on();
    await clock.advance(2000);
    const tag = freshTag();
    lane1.sell('s-1', [tag]);
    await clock.advance(0);
    for (const box of [gate, lane2, hub]) expect(box.ledger.standing(tag)).toHaveLength(1);
  });
});
