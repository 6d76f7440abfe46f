import type { Item } from '../../../domain/item/item.ts';
import type { PadRefusal } from './judging.ts';
import type { PadPhase } from './phase.ts';

/** The pad as the lane shows it. */
export interface PadState {
  readonly reader: 'ready' | 'offline';
  readonly phase: PadPhase;
  /** Names what is shown: confirming another count is refused. It changes with every change of what lies there. */
  readonly countId: number;
  /** What would be added, in the order in which it was laid down. */
  readonly items: readonly Item[];
  /** How many pieces lie there that can't be added. */
  readonly held: number;
  /** What was refused since staff last looked, for them; at most `MOST_REFUSALS`. */
  readonly refusals: readonly PadRefusal[];
  /** The shopper says that a piece is not counted. */
  readonly missing: boolean;
}

/** Most pieces added at once; a basket holds more lines, but no pad reads more of them with certainty. */
export const MOST_PAD_ITEMS = 200;

export const MOST_REFUSALS = 50;

export const QUIET_PAD: PadState = {
  reader: 'ready',
  phase: 'empty',
  countId: 0,
  items: [],
  held: 0,
  refusals: [],
  missing: false,
};
