import { beforeEach, describe, expect, it } from 'vitest';
import { Chance } from '../../../test/fault/chance.ts';
import { directoryOf, listed, STORE, testBox } from '../../../test/fixtures/bus-keys.ts';
import { FakeBroker } from '../../../test/fixtures/fake-broker.ts';
import { LedgerBox, quietLog } from '../../../test/fixtures/ledger-store.ts';
import { MemorySales } from '../../../test/fixtures/sold-ledger.ts';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import { StoreBus } from '../store-bus/bus.ts';
import { GAP_PATIENCE_MS } from './gap-patience.ts';
import { signEntry } from './source.ts';

const MINUTE = 60_000;
const hubBox = testBox('hub-1', 'hub');
const [lane1, lane2, gateBox] = [testBox('lane-1', 'lane'), testBox('lane-2', 'lane'), testBox('gate-1', 'gate')];
const boxes = [hubBox, lane1, lane2, gateBox];
const directory = directoryOf(
  hubBox,
  boxes.map((box) => listed(box)),
);

function store(seed: number) {
  const clock = new HandClock();
  const chance = new Chance(seed);
  const random = () => chance.next();
  const broker = new FakeBroker(clock, random);
  const machine = { clock, timers: clock, ids: countingIdentifiers(), random };
  const box = (of: typeof lane1) => new LedgerBox(of, hubBox, directory, broker.connector(of.name), machine);
  const [hub, one, gate] = [box(hubBox), box(lane1), box(gateBox)];
  /** On the bus as this box, to say what the test says. */
  const speaker = async (of: typeof lane1) => {
    const connector = broker.connector(of.name);
    const bus = new StoreBus({
      ...{ ...machine, store: STORE, self: of.name, signer: of.signer, connector, log: quietLog },
      keyring: box(of).keyring,
    });
    bus.start();
    await clock.advance(1000);
    return bus;
  };
  /** The gate looks each second, as it does. */
  const watch = async (milliseconds: number) => {
    for (let gone = 0; gone < milliseconds; gone += 1000) {
      gate.sync?.missing();
      await clock.advance(1000);
    }
    return gate.sync?.missing();
  };
  return { clock, chance, broker, hub, one, gate, speaker, watch };
}

/** A lane's journal, of which only some entries ever leave it. */
function sales(count: number): [MemorySales, LedgerEntry[]] {
  const journal = new MemorySales('lane-2');
  return [journal, Array.from({ length: count }, (_, n) => journal.record(`s-${n}`, [`b${n}`]))];
}

const say = (bus: StoreBus, entry: LedgerEntry | undefined) => {
  if (entry !== undefined) bus.publish('tagsSold', signEntry(STORE, entry, lane2.signer));
};

let it_: ReturnType<typeof store>;
beforeEach(async () => {
  it_ = store(7);
  for (const box of [it_.hub, it_.one, it_.gate]) box.on();
  await it_.clock.advance(1000);
});

