/**
 * Which part of a journal's sales of tags is known. An entry names its predecessor, so it tells of itself and that there is nothing
 * between the two; an answer to a question tells of the stretch that it names. All in the sequence numbers of one epoch.
 */

/** The numbers between two others, neither of them included. */
export interface Stretch {
  readonly afterSeq: number;
  readonly beforeSeq: number;
}

/** What an entry tells of: itself, and the numbers down to its predecessor. */
export function toldBy(entry: { readonly seq: number; readonly prevSaleSeq: number }): Stretch {
  return { afterSeq: entry.prevSaleSeq, beforeSeq: entry.seq + 1 };
}

/** The same numbers in as few stretches as there can be, ascending; those without a number are gone. */
export function joined(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  const ascending = stretches
    .filter(({ afterSeq, beforeSeq }) => beforeSeq - afterSeq > 1)
    .sort((a, b) => a.afterSeq - b.afterSeq);
  for (const next of ascending) {
    const last = result.at(-1);
    // Two stretches touch where the last number of one comes right before the first of the other.
    if (last === undefined || next.afterSeq >= last.beforeSeq) result.push(next);
    else if (next.beforeSeq > last.beforeSeq) {
      result[result.length - 1] = { afterSeq: last.afterSeq, beforeSeq: next.beforeSeq };
    }
  }
  return result;
}

/** What is missing of 1 to `head`, the highest number of an entry that is known. `known` is as `joined` gives it. */
export function gapsIn(known: readonly Stretch[], head: number): Stretch[] {
  const gaps: Stretch[] = [];
  let afterSeq = 0;
  for (const stretch of known) {
    if (afterSeq >= head) break;
    const beforeSeq = Math.min(stretch.afterSeq, head) + 1;
    if (beforeSeq - afterSeq > 1) gaps.push({ afterSeq, beforeSeq });
    afterSeq = Math.max(afterSeq, stretch.beforeSeq - 1);
  }
  if (afterSeq < head) gaps.push({ afterSeq, beforeSeq: head + 1 });
  return gaps;
}

/** The first part of `asked` that is known without a hole, or null. `known` is as `joined` gives it. */
export function knownOf(known: readonly Stretch[], asked: Stretch): Stretch | null {
  for (const stretch of known) {
    const afterSeq = Math.max(stretch.afterSeq, asked.afterSeq);
    const beforeSeq = Math.min(stretch.beforeSeq, asked.beforeSeq);
    if (beforeSeq - afterSeq > 1) return { afterSeq, beforeSeq };
  }
  return null;
}

/** Whether two stretches have a number in common. */
export function overlap(a: Stretch, b: Stretch): boolean {
  return Math.min(a.beforeSeq, b.beforeSeq) - Math.max(a.afterSeq, b.afterSeq) > 1;
}

export function contains(known: readonly Stretch[], seq: number): boolean {
  return known.some(({ afterSeq, beforeSeq }) => seq > afterSeq && seq < beforeSeq);
}
