import { resolve } from 'node:path';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { LedgerGap } from '../../workstation/ports/sold-ledger.ts';
import { replaceDatabase } from '../database/durable-file.ts';
import { guarded } from '../database/faults.ts';
import type { LedgerOptions } from './options.ts';
import { type BadCopy, copyFlaw } from './snapshot.ts';
import { openLedger, type SoldLedgerStore } from './store.ts';

/** What is kept of what came before the copy did; the rest is asked for anew. */
const MOST_KEPT = 1_000;
const MOST_KEPT_TAGS = 50_000;

export type Begun =
  | { readonly kind: 'begun' }
  /** It had something when it was opened, or has begun with a copy already; it asks for what it lacks, stretch by stretch. */
  | { readonly kind: 'occupied' }
  | BadCopy;

/** A ledger that another box's copy can still take the place of. */
export interface LateLedger extends SoldLedgerStore {
  /** True while it was empty when it was opened, has had no copy since, and more is missing than it has heard of. */
  wantsCopy(): boolean;
  /**
   * Puts the copy `from` in its place, on the same disk, once it is checked; it is in use meanwhile, and what it was told since it was
   * opened is told to the copy too. @throws Fault STORAGE_*: it is then as it was, or can't be used until it is opened again.
   */
  beginWith(from: string, sha256: string): Promise<Begun>;
}

interface Told {
  readonly entries: readonly LedgerEntry[];
  readonly answered: readonly LedgerGap[];
}

/** Opens the sold ledger of this box, as `openLedger` does. @throws Fault as that does. */
export function openLateLedger(options: LedgerOptions): LateLedger {
  let store = openLedger(options);
  /** What it was told since it was opened empty; null once nothing may take its place any more. */
  let told: Told[] | null = store.heads().length === 0 ? [] : null;
  let broken: Fault | null = null;

  const open = (): SoldLedgerStore => {
    if (broken !== null) throw broken;
    return store;
  };
  const place = (copy: string, kept: readonly Told[]): void => {
    store.close();
    try {
      guarded(`putting ${copy} in place`, () => replaceDatabase(resolve(copy), resolve(options.path)));
      store = openLedger(options);
    } catch (error) {
      broken = error instanceof Fault ? error : new Fault('STORAGE_IO', String(error), { cause: error });
      throw broken;
    }
    // Whoever is told of double sales heard of these when they came.
    for (const { entries, answered } of kept) store.apply(entries, answered);
  };

  return {
    standing: (key) => open().standing(key),
    apply(entries, answered = []) {
      const doubles = open().apply(entries, answered);
      if (told !== null) keep(told, { entries, answered });
      return doubles;
    },
    gaps: () => open().gaps(),
    heads: () => open().heads(),
    entriesBetween: (asked, limit) => open().entriesBetween(asked, limit),
    forgetBefore: (instant, limit) => open().forgetBefore(instant, limit),
    newestSale: () => open().newestSale(),
    snapshot: async (to) => open().snapshot(to),
    close: () => store.close(),
    wantsCopy: () => told !== null && (open().heads().length === 0 || open().gaps().length > 0),
    async beginWith(from, sha256) {
      if (told === null) return { kind: 'occupied' };
      const flaw = await copyFlaw(from, sha256);
      if (flaw !== null) return flaw;
      open();
      const kept = told;
      if (kept === null) return { kind: 'occupied' };
      // From here on nothing is waited for, so that no call comes in between.
      told = null;
      place(from, kept);
      return { kind: 'begun' };
    },
  };
}

function keep(told: Told[], more: Told): void {
  told.push(more);
  const tags = ({ entries }: Told) => entries.reduce((sum, { keys }) => sum + keys.length, 0);
  let total = told.reduce((sum, each) => sum + tags(each), 0);
  while (told.length > MOST_KEPT || total > MOST_KEPT_TAGS) {
    const [oldest] = told.splice(0, 1);
    if (oldest === undefined) return;
    total -= tags(oldest);
  }
}
