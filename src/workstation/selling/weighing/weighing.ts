import type { Item } from '../../../domain/item/item.ts';
import type { Minor } from '../../../domain/money/money.ts';
import { grossOf } from '../../../domain/pricing/price-basket.ts';
import type { Operator } from '../../ports/operators.ts';
import type { ScalePort, ScaleReading } from '../../ports/scale.ts';
import type { Basket } from '../basket.ts';
import type { LaneCore } from '../lane-core.ts';
import { ZERO_AGAIN_MS } from '../lane-settings.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW, type Stage } from '../lane-state.ts';
import type { ScannedItem } from '../scanning.ts';
import { forgotten, heard, type Offer, offerOf, type Platform, taken, UNSEEN } from './platform.ts';

/**
 * Most that is still taken for a crumb and zeroed away, in grams: two intervals of a scale of 2 g, one of 5 g, and less than any such scale may
 * price. What is heavier may be goods: a shopper is asked to take it off.
 */
const MOST_CRUMBS = 5;

/** Packaging that is not sold: the item's own, or what staff keyed for this weighing. */
export interface Tare {
  readonly grams: number;
  /** The operator who keyed it; null for the item's own. */
  readonly by: string | null;
}

/** A weight that may be taken, with its price, or why there is none. */
export type Shown =
  | (Extract<Offer, { kind: 'weight' }> & { readonly price: Minor })
  | Extract<Offer, { kind: 'none' }>
  /** Nobody knows what lies on the scale: it does not answer. */
  | { readonly kind: 'none'; readonly why: 'offline' };

/** Goods being weighed, as the lane shows them. */
export interface WeighStage {
  readonly kind: 'weigh';
  readonly item: Item;
  readonly tare: Tare;
  readonly offer: Shown;
}

/**
 * The scale of the lane. From the start of a sale on it is listened to, so that an empty platform is seen and zeroed before anything is
 * laid on it; what may be sold of what it says is decided in `platform.ts`.
 */
export class Weighing {
  readonly #core: LaneCore;
  readonly #basket: Basket;
  readonly #scale: ScalePort;
  readonly #unsubscribe: () => void;
  #platform: Platform = UNSEEN;
  #goods: { readonly scanned: ScannedItem; readonly tare: Tare } | null = null;
  /** The sale that is listened for. */
  #sale: string | null = null;
  #zero: 'wanted' | 'asked' | 'done' = 'wanted';
  #zeroAgainAt = Number.NEGATIVE_INFINITY;
  #unwatch: (() => void) | null = null;
  #cancelStale: () => void = () => {};
  #stopped = false;

  constructor(core: LaneCore, basket: Basket, scale: ScalePort) {
    this.#core = core;
    this.#basket = basket;
    this.#scale = scale;
    this.#unsubscribe = core.subscribe(() => this.#follow());
  }

