/**
 * `next`, with every part that is equal to its counterpart in `previous` replaced by that very object: what did not change keeps its
 * identity, and a memoised row of forty is not drawn again because a new one came. Rows are paired by `lineId` where they have one,
 * else by position. Takes plain JSON.
 */
export function keepEqual<T>(previous: unknown, next: T): T {
  if (Object.is(previous, next)) return next;
  if (Array.isArray(next)) return keepArray(previous, next) as T;
  if (isRecord(next) && isRecord(previous)) return keepRecord(previous, next) as T;
  return next;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const rowId = (value: unknown): unknown => (isRecord(value) ? value.lineId : undefined);

function keepArray(previous: unknown, next: readonly unknown[]): readonly unknown[] {
  if (!Array.isArray(previous)) return next;
  const byId = new Map<unknown, unknown>();
  for (const row of previous) if (rowId(row) !== undefined) byId.set(rowId(row), row);
  const kept = next.map((row, index) => {
    const id = rowId(row);
    return keepEqual(id === undefined ? previous[index] : byId.get(id), row);
  });
  const same = kept.length === previous.length && kept.every((row, index) => Object.is(row, previous[index]));
  return same ? previous : kept;
}

function keepRecord(previous: Record<string, unknown>, next: Record<string, unknown>): Record<string, unknown> {
  // Own keys alone, by definition and not assignment: a key called __proto__ is one like any other.
  const before = new Map(Object.entries(previous));
  const kept = Object.entries(next).map(([key, value]) => [key, keepEqual(before.get(key), value)] as const);
  const same =
    kept.length === before.size && kept.every(([key, value]) => before.has(key) && Object.is(value, before.get(key)));
  return same ? previous : Object.fromEntries(kept);
}
