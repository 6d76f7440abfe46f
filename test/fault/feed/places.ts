import { join } from 'node:path';
import type { FeedPlaces } from '../../../src/storage/feed/engine.ts';

export function placesIn(folder: string): FeedPlaces {
  return {
    catalogue: join(folder, 'catalogue.db'),
    promotions: join(folder, 'promotions'),
    operators: join(folder, 'operators.db'),
  };
}
