/** What one look at this machine found. `warn`: it works, with something missing. `fail`: it does not. */
export interface Check {
  readonly id: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** The one thing to do about it. */
  readonly mend?: string;
}

export function ok(id: string, found: string): Check {
  return { id, state: 'ok', found };
}

export function warn(id: string, found: string, mend: string): Check {
  return { id, state: 'warn', found, mend };
}

export function fail(id: string, found: string, mend: string): Check {
  return { id, state: 'fail', found, mend };
}
