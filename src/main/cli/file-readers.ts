import type { FileReaders } from '../../cloud/index.ts';
import { readCatalogueForFeed, readPromotionsForFeed } from '../../storage/index.ts';

/** The cloud judges files as a box does that imports them. */
export const FILE_READERS: FileReaders = { catalogue: readCatalogueForFeed, promotions: readPromotionsForFeed };
