import type { Entry } from '../product-journal.ts';

/** What a scale told at rest, each load of a day having a weight of its own. */
export type Told = readonly { readonly grams: number }[];

interface Weighing {
  readonly lineId: string;
  readonly grams: number;
  readonly gross: number;
  readonly tare: number;
}

/** Every weight that was sold by, the scale told at rest; and no load was sold twice, in whatever sale. */
export function weightsAgainstScale(entries: readonly Entry[], told: Told): string[] {
  const known = new Set(told.map(({ grams }) => grams));
  const sold = entries.flatMap(weighingIn);
  const found = sold.flatMap(({ lineId, grams, gross, tare }) => [
    ...(known.has(gross) ? [] : [`line ${lineId} was sold by ${gross} g, which the scale never told`]),
    ...(grams === gross - tare ? [] : [`line ${lineId} has ${grams} g of ${gross} g less ${tare} g`]),
  ]);
  const loads = Map.groupBy(sold, ({ gross }) => gross);
  for (const [gross, lines] of loads)
    if (lines.length > 1) found.push(`the load of ${gross} g was sold ${lines.length} times`);
  return found;
}

/** What an undo brings back was weighed before, and what a return gives back somewhere else. */
function weighingIn({ kind, body }: Entry): Weighing[] {
  const { lineId, grams, weighing, restored, returns } = body as unknown as Body;
  if (kind !== 'LineAdded' || weighing === undefined || restored === true || returns !== undefined) return [];
  return [{ lineId, grams, gross: weighing.gross, tare: weighing.tare }];
}

interface Body {
  readonly lineId: string;
  readonly grams: number;
  readonly weighing?: { readonly gross: number; readonly tare: number };
  readonly restored?: boolean;
  readonly returns?: string;
}
