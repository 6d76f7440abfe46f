/** A receipt that opens a gate once. */
export interface ExitClaimRequest {
  /** Lane that issued it, and its code. */
  readonly workstation: string;
  readonly code: string;
  /** Gate that asks. */
  readonly gate: string;
  /** Names this very opening (a UUID), so that asking twice for it is asking once, and any other opening is another. */
  readonly claimId: string;
  /** True for one that the gate has let pass already, because the hub was out of reach. */
  readonly afterwards: boolean;
}

/**
 * `alreadyClaimed`: by another opening, of this gate or another one.
 * `busy`, `stale`, `refused`: the hub is there and does not decide: it has too much to do; its clock and the gate's are too far apart; for
 * any other reason. Nothing may be opened for that.
 * `unreachable`: no connection, or no answer in time; it may have been granted all the same.
 */
export type ExitClaimAnswer = 'granted' | 'alreadyClaimed' | 'busy' | 'stale' | 'refused' | 'unreachable';

/** The hub's register of exit codes. */
export interface ExitClaimsPort {
  /** Claims a code for this opening; the same `claimId` again gets the same answer. Never rejects, and settles within its own time-out. */
  claim(request: ExitClaimRequest): Promise<ExitClaimAnswer>;
}
