import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { projectSome } from './project.ts';

/** Milliseconds between two looks for something new, and after the database was away. */
const LOOK_MS = 500;
const AWAY_MS = 5_000;

export interface Worker {
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void>;
}

/** Understands what is stored for as long as it runs. */
export function startWorker(db: Kysely<Tables>, onError: (error: unknown) => void): Worker {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    let rest = LOOK_MS;
    try {
      while (!stopped && (await projectSome(db)) > 0);
    } catch (error) {
      onError(error);
      rest = AWAY_MS;
    }
    if (!stopped) timer = setTimeout(again, rest).unref();
  };
  const again = (): void => {
    running = round();
  };
  again();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
