/** 0 done, 1 the check found something, 2 wrong use or bad input, 3 a fault. */
export const EXIT = { done: 0, found: 1, badInput: 2, fault: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Where a command reads from and writes to. Tests hold what it says. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly workingDirectory: string;
  /** Standard output, a line at a time. */
  out(line: string): void;
  /** Standard error, a line at a time. */
  err(line: string): void;
  /** Standard error as it is, for a question that is answered on its own line. */
  prompt(text: string): void;
  /** True where output goes to a person's terminal that takes colours. */
  readonly colours: boolean;
}

/** Wrong use or bad input, in one sentence for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
