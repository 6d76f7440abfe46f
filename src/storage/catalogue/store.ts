import { statSync } from 'node:fs';
import type { Collection } from '../../domain/feed/row.ts';
import type { Item } from '../../domain/item/item.ts';
import type { CataloguePort } from '../../workstation/ports/catalogue.ts';
import { guarded } from '../database/faults.ts';
import { currentFile } from '../feed/files.ts';
import { type CatalogueCounts, GTIN14, PLU } from './entry.ts';
import { matchExpression, readQuery } from './query.ts';
import { bestFirst } from './ranking.ts';
import { type CatalogueReader, openCatalogueFile } from './reader.ts';

export interface CatalogueStore extends CataloguePort {
  counts(): CatalogueCounts;
  /** Hash of the set of promotions that goes with these goods; null where they are not the feed's, or the feed has none. */
  promotionSet(): string | null;
  /** What the feed says of a collection, by key, as JSON; null where it has never said anything, or the goods are not the feed's. */
  fed(collection: Collection): readonly { readonly key: string; readonly value: string }[] | null;
  /** The same, some at a time, behind a key; empty behind the last. */
  fedAfter(
    collection: Collection,
    after: string,
    limit: number,
  ): readonly { readonly key: string; readonly value: string }[];
  /** What the feed says of one key, as JSON; null where it says nothing. */
  fedValue(collection: Collection, key: string): string | null;
  /**
   * Looks whether another file lies at the path (an import, an update) and takes that one from here on; answers whether it did.
   * Cheap enough to ask between two baskets. @throws Fault as `openCatalogue`; the catalogue that was open stays in use then.
   */
  refresh(): boolean;
  close(): void;
}

/** Version of a catalogue that is not there yet. */
export const NO_CATALOGUE = 'none';

const NONE: CatalogueCounts = { items: 0, barcodes: 0, plus: 0 };
const MAX_RESULTS = 50;
/** Among so many matches the best are chosen: ranking all of them is what makes a search slow. */
const CANDIDATES = 200;
const MAX_ID = 64;
const MAX_LOOSE = 500;
/** Most values of a collection that are read at once. */
const MOST_VALUES = 10_000;

/**
 * Opens the catalogue at `path` for look-ups. Where there is no file yet it is empty, until `refresh` finds one.
 * @throws Fault STORAGE_CORRUPT, STORAGE_SCHEMA_NEWER, STORAGE_IO.
 */
export function openCatalogue(options: { readonly path: string }): CatalogueStore {
  const { path } = options;
  let { reader, mark } = openInForce(path);
  let loose: readonly Item[] | null = null;

  return {
    version: () => reader?.version() ?? NO_CATALOGUE,
    counts: () => reader?.counts() ?? NONE,
    promotionSet: () => reader?.about()?.promotions ?? null,
    fed: (collection) =>
      reader?.about()?.collections[collection] === undefined ? null : reader.values(collection, '', MOST_VALUES),
    fedAfter: (collection, after, limit) => reader?.values(collection, after, limit) ?? [],
    fedValue: (collection, key) => reader?.value(collection, key) ?? null,
    recalls: ({ gtin, batch, serial }) =>
      GTIN14.test(gtin) && (reader?.recalls(Number(gtin), batch ?? null, serial ?? null) ?? false),
    byGtin: (gtin14) => (GTIN14.test(gtin14) ? parsed(reader?.byGtin(Number(gtin14))) : null),
    byPlu: (plu) => (PLU.test(plu) ? parsed(reader?.byPlu(plu)) : null),
    byId: (id) => (id.length <= MAX_ID ? parsed(reader?.byId(id)) : null),
    loose() {
      // What is read changes by `refresh` alone.
      loose ??= (reader?.loose(MAX_LOOSE) ?? []).map((json) => JSON.parse(json) as Item);
      return loose;
    },
    search(text, { locale, limit }) {
      const query = readQuery(text);
      if (reader === null || query.words.length === 0) return [];
      const expression = matchExpression(query, reader.spellings);
      const candidates = reader.matching(expression, CANDIDATES).map((json) => JSON.parse(json) as Item);
      return bestFirst(candidates, query.words, locale).slice(0, Math.min(Math.max(0, limit), MAX_RESULTS));
    },
    refresh() {
      const isSame = markInForce(path) === mark;
      // A feed without goods may have got some.
      const waits = (reader?.about() ?? null) === null && currentFile(path) !== null;
      if (isSame && !waits) {
        const isNew = reader?.renew() ?? false;
        if (isNew) loose = null;
        return isNew;
      }
      const next = openInForce(path);
      if (next.reader === null || (isSame && next.reader.about() === null)) {
        next.reader?.close();
        return false;
      }
      reader?.close();
      ({ reader, mark } = next);
      loose = null;
      return true;
    },
    close() {
      reader?.close();
      reader = null;
    },
  };
}

function parsed(json: string | null | undefined): Item | null {
  return json === null || json === undefined ? null : (JSON.parse(json) as Item);
}

interface InForce {
  readonly reader: CatalogueReader | null;
  readonly mark: string | null;
}

/** The feed's catalogue where it has goods, else the one that was imported by hand. */
function openInForce(path: string): InForce {
  const fed = currentFile(path);
  const mark = markInForce(path);
  const reader = fed === null ? null : openCatalogueFile(fed);
  if (reader?.about()?.collections.items !== undefined) return { reader, mark };
  reader?.close();
  return { reader: fileMark(path) === null ? null : openCatalogueFile(path), mark };
}

/** What tells the files in force from the next. A file of the feed changes under its name, and is asked itself what is new. */
function markInForce(path: string): string | null {
  const fed = currentFile(path);
  const own = fileMark(path);
  if (fed === null) return own;
  return `${fed} ${fileMark(fed)?.split(' ', 2).join(' ')} ${own}`;
}

/** What tells one file under a name from the next. */
function fileMark(path: string): string | null {
  const stat = guarded(`looking for ${path}`, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return stat === undefined ? null : `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs}`;
}
