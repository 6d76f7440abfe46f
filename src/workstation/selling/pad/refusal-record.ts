import type { WorkstationEvent } from '../../../domain/journal/workstation-events.ts';
import type { PadRefusal } from './judging.ts';

type TagsRefused = Extract<WorkstationEvent, { kind: 'TagsRefused' }>;

/** A piece that lies on the pad and is not sold, by what its reader heard. */
export interface RefusedTag {
  readonly tag: string;
  /** In the sold ledger; null for a tag that can't be read. */
  readonly key: string | null;
  readonly refusal: PadRefusal;
}

/** What lies there, or is laid down again, within ten minutes is in the journal once. */
const ONCE_IN_MS = 10 * 60_000;
/** Tags that are named within that time, however many somebody lays down; the others are counted. */
const MOST_NAMED = 200;
const MOST_COUNTED = 1_000;
/** Tags of one entry. */
const MOST_IN_ENTRY = 50;

/**
 * What the pad refused, for the journal: each tag once in a while, and few of them. Tags of other shops are counted and not named: what
 * a shopper has bought elsewhere is none of the store's business.
 */
export class RefusalRecord {
  readonly #monotonic: () => number;
  readonly #told = new Map<string, number>();
  /** Those that found no room among the named since the last entry. */
  readonly #unnamed = new Set<string>();

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** The entry for what is refused now, beside a basket or before there is one; null where nothing of it is new. */
  entryFor(refused: readonly RefusedTag[], foreign: readonly string[], basket: string | null): TagsRefused | null {
    this.#forgetOld();
    const named = refused.filter(({ tag, key, refusal }) => this.#isNew(`${refusal.reason} ${key ?? tag}`));
    const others = foreign.filter((tag) => this.#isNew(`foreign ${tag}`)).length;
    if (named.length === 0 && others === 0) return null;
    const more = this.#unnamed.size + Math.max(0, named.length - MOST_IN_ENTRY);
    this.#unnamed.clear();
    return {
      kind: 'TagsRefused',
      body: {
        ...(basket === null ? {} : { basket }),
        tags: named.slice(0, MOST_IN_ENTRY).map(({ key, refusal: { reason, item, gtin } }) => ({
          reason,
          ...(key === null ? {} : { key }),
          ...(gtin === null ? {} : { gtin }),
          ...(item === null ? {} : { itemId: item.id }),
        })),
        foreign: others,
        more,
      },
    };
  }

  #isNew(name: string): boolean {
    if (this.#told.has(name)) return false;
    if (this.#told.size >= MOST_NAMED) {
      if (this.#unnamed.size < MOST_COUNTED) this.#unnamed.add(name);
      return false;
    }
    this.#told.set(name, this.#monotonic());
    return true;
  }

  #forgetOld(): void {
    const before = this.#monotonic() - ONCE_IN_MS;
    for (const [name, at] of this.#told) if (at <= before) this.#told.delete(name);
  }
}
