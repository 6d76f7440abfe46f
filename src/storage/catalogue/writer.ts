import { buildCatalogue } from './builder.ts';
import type { CatalogueCounts, CatalogueEntry, Clash } from './entry.ts';

export type WriteResult =
  | { readonly kind: 'written'; readonly counts: CatalogueCounts }
  /** Nothing changed. `entry` counts from 1 in the order given; a clash's `first` does too. */
  | { readonly kind: 'clash'; readonly entry: number; readonly clash: Clash };

/**
 * Replaces the catalogue at `path` with `entries`, which the caller has checked against the item's schema: a new file is built
 * beside it and renamed over it. A reader sees the old one or, once it reopens, the new one; a power cut leaves either, whole.
 * @throws Fault STORAGE_LOCKED, STORAGE_DISK_FULL, STORAGE_IO; RangeError for a barcode that is no GTIN-14 or a PLU that is no
 * number of 1 to 10 digits.
 */
export async function writeCatalogue(
  path: string,
  entries: Iterable<CatalogueEntry> | AsyncIterable<CatalogueEntry>,
  version: string,
): Promise<WriteResult> {
  const builder = buildCatalogue(path);
  try {
    let entry = 0;
    for await (const next of entries) {
      entry += 1;
      const clash = builder.add(next, entry);
      if (clash !== null) return { kind: 'clash', entry, clash };
    }
    for (const { number, clash } of builder.badDeposits()) return { kind: 'clash', entry: number, clash };
    return { kind: 'written', counts: builder.publish(version) };
  } finally {
    builder.close();
  }
}
