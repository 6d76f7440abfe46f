import { setTimeout as sleep } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { type Loop, startLoop } from '../operation/loop.ts';
import { type Tracing, traced } from '../tracing/tracing.ts';
import { projectSome } from './project.ts';

/** Milliseconds between two looks for something new. */
const LOOK_MS = 500;
/** Longest rest between two transactions, milliseconds. */
const MOST_REST_MS = 250;

/**
 * Understands what is stored for as long as it runs. It rests for as long as each transaction took: acknowledgements come first, and on a
 * machine that is busy with them both grow.
 */
export function startWorker(
  db: Kysely<Tables>,
  onError: (error: unknown) => void,
  tracing: Tracing | null = null,
): Loop {
  const work = async (): Promise<number> => {
    const from = performance.now();
    const entries = await traced(tracing, 'project', 'checkstand.entries', () => projectSome(db));
    if (entries > 0) await sleep(Math.min(performance.now() - from, MOST_REST_MS));
    return entries;
  };
  return startLoop(work, LOOK_MS, onError);
}
