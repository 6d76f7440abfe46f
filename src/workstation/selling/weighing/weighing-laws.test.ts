import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LaneUnderTest } from '../../../../test/fixtures/lane.ts';
import type { ScaleIndication, ScaleReading } from '../../ports/scale.ts';

/** What can happen at a lane with a scale, in any order. */
type Happening =
  | { readonly kind: 'say'; readonly indication: ScaleIndication }
  | { readonly kind: 'stale'; readonly back: number }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'scan'; readonly code: string }
  | { readonly kind: 'take' }
  | { readonly kind: 'takeOld' }
  | { readonly kind: 'tare'; readonly grams: number }
  | { readonly kind: 'leave' | 'undo' | 'cancel' };

const grams = fc.oneof(fc.constantFrom(0, 0, 4, 12, 742), fc.integer({ min: 0, max: 15_000 }));
const indication: fc.Arbitrary<ScaleIndication> = fc.oneof(
  { weight: 5, arbitrary: grams.map((each): ScaleIndication => ({ kind: 'stable', grams: each })) },
  fc.constantFrom<ScaleIndication>(
    { kind: 'moving' },
    { kind: 'busy' },
    { kind: 'above' },
    { kind: 'below' },
    { kind: 'unset' },
    { kind: 'light' },
    { kind: 'none' },
    { kind: 'fault', code: 'DEVICE_PROTOCOL' },
  ),
);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: indication.map((each): Happening => ({ kind: 'say', indication: each })) },
  { weight: 3, arbitrary: fc.constant<Happening>({ kind: 'take' }) },
  { weight: 2, arbitrary: fc.constantFrom('4011', '4023').map((code): Happening => ({ kind: 'scan', code })) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 3 }).map((back): Happening => ({ kind: 'stale', back })) },
  fc.constantFrom(150, 999, 1_001, 5_000).map((ms): Happening => ({ kind: 'wait', ms })),
  fc.integer({ min: 0, max: 60 }).map((each): Happening => ({ kind: 'tare', grams: each })),
  fc.constantFrom<Happening>({ kind: 'takeOld' }, { kind: 'leave' }, { kind: 'undo' }, { kind: 'cancel' }),
);

/** Everything the scale said while it was listened to, for an oracle that knows nothing of the lane's own state. */
class Witness {
  readonly it = new LaneUnderTest({ scale: true });
  told: ScaleReading[] = [];
  #offered: number[] = [0];

  async happens(event: Happening): Promise<void> {
    const { it } = this;
    const before = this.#weighed();
    const sale = it.lane.state().transaction?.transactionId;
    switch (event.kind) {
      case 'say':
        if (it.scale.watched) this.told.push(it.scale.say(event.indication));
        else it.scale.say(event.indication);
        break;
      case 'stale': {
        const old = this.told.at(-event.back);
        if (old !== undefined) it.scale.repeat(old);
        break;
      }
      case 'wait':
        await it.clock.advance(event.ms);
        break;
      case 'scan':
        it.scan(event.code);
        break;
      case 'take':
      case 'takeOld':
        this.#takes(event.kind === 'take' ? -1 : 0);
        break;
      case 'tare':
        it.lane.staff({ kind: 'setTare', grams: event.grams }, { id: '471', name: 'Anna', role: 'attendant' });
        break;
      case 'leave':
        it.lane.command({ kind: 'leaveFind' });
        break;
      case 'undo':
        it.lane.command({ kind: 'undo' });
        break;
      case 'cancel':
        it.lane.command({ kind: 'cancelBasket' });
        break;
    }
    await Promise.resolve();
    const { stage } = it;
    if (stage.kind === 'weigh' && stage.offer.kind === 'weight') this.#offered.push(stage.offer.id);
    const taken = this.#weighed();
    expect(taken === before || event.kind === 'take' || event.kind === 'takeOld').toBe(true);
    if (taken > before) this.#judge();
    // Nothing that was said in the sale before counts in the next one.
    if (it.lane.state().transaction?.transactionId !== sale) this.told = [];
  }

  #takes(at: number): void {
    this.it.lane.command({ kind: 'takeWeight', weightId: this.#offered.at(at) ?? 0 });
  }

  #weighed(): number {
    return this.it.journal.entries.filter(
      ({ kind, body }) => kind === 'LineAdded' && 'weighing' in body && !('restored' in body),
    ).length;
  }

  #judge(): void {
    const body = this.it.journal.entries.at(-1)?.body as {
      grams: number;
      weighing: { gross: number; tare: number };
    };
    const { gross, tare } = body.weighing;
    const last = this.told.at(-1);
    const now = this.it.clock.monotonic();
    // Stable, whole grams, exactly what the scale said last, and not too long ago.
    expect(last?.indication).toEqual({ kind: 'stable', grams: gross });
    expect(now - (last?.at ?? Number.NEGATIVE_INFINITY)).toBeLessThanOrEqual(this.it.scale.freshMs);
    expect(Number.isInteger(body.grams) && body.grams > 0).toBe(true);
    expect(body.grams).toBe(gross - tare);
    // Before it rested there, in this sale and since the weight before, the platform was empty.
    const loaded = this.told.findLastIndex(({ indication: said }) => said.kind !== 'stable' || said.grams !== gross);
    const emptied = this.told.slice(0, loaded + 1).some(({ indication: said }) => isEmpty(said));
    expect(emptied).toBe(true);
    // From here on only what is said anew counts.
    this.told = [];
  }
}

function isEmpty(said: ScaleIndication): boolean {
  return said.kind === 'light' || (said.kind === 'stable' && said.grams === 0);
}

test('whatever the scale says and whoever presses what: no weight is sold twice, in motion, or when it is old', async () => {
  let sold = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { minLength: 10, maxLength: 60 }), async (events) => {
      const witness = new Witness();
      for (const event of events) await witness.happens(event);
      sold += witness.it.journal.entries.filter(({ body }) => 'weighing' in body).length;
    }),
    { numRuns: 250 },
  );
  // The law would hold of a lane that never sells.
  expect(sold).toBeGreaterThan(10);
}, 30_000);
