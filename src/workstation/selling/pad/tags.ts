import type { LaneCore, LanePad } from '../lane-core.ts';
import type { GoodsRules } from '../scanning.ts';
import { type Judgement, judge, type PadFacts } from './judging.ts';
import { type ReadTag, readTag } from './tag.ts';

/** What is known of the tags that lie on a pad: what each says, what becomes of it, and whether it has been dealt with. */
export class PadTags {
  readonly #core: LaneCore;
  readonly #pad: LanePad;
  readonly #rules: () => GoodsRules;
  readonly #read = new Map<string, ReadTag>();
  readonly #judged = new Map<string, Judgement>();
  readonly #dealtWith = new Set<string>();
  #judgedFor: unknown[] = [];

  constructor(core: LaneCore, pad: LanePad, rules: () => GoodsRules) {
    this.#core = core;
    this.#pad = pad;
    this.#rules = rules;
  }

  /** Forgets every tag but these. */
  keep(present: readonly string[]): void {
    const there = new Set(present);
    for (const known of [this.#read, this.#judged, this.#dealtWith]) {
      for (const tag of known.keys()) if (!there.has(tag)) known.delete(tag);
    }
  }

  forgetAll(): void {
    this.#dealtWith.clear();
    this.judgeAnew();
  }

  judgeAnew(): void {
    this.#judged.clear();
  }

  dealtWith(tags: readonly string[]): void {
    for (const tag of tags) this.#dealtWith.add(tag);
  }

  isDealtWith(tag: string): boolean {
    return this.#dealtWith.has(tag);
  }

  /** Those of the tags present that are to be added or refused; each EPC once, however its memory is padded. */
  fresh(present: readonly string[]): readonly string[] {
    this.#judgeForThisBasket();
    const keys = new Set<string>();
    return present.filter((tag) => {
      if (this.#dealtWith.has(tag)) return false;
      const { kind } = this.judgement(tag);
      // What is in the basket, or another shop's, stays so for as long as it lies there.
      if (kind === 'known' || kind === 'foreign') this.#dealtWith.add(tag);
      if (kind === 'known' || kind === 'foreign') return false;
      const read = this.#readOnce(tag);
      const key = read.kind === 'piece' ? read.tag.key : tag;
      if (keys.has(key)) return false;
      keys.add(key);
      return true;
    });
  }

  judgement(tag: string): Judgement {
    const known = this.#judged.get(tag);
    if (known !== undefined) return known;
    const judged = judge(this.#readOnce(tag), this.#facts());
    this.#judged.set(tag, judged);
    return judged;
  }

  /** A tag's key in the sold ledger; null where it can't be read. */
  keyOf(tag: string): string | null {
    const read = this.#readOnce(tag);
    return read.kind === 'piece' ? read.tag.key : null;
  }

  /** Those that are another shop's. */
  foreign(present: readonly string[]): readonly string[] {
    return present.filter((tag) => this.judgement(tag).kind === 'foreign');
  }

  /** True where a piece lies there that has been dealt with, another shop's not counted. */
  anyOfGoods(present: readonly string[]): boolean {
    return present.some((tag) => this.#dealtWith.has(tag) && this.judgement(tag).kind !== 'foreign');
  }

  #readOnce(tag: string): ReadTag {
    const known = this.#read.get(tag);
    if (known !== undefined) return known;
    const read = readTag(tag, this.#pad.keyHash);
    this.#read.set(tag, read);
    return read;
  }

  /** A judgement holds for the baskets that it was made with. */
  #judgeForThisBasket(): void {
    const { transaction, suspended, lastCompleted } = this.#core.state;
    const now = [transaction?.lines, suspended, lastCompleted];
    if (now.some((part, index) => part !== this.#judgedFor[index])) this.judgeAnew();
    this.#judgedFor = now;
  }

  #facts(): PadFacts {
    const { state, on } = this.#core;
    const { ledger } = this.#pad;
    const isSold = (key: string): boolean | null => (ledger === null ? null : ledger.standing(key).length > 0);
    const sold = state.lastCompleted?.returnOf === null ? state.lastCompleted : null;
    return {
      catalogue: on.catalogue(),
      rules: this.#rules(),
      companyPrefixes: on.settings.pad.companyPrefixes,
      basket: state.transaction,
      suspended: state.suspended.map(({ transaction }) => transaction),
      lastSold: new Set(sold?.lines.flatMap(({ tag }) => tag?.key ?? []).filter((key) => isSold(key) ?? true)),
      isSold: (key) => isSold(key) ?? false,
    };
  }
}
