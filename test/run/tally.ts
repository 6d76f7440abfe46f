import { stripVTControlCharacters } from 'node:util';

/** A test that did not run, and why. */
export interface Skip {
  readonly name: string;
  /** Null when nobody said. */
  readonly reason: string | null;
}

/** What one stage came to. `failed` names what failed, so that the end of a long log says it again. */
export interface Tally {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly Skip[];
}

export const EMPTY: Tally = { passed: 0, failed: [], skipped: [] };

/** One test as a reporter saw it. */
export interface Outcome {
  readonly name: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  /** Why it was skipped, or what its failure said. */
  readonly reason?: string;
}

/**
 * Counts a stage. A command that ends badly without naming a failed test (a file that did not load, a crash, a time-out) still
 * counts as one failure: a run can never look better than its exit code.
 */
export function tally(
  stage: string,
  outcomes: readonly Outcome[],
  ended: { readonly ok: boolean; readonly how: string },
): Tally {
  const failed = outcomes.filter((each) => each.state === 'failed').map(inOneLine);
  return {
    passed: outcomes.filter((each) => each.state === 'passed').length,
    failed: ended.ok || failed.length > 0 ? failed : [`${stage} ${ended.how}`],
    skipped: outcomes
      .filter((each) => each.state === 'skipped')
      .map((each) => ({ name: each.name, reason: each.reason ?? reasonInName(each.name) })),
  };
}

const MOST_OF_REASON = 400;

/** Who has only the end of the log learns from it what happened. */
function inOneLine({ name, reason }: Outcome): string {
  const said = stripVTControlCharacters(reason ?? '')
    .replace(/\s+/g, ' ')
    .trim();
  return said === '' ? name : `${name} — ${said.slice(0, MOST_OF_REASON)}`;
}

/** Tests that can't give a reason otherwise carry it in their name: "… (needs socat)", "… (skipped where there is none: …)". */
function reasonInName(name: string): string | null {
  return /\(((?:needs|skipped where) [^()]+)\)/.exec(name)?.[1] ?? null;
}

/** What `npm ci` and the system's packages bring on a plain Debian machine; a skip for want of these could have been avoided. */
const AVAILABLE =
  /\b(?:chromium|browser|socat|strace|libfaketime|python3|mosquitto|openssl|udev(?:adm)?|libusb|xvfb|postgres(?:ql)?|font|not built)/i;

/** A skip that a well-prepared machine would not have had. */
export function avoidable(skip: Skip): boolean {
  return AVAILABLE.test(skip.reason ?? '');
}

/** Where nothing may be skipped for want of preparation (CI=true), each avoidable skip becomes a failure. */
export function strictly(counted: Tally): Tally {
  const bad = counted.skipped.filter(avoidable);
  return {
    passed: counted.passed,
    failed: [...counted.failed, ...bad.map((skip) => `skipped, and need not have been: ${skip.name} (${skip.reason})`)],
    skipped: counted.skipped.filter((skip) => !avoidable(skip)),
  };
}
