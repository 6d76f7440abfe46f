import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { compilePromotions } from '../../domain/promotion/compile.ts';
import { noPromotions } from '../../domain/promotion/engine.ts';
import type { Promotion } from '../../domain/promotion/shape.ts';
import {
  type CatalogueStore,
  importPromotions,
  NO_PROMOTIONS,
  openPromotions,
  type PromotionImportReport,
  type PromotionStore,
  sha256,
} from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { JournalPort } from '../../workstation/ports/journal.ts';
import type { PromotionSet, PromotionsPort } from '../../workstation/ports/promotions.ts';
import { formatOf, tellEdge } from './catalogue.ts';
import { makeStateDirectory, stateFiles } from './state-files.ts';

/** The promotions of this box as its lane asks for them, with the upkeep of their files. */
export interface EdgePromotions extends PromotionsPort {
  /** Takes the set in force now, and answers whether it is another one. @throws Fault; the set before stays in use then. */
  refresh(): boolean;
  /** Drops the sets that nobody needs any more: not in force, and no open or suspended basket is pinned to them. */
  tidy(): void;
  /** The sets that are needed: what is in force, and what open and suspended baskets are pinned to. */
  needed(): readonly string[];
}

/** Opens the promotions of a box. @throws Fault STORAGE_CORRUPT, STORAGE_IO. */
export function edgePromotions(
  directory: string,
  timeZone: string,
  journal: Pick<JournalPort, 'openTransactions' | 'entriesOf'>,
  goods: Pick<CatalogueStore, 'promotionSet'> = { promotionSet: () => null },
): EdgePromotions {
  const store: PromotionStore = openPromotions(directory, () => goods.promotionSet());
  const compiled = new Map<string, PromotionSet>();

  function byHash(setHash: string): PromotionSet | null {
    const known = compiled.get(setHash);
    if (known !== undefined) return known;
    const promotions = store.read(setHash);
    if (promotions === null) return null;
    const set = compile(promotions, timeZone);
    compiled.set(setHash, set);
    return set;
  }
  function current(): PromotionSet {
    const set = byHash(store.current());
    if (set === null) throw new Fault('STORAGE_CORRUPT', `the promotions in force are not in ${directory} any more`);
    return set;
  }

  current();
  return {
    current,
    byHash,
    refresh() {
      const changed = store.refresh();
      // Compiled here, between two baskets, and not while the first shopper waits for it.
      if (changed) current();
      return changed;
    },
    tidy() {
      const pinned = pinnedSets(journal);
      // While the feed brings sets, its thread removes them: it alone knows of one that is not in force yet.
      if (goods.promotionSet() === null) store.prune(pinned);
      for (const hash of compiled.keys()) if (hash !== store.current() && !pinned.has(hash)) compiled.delete(hash);
    },
    needed: () => [store.current(), ...pinnedSets(journal)],
  };
}

function compile(promotions: readonly Promotion[], timeZone: string): PromotionSet {
  if (promotions.length === 0) return { engine: noPromotions, count: 0, coupons: new Set() };
  const coupons = promotions.flatMap(({ requires }) => requires?.coupon ?? []);
  return {
    engine: compilePromotions(promotions, { sha256, timeZone }),
    count: promotions.length,
    coupons: new Set(coupons),
  };
}

function pinnedSets(journal: Pick<JournalPort, 'openTransactions' | 'entriesOf'>): ReadonlySet<string> {
  const pinned = journal
    .openTransactions()
    .flatMap((id) => journal.entriesOf(id))
    .filter(({ kind }) => kind === 'PromotionsPinned')
    .map(({ body }) => String(body.setHash));
  return new Set([NO_PROMOTIONS, ...pinned]);
}

/** Replaces the promotions of a box, and tells its edge when one is running. @throws Fault of the import. */
export async function importPromotionSet(
  stateDirectory: string,
  source: { readonly file: string; readonly format: 'csv' | 'ndjson'; readonly skipBad: boolean },
): Promise<PromotionImportReport & { readonly edge: 'told' | 'absent' }> {
  makeStateDirectory(stateDirectory);
  const { file, format, skipBad } = source;
  const directory = stateFiles(stateDirectory).promotions;
  const report = await importPromotions({ source: file, format, directory, skipBad });
  const edge =
    report.kind === 'imported' ? await tellEdge(stateDirectory, (running) => running.reloadPromotions()) : 'absent';
  return { ...report, edge };
}

/** Gives a box without promotions its first ones. @throws Fault STORE_GOODS_REFUSED, and those of the import. */
export async function importFirstPromotions(stateDirectory: string, file: string): Promise<void> {
  if (existsSync(join(stateFiles(stateDirectory).promotions, 'current'))) return;
  const report = await importPromotionSet(stateDirectory, { file, format: formatOf(file) ?? 'ndjson', skipBad: false });
  if (report.kind === 'imported') return;
  const first = report.problems[0];
  throw new Fault('STORE_GOODS_REFUSED', `${file} was refused: line ${first?.line}: ${first?.message}`);
}