describe('what a lane sold that never comes back', () => {
  it.each([1, 2, 3, 4, 5, 6])(
    'is waited for, given up in time, and taken if it comes back after all (seed %i)',
    async (seed) => {
      const { clock, chance, broker, hub, one, gate, speaker, watch } = store(seed);
      for (const box of [hub, one, gate]) box.on();
      const [journal, all] = sales(chance.int(3, 8));
      const arrived = all.filter(() => chance.happens(0.5));
      const last = all.at(-1);
      // The last one arrived, the one before it did not, and then its disk dies.
      const heard = new Set([...arrived, last].filter((entry) => entry !== all.at(-2)));
      const lane = await speaker(lane2);
      for (const entry of heard) {
        // A hub that was away heard less than the gate.
        broker.cut('hub-1', chance.happens(0.3));
        say(lane, entry);
        await clock.advance(1000);
      }
      await lane.stop();
      broker.cut('hub-1', false);
      broker.weather = { delayMs: 400, lost: 0.05, twice: 0.1 };

      expect((await watch(3 * MINUTE))?.waited).not.toEqual([]);
      one.sell('meanwhile', ['aa']);
      const missing = await watch(GAP_PATIENCE_MS);
      expect(missing?.waited).toEqual([]);
      expect(missing?.givenUp).toEqual(gate.ledger.gaps());
      expect(gate.ledger.standing('aa')).toHaveLength(1);
      for (const entry of all) {
        expect(gate.ledger.standing(entry.keys[0] ?? '')).toHaveLength(heard.has(entry) ? 1 : 0);
      }

      const again = await speaker(lane2);
      again.serve('ledgerRange', ({ epoch, afterSeq, beforeSeq, ...asked }) => {
        const entries = journal
          .between(epoch, afterSeq, beforeSeq, 200)
          .map((it) => signEntry(STORE, it, lane2.signer));
        return { answer: { ...asked, epoch, afterSeq, beforeSeq, entries } };
      });
      broker.weather = { delayMs: 0, lost: 0, twice: 0 };
      expect(await watch(5 * MINUTE)).toEqual({ waited: [], givenUp: [] });
      for (const entry of all) expect(gate.ledger.standing(entry.keys[0] ?? '')).toHaveLength(1);
    },
  );

  it('is not waited for once the lane is off the list', async () => {
    const { gate, speaker, watch, broker } = it_;
    const [, [, second]] = sales(2);
    say(await speaker(lane2), second);
    expect((await watch(1000))?.waited).toHaveLength(1);
    const without = directoryOf(
      hubBox,
      boxes.map((box) => listed(box, box === lane2)),
      2,
    );
    broker.inject(`checkstand/${STORE}/hub-1/directory`, new TextEncoder().encode(JSON.stringify(without)));
    expect(await watch(1000)).toEqual({ waited: [], givenUp: [] });
    expect(gate.ledger.gaps()).toHaveLength(1);
  });

  it('is waited for in vain no longer when a number was made up', async () => {
    const { speaker, watch } = it_;
    const [, [first]] = sales(1);
    const lane = await speaker(lane2);
    say(lane, first);
    say(lane, first && { ...first, seq: 1_000_000_000, prevSaleSeq: 999_999_999, transaction: 'x', keys: ['ff'] });
    expect((await watch(MINUTE))?.waited).toHaveLength(1);
    expect((await watch(GAP_PATIENCE_MS))?.waited).toEqual([]);
  });

  it('is waited for as long as not everyone could be asked', async () => {
    const { clock, speaker, watch, broker } = it_;
    const [, [, second]] = sales(2);
    const lane = await speaker(lane2);
    await watch(MINUTE);
    say(lane, second);
    await clock.advance(0);
    broker.up = false;
    expect((await watch(2 * GAP_PATIENCE_MS))?.waited).toHaveLength(1);
  });
});

describe('that there is nothing in a stretch', () => {
  /** Whoever answers says that there is nothing in what it is asked for. */
  const sayNothing = (bus: StoreBus) => bus.serve('ledgerRange', (asked) => ({ answer: { ...asked, entries: [] } }));
  const [, [, second]] = sales(2);

  it('is believed of the lane itself, when the hub has nothing either', async () => {
    const { gate, speaker, watch } = it_;
    const lane = await speaker(lane2);
    sayNothing(lane);
    say(lane, second);
    await watch(2 * MINUTE);
    expect(gate.ledger.gaps()).toEqual([]);
  });

  it('is believed of no lane against what the hub keeps of it, nor while the hub is not heard', async () => {
    const { hub, gate, speaker, watch } = it_;
    const [, [first]] = sales(2);
    const lane = await speaker(lane2);
    sayNothing(lane);
    await hub.off();
    say(lane, second);
    await watch(2 * MINUTE);
    expect(gate.ledger.gaps()).toHaveLength(1);
    if (first !== undefined) hub.archive.keep([signEntry(STORE, first, lane2.signer)]);
    hub.on();
    await watch(5 * MINUTE);
    expect(gate.ledger.all()).toEqual([first, second]);
  });

  it.each(['hub-1', 'lane-1'])('is believed of nobody else: %s', async (name) => {
    const { hub, one, gate, speaker, watch } = it_;
    await hub.off();
    await one.off();
    sayNothing(await speaker(name === 'hub-1' ? hubBox : lane1));
    say(await speaker(lane2), second);
    await watch(3 * MINUTE);
    expect(gate.ledger.gaps()).toHaveLength(1);
  });

  it('is not said by a lane of a journal that went with its disk, nor of numbers that it has not come to', async () => {
    const { broker, clock, gate, watch } = it_;
    const machine = { clock, timers: clock, ids: countingIdentifiers(), random: () => 0.5 };
    const lane = new LedgerBox(lane2, hubBox, directory, broker.connector('lane-2'), machine);
    lane.on();
    await clock.advance(1000);
    lane.sell('s', ['aa']);
    const [, all] = sales(9);
    const lost = { ...all[5], epoch: '00000000-0000-7000-8000-00000000bbbb' } as LedgerEntry;
    for (const entry of [lost, all[8]]) {
      broker.heard.length = 0;
      if (entry !== undefined) lane.bus?.publish('tagsSold', signEntry(STORE, entry, lane2.signer));
      await watch(2 * MINUTE);
    }
    const named = gate.ledger.gaps().map(({ epoch, beforeSeq }) => [epoch, beforeSeq]);
    expect(named).toEqual([
      [lane.sales.epoch, 25],
      [lost.epoch, 16],
    ]);
  });
});
