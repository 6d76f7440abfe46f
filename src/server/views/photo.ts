import { PICTURE_PATH } from '../../protocol/view.ts';
import type { PicturesPort } from '../../workstation/ports/assets.ts';

/** What a view says of an item's photograph: its address, or nothing. */
export type PhotoOf = (itemId: string) => { readonly photo?: string };

export function photosFrom(pictures: Pick<PicturesPort, 'of'>): PhotoOf {
  return (itemId) => {
    const sha256 = pictures.of(itemId);
    return sha256 === null ? {} : { photo: `${PICTURE_PATH}${sha256}` };
  };
}
