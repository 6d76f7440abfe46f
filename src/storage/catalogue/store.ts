import { statSync } from 'node:fs';
import type { Item } from '../../domain/item/item.ts';
import type { CataloguePort } from '../../workstation/ports/catalogue.ts';
import { guarded } from '../database/faults.ts';
import { type CatalogueCounts, GTIN14, PLU } from './entry.ts';
import { matchExpression, readQuery } from './query.ts';
import { bestFirst } from './ranking.ts';
import { type CatalogueReader, openCatalogueFile } from './reader.ts';

export interface CatalogueStore extends CataloguePort {
  counts(): CatalogueCounts;
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

/**
 * Opens the catalogue at `path` for look-ups. Where there is no file yet it is empty, until `refresh` finds one.
 * @throws Fault STORAGE_CORRUPT, STORAGE_SCHEMA_NEWER, STORAGE_IO.
 */
export function openCatalogue(options: { readonly path: string }): CatalogueStore {
  const { path } = options;
  let mark = fileMark(path);
  let loose: readonly Item[] | null = null;
  let reader: CatalogueReader | null = mark === null ? null : openCatalogueFile(path);

  return {
    version: () => reader?.version ?? NO_CATALOGUE,
    counts: () => reader?.counts ?? NONE,
    byGtin: (gtin14) => (GTIN14.test(gtin14) ? parsed(reader?.byGtin(Number(gtin14))) : null),
    byPlu: (plu) => (PLU.test(plu) ? parsed(reader?.byPlu(plu)) : null),
    byId: (id) => (id.length <= MAX_ID ? parsed(reader?.byId(id)) : null),
    loose() {
      // The file never changes under its name.
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
      const found = fileMark(path);
      if (found === null || found === mark) return false;
      const next = openCatalogueFile(path);
      reader?.close();
      reader = next;
      loose = null;
      mark = found;
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

/** What tells one file under a name from the next. */
function fileMark(path: string): string | null {
  const stat = guarded(`looking for ${path}`, () => statSync(path, { bigint: true, throwIfNoEntry: false }));
  return stat === undefined ? null : `${stat.dev} ${stat.ino} ${stat.size} ${stat.mtimeNs}`;
}
