import type { CarriedData, Scan } from '../../domain/gs1/identity.ts';

/** Two symbols of one pack are read well within this; the next pack takes a hand longer. */
const MOMENT_MS = 500;
/** Packs that may wait for another symbol of theirs: as many as two quick hands can show in a moment. */
const MOST_PACKS = 8;

/** One symbol that was read of a pack, `at` monotonic milliseconds. */
export interface PackSymbol {
  readonly gtin: string;
  readonly carried: Pick<CarriedData, 'batch' | 'serial' | 'expiry'>;
  /** The AIM identifier without its modifier; null of a reader that sends none. */
  readonly symbology: string | null;
  /** Whether it can be a linear symbol at all. */
  readonly linear: boolean;
  readonly at: number;
}

/** A pack that was scanned a moment ago: the symbols that were read of it, and what became of it. */
export interface Pack<Fate> {
  readonly symbols: readonly [PackSymbol, ...PackSymbol[]];
  readonly fate: Fate;
}

/** The symbol as packs are told by it. */
export function packSymbol(
  { aim, data }: Scan,
  { gtin, batch, serial, expiry }: { readonly gtin: string } & CarriedData,
  at: number,
): PackSymbol {
  const carried = { ...(batch && { batch }), ...(serial && { serial }), ...(expiry && { expiry }) };
  return { gtin, carried, symbology: aim?.slice(0, 2) ?? null, linear: /^\d{8,14}$/.test(data), at };
}

/**
 * The pack that this is another symbol of, or null for the first of a pack. Many packs carry a linear and a 2D symbol, and a scanner may
 * read both as it passes. Two of the same symbology are two packs, since a scanner does not read one symbol twice; so are two that name
 * another batch, serial number or date.
 */
export function packOf<Fate>(packs: readonly Pack<Fate>[], symbol: PackSymbol): Pack<Fate> | null {
  return (
    packs.findLast(({ symbols }) => isNear(symbols[0], symbol) && symbols.every((it) => differ(it, symbol))) ?? null
  );
}

/** With a new pack, or with what is known now of one; those that can have no other symbol any more are forgotten. */
export function withPack<Fate>(
  packs: readonly Pack<Fate>[],
  of: Pack<Fate> | null,
  now: Pack<Fate>,
): readonly Pack<Fate>[] {
  const others = packs.filter(
    (pack) => pack !== of && isNear(pack.symbols[0], { ...pack.symbols[0], at: now.symbols[0].at }),
  );
  return [...others, now].slice(-MOST_PACKS);
}

function isNear(first: PackSymbol, { gtin, at }: PackSymbol): boolean {
  return first.gtin === gtin && at - first.at <= MOMENT_MS;
}

/** Whether one pack can carry both. */
function differ(a: PackSymbol, b: PackSymbol): boolean {
  const known = a.symbology !== null && b.symbology !== null;
  if (known ? a.symbology === b.symbology : a.linear === b.linear) return false;
  const kinds = ['batch', 'serial', 'expiry'] as const;
  return kinds.every(
    (kind) => [a, b].some(({ carried }) => carried[kind] === undefined) || a.carried[kind] === b.carried[kind],
  );
}