  /** Shows the weighing of goods that the open basket takes. */
  begin(scanned: ScannedItem): LaneAnswer {
    if (this.#core.state.transaction === null || !this.#basket.takesGoods()) return NOT_NOW;
    this.#follow();
    this.#goods = { scanned, tare: { grams: scanned.item.tare ?? 0, by: null } };
    this.#scale.price({ unitPrice: scanned.item.price });
    this.#core.update({ stage: this.#stage(this.#goods), notice: null });
    return ACCEPTED;
  }

  /** Adds exactly the weight that was shown, if it still rests there; never the same load twice. */
  take(weightId: number): LaneAnswer {
    const goods = this.#goods;
    if (this.#core.state.stage.kind !== 'weigh' || goods === null) return NOT_NOW;
    const offer = this.#offer(goods.tare);
    if (offer.kind === 'none' || offer.id !== weightId) {
      this.#show();
      return NOT_NOW;
    }
    const { gross, tare, net } = offer;
    const { by } = goods.tare;
    const weighing = { gross, tare, scale: this.#scale.id, ...(by === null || tare === 0 ? {} : { tareBy: by }) };
    // Taken before it is recorded: whatever comes of that, this load is not offered again.
    this.#platform = taken(this.#platform);
    return this.#basket.addWeighed({ ...goods.scanned, grams: net, weighing });
  }

  /** Staff key what the goods are packed in, in grams, for this weighing alone. */
  setTare(grams: number, operator: Operator): LaneAnswer {
    const goods = this.#goods;
    if (this.#core.state.stage.kind !== 'weigh' || goods === null) return NOT_NOW;
    if (!this.#core.on.settings.scale.manualTare) return { kind: 'refused', reason: 'notAllowed' };
    this.#goods = { ...goods, tare: { grams, by: operator.id } };
    this.#show();
    return ACCEPTED;
  }

  /** The scale has come or gone. */
  scaleChanged(): void {
    if (!this.#isThere()) this.#platform = forgotten(this.#platform);
    this.#show();
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    this.#silence();
  }

  /** Listens while a basket can still take goods, and forgets with each sale. */
  #follow(): void {
    if (this.#stopped) return;
    const { stage, transaction } = this.#core.state;
    const selling = transaction !== null && stage.kind !== 'unavailable' && this.#basket.takesGoods();
    const sale = selling && stage.kind !== 'thanks' ? transaction.transactionId : null;
    if (stage.kind !== 'weigh' && this.#goods !== null) {
      this.#goods = null;
      this.#scale.price(null);
    }
    if (sale !== null && sale !== this.#sale) {
      this.#platform = forgotten(this.#platform);
      this.#zero = 'wanted';
      this.#zeroAgainAt = Number.NEGATIVE_INFINITY;
    }
    if (sale !== null) this.#sale = sale;
    if (sale === null) return this.#silence();
    this.#unwatch ??= this.#scale.watch((reading) => this.#heard(reading));
  }

  #silence(): void {
    this.#cancelStale();
    this.#unwatch?.();
    this.#unwatch = null;
    this.#platform = forgotten(this.#platform);
  }

  #heard(reading: ScaleReading): void {
    // Whoever is told of a reading is not to fail for a lane that has ended meanwhile.
    if (this.#stopped) return;
    this.#platform = heard(this.#platform, reading);
    this.#zeroed();
    this.#cancelStale();
    if (this.#platform.load !== null)
      this.#cancelStale = this.#core.on.timers.after(this.#scale.freshMs + 1, () => this.#show());
    this.#show();
  }

  /** Zeroes an empty platform once a sale, and crumbs or a lifted platform whenever they are in the way. */
  #zeroed(): void {
    const { clear, says, load } = this.#platform;
    const now = this.#core.on.clock.monotonic();
    if (this.#zero === 'asked' || now < this.#zeroAgainAt) return;
    const crumbs = load !== null && !clear && load.grams <= MOST_CRUMBS;
    const empty = says === 'stable' && load === null;
    const due = crumbs || says === 'below' || says === 'unset' || (empty && this.#zero === 'wanted');
    if (!due) return;
    this.#zero = 'asked';
    this.#zeroAgainAt = now + ZERO_AGAIN_MS;
    // What was said before the zeroing is not sold by after it.
    this.#platform = { ...this.#platform, load: null };
    this.#core.run(
      this.#scale.zero().then((outcome) => {
        this.#zero = outcome === 'unreachable' ? 'wanted' : 'done';
        if (outcome !== 'zeroed') this.#core.on.log.info('scale.zero', { outcome });
        this.#show();
      }),
    );
  }

  #isThere(): boolean {
    const report = this.#core.state.devices.find(({ id }) => id === this.#scale.id);
    return report === undefined || report.state === 'ready' || report.state === 'degraded';
  }

  #offer(tare: Tare): Offer {
    // While it is being zeroed nothing that it says is a weight yet.
    if (this.#zero === 'asked') return { kind: 'none', why: 'moving' };
    const { clock } = this.#core.on;
    return offerOf(this.#platform, tare.grams, { now: clock.monotonic(), freshMs: this.#scale.freshMs });
  }

  #stage({ scanned, tare }: { readonly scanned: ScannedItem; readonly tare: Tare }): WeighStage {
    const { item } = scanned;
    const offer = this.#offer(tare);
    if (!this.#isThere()) return { kind: 'weigh', item, tare, offer: { kind: 'none', why: 'offline' } };
    if (offer.kind === 'none') return { kind: 'weigh', item, tare, offer };
    const price = grossOf({ item, quantity: 1, grams: offer.net, labelPrice: null });
    return { kind: 'weigh', item, tare, offer: { ...offer, price } };
  }

  #show(): void {
    const { stage } = this.#core.state;
    if (this.#stopped || stage.kind !== 'weigh' || this.#goods === null) return;
    const next = this.#stage(this.#goods);
    if (same(stage, next)) return;
    this.#core.update({ stage: next });
  }
}

/** A stable load is confirmed several times a second; only what a shopper can see is news. */
function same(before: Extract<Stage, { kind: 'weigh' }>, after: WeighStage): boolean {
  return JSON.stringify([before.tare, before.offer]) === JSON.stringify([after.tare, after.offer]);
}
