import type { Item } from '../../domain/item/item.ts';
import { itemName } from '../../domain/item/item.ts';
import type { Basket } from './basket.ts';
import type { LaneCore } from './lane-core.ts';
import { ACCEPTED, type LaneAnswer, NOT_NOW } from './lane-state.ts';
import { resolvePicked } from './scanning.ts';
import type { Weighing } from './weighing/weighing.ts';

/** Most goods that are shown at once; more are found by typing. */
export const MOST_FOUND = 48;
/** Longest text that is searched for. */
export const MOST_TYPED = 24;
const MOST_CATEGORIES = 12;

/** Goods to pick from: those without a barcode by category, or what a search found. */
export interface FindStage {
  readonly kind: 'find';
  readonly text: string;
  /** Null shows every category. */
  readonly category: string | null;
  readonly categories: readonly string[];
  readonly items: readonly Item[];
  /** There are more than are shown. */
  readonly more: boolean;
}

/** Screen 5: goods that are picked by their picture or their number, because they carry nothing to scan. */
export class Finding {
  readonly #core: LaneCore;
  readonly #basket: Basket;
  readonly #weighing: Weighing | null;

  constructor(core: LaneCore, basket: Basket, weighing: Weighing | null) {
    this.#core = core;
    this.#basket = basket;
    this.#weighing = weighing;
  }

  open(): LaneAnswer {
    const { stage, transaction } = this.#core.state;
    if (!['basket', 'weigh'].includes(stage.kind) || transaction === null || !this.#basket.takesGoods()) return NOT_NOW;
    return this.#show('', null);
  }

  search(text: string): LaneAnswer {
    const { stage } = this.#core.state;
    return stage.kind === 'find' ? this.#show(text.slice(0, MOST_TYPED), null) : NOT_NOW;
  }

  choose(category: string | null): LaneAnswer {
    return this.#core.state.stage.kind === 'find' ? this.#show('', category) : NOT_NOW;
  }

  /** Adds what is sold by the piece; what is sold by weight goes on the scale first. Only what is shown can be picked. */
  pick(itemId: string): LaneAnswer {
    const { stage } = this.#core.state;
    if (stage.kind !== 'find') return NOT_NOW;
    const item = stage.items.find(({ id }) => id === itemId);
    if (item === undefined) return NOT_NOW;
    const resolution = resolvePicked(item, this.#core.on.catalogue(), this.#basket.rules());
    if (resolution.kind === 'item') return this.#basket.addPicked(resolution.scanned);
    if (resolution.kind === 'weigh' && this.#weighing !== null) return this.#weighing.begin(resolution.scanned);
    this.#core.notice(resolution.kind === 'notice' ? resolution.notice : 'needsScale');
    return NOT_NOW;
  }

  /** Back to the basket, from the goods or from the scale. */
  leave(): LaneAnswer {
    const { stage } = this.#core.state;
    if (stage.kind !== 'find' && stage.kind !== 'weigh') return NOT_NOW;
    this.#core.update({ stage: { kind: 'basket' }, notice: null });
    return ACCEPTED;
  }

  #show(text: string, category: string | null): LaneAnswer {
    const loose = this.#loose();
    const found = text.trim() === '' ? loose.filter((item) => category === null || item.category === category) : [];
    const items = text.trim() === '' ? found : this.#found(text.trim());
    const categories = [...new Set(loose.flatMap((item) => item.category ?? []))].slice(0, MOST_CATEGORIES);
    const stage: FindStage = {
      kind: 'find',
      text,
      category,
      categories,
      items: items.slice(0, MOST_FOUND),
      more: items.length > MOST_FOUND,
    };
    this.#core.update({ stage, notice: null });
    return ACCEPTED;
  }

  /** Goods without a barcode, by the name that the shopper reads. */
  #loose(): readonly Item[] {
    const { locale } = this.#core.state;
    const order = new Intl.Collator(locale);
    const loose = this.#core.on.catalogue().loose?.() ?? [];
    return loose.toSorted((a, b) => order.compare(itemName(a, locale), itemName(b, locale)));
  }

  #found(text: string): readonly Item[] {
    const catalogue = this.#core.on.catalogue();
    const { locale } = this.#core.state;
    const byNumber = /^\d+$/.test(text) ? catalogue.byPlu(text) : null;
    const byName = catalogue.search(text, { locale, limit: MOST_FOUND });
    return byNumber === null ? byName : [byNumber, ...byName.filter(({ id }) => id !== byNumber.id)];
  }
}
