import { readFile } from 'node:fs/promises';
import type { AssetRef } from '../../domain/asset/asset.ts';
import { readPicture } from '../../domain/asset/picture.ts';
import { feedMediaSchema } from '../../domain/feed/values.ts';
import type { CatalogueStore } from '../../storage/index.ts';
import type { AssetShelf, PicturesPort } from '../../workstation/ports/assets.ts';

/** Items whose picture is remembered; a basket asks for each of its lines with every view. */
const MOST_REMEMBERED = 5_000;
/** Rows of a page: reading so many takes less than a millisecond. */
const PAGE = 500;

/** Pictures of items: which the feed names, and the files that are here. */
export function edgePictures(
  catalogue: Pick<CatalogueStore, 'version' | 'fedValue'>,
  shelf: Pick<AssetShelf, 'path'>,
): PicturesPort {
  const known = new Map<string, string | null>();
  let version = '';

  const named = (itemId: string): string | null => {
    const now = catalogue.version();
    if (now !== version || known.size >= MOST_REMEMBERED) known.clear();
    version = now;
    const before = known.get(itemId);
    if (before !== undefined) return before;
    const value = catalogue.fedValue('media', itemId);
    const sha256 = value === null ? null : feedMediaSchema.parse(JSON.parse(value)).sha256;
    known.set(itemId, sha256);
    return sha256;
  };
  return {
    of(itemId) {
      const sha256 = named(itemId);
      return sha256 === null || shelf.path(sha256) === null ? null : sha256;
    },
    async read(sha256) {
      const path = shelf.path(sha256);
      if (path === null) return null;
      // It may go for another at any moment.
      const bytes = await readFile(path).catch(() => null);
      const picture = bytes === null ? null : readPicture(bytes);
      return bytes === null || picture === null ? null : { type: picture.type, bytes };
    },
  };
}

/** Whether a file is a picture that a screen may be given. */
export const isPicture = async (path: string): Promise<boolean> => readPicture(await readFile(path)) !== null;

/** The pictures that the feed names, a page at a time. */
export function* namedPictures(catalogue: Pick<CatalogueStore, 'fedAfter'>): Generator<readonly AssetRef[]> {
  for (let after = ''; ; ) {
    const rows = catalogue.fedAfter('media', after, PAGE);
    yield rows.map(({ value }) => feedMediaSchema.parse(JSON.parse(value)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.key;
  }
}
