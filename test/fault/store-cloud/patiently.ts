import { setTimeout as delay } from 'node:timers/promises';
import { isPassing } from '../../../src/cloud/database/connect.ts';

const MOST_TRIES = 20;

/** Asks again where somebody has PostgreSQL killed meanwhile, or the machine was too busy to connect. @throws what is no such thing, or stays. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = MOST_TRIES; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (left <= 1 || !isPassing(error)) throw error;
      await delay(1_000);
    }
  }
}
