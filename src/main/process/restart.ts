/** How a supervisor treats a process that ends without being asked. */
export interface RestartPolicy {
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
  /** After running that long a process counts as well again. */
  readonly settledMs: number;
  /** That many ends in a row, none of them settled, are enough. */
  readonly mostFailures: number;
}

export const RESTART: RestartPolicy = {
  firstDelayMs: 250,
  longestDelayMs: 10_000,
  settledMs: 30_000,
  mostFailures: 12,
};

/** Exit codes that a start is not repeated after: done as asked, and bad input, which the same start would only meet again. */
const FINAL: readonly (number | null)[] = [0, 2];

export type AfterExit =
  | { readonly kind: 'restart'; readonly delayMs: number; readonly failures: number }
  | { readonly kind: 'giveUp' };

/** What follows an unasked end: `failures` is how many there were in a row before it. */
export function afterExit(
  code: number | null,
  ranForMs: number,
  failures: number,
  policy: RestartPolicy = RESTART,
): AfterExit {
  if (FINAL.includes(code)) return { kind: 'giveUp' };
  const inRow = ranForMs >= policy.settledMs ? 1 : failures + 1;
  if (inRow >= policy.mostFailures) return { kind: 'giveUp' };
  return {
    kind: 'restart',
    delayMs: Math.min(policy.longestDelayMs, policy.firstDelayMs * 2 ** (inRow - 1)),
    failures: inRow,
  };
}
