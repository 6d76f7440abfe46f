import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { type Loop, startLoop } from '../operation/loop.ts';
import { projectSome } from './project.ts';

/** Milliseconds between two looks for something new. */
const LOOK_MS = 500;

/** Understands what is stored for as long as it runs. */
export function startWorker(db: Kysely<Tables>, onError: (error: unknown) => void): Loop {
  return startLoop(() => projectSome(db), LOOK_MS, onError);
}
