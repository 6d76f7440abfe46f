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
  const keys = Object.keys(next);
  const kept: Record<string, unknown> = {};
  let same = keys.length === Object.keys(previous).length;
  for (const key of keys) {
    kept[key] = keepEqual(previous[key], next[key]);
    same &&= key in previous && Object.is(kept[key], previous[key]);
  }
  return same ? previous : kept;
}
