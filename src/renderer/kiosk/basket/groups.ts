import type { LineView } from '../../../protocol/view.ts';

/** A line with the deposits that go with it. */
export interface LineGroup {
  readonly line: LineView;
  readonly deposits: readonly LineView[];
}

/** Lines in the order they came, each with the deposits that follow it. A deposit that follows nothing stands for itself. */
export function groupLines(lines: readonly LineView[]): LineGroup[] {
  const groups: { line: LineView; deposits: LineView[] }[] = [];
  for (const line of lines) {
    const owner = groups.at(-1);
    if (line.deposit && owner !== undefined) owner.deposits.push(line);
    else groups.push({ line, deposits: [] });
  }
  return groups;
}

/** The group scanned or changed last (the newest where the view names none) and the others, newest first. */
export function lastAndOthers(
  groups: readonly LineGroup[],
  lastLineId: string | null,
): { last: LineGroup | null; others: readonly LineGroup[] } {
  const holds = ({ line, deposits }: LineGroup) => [line, ...deposits].some((each) => each.lineId === lastLineId);
  const last = groups.find(holds) ?? groups.at(-1) ?? null;
  return { last, others: groups.filter((group) => group !== last).reverse() };
}

/** Same line, same deposits, by identity: the client keeps what did not change. */
export function sameGroup(a: LineGroup, b: LineGroup): boolean {
  return (
    a.line === b.line &&
    a.deposits.length === b.deposits.length &&
    a.deposits.every((deposit, index) => deposit === b.deposits[index])
  );
}
