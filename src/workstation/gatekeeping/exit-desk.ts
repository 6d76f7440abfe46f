import { checkExit, claimName, type ExitRefusal } from '../../domain/gate/exit-claim.ts';
import type { ExitClaim } from '../../domain/gate/exit-code.ts';
import type { ExitClaimAnswer, ExitClaimRequest } from '../ports/exit-claims.ts';
import { grantedExits } from './gate-memory.ts';
import type { GateRecords } from './gate-records.ts';
import type { GateSetup } from './gate-setup.ts';

export type ExitAnswer =
  | { readonly kind: 'granted' }
  /** One clear refusal: the shopper is told that the code does not open the gate, and that somebody comes. */
  | { readonly kind: 'refused'; readonly reason: ExitRefusal };

/** Receipts that are being asked about at once. */
const MOST_ASKED = 8;
/** Receipts remembered as used; none is forgotten before it is over. */
const MOST_USED = 20_000;

const refused = (reason: ExitRefusal): ExitAnswer => ({ kind: 'refused', reason });

/**
 * Opens the gate for receipts, each once. The hub keeps the register; while it is out of reach a receipt opens this gate once, for
 * minutes after its sale, which is on disk before the door opens and is told to the hub when it is back.
 */
export class ExitDesk {
  readonly #on: GateSetup;
  readonly #records: GateRecords;
  readonly #twice: () => void;
  readonly #asked = new Set<string>();
  /** Names of used claims with the second at which they are over. */
  readonly #used = new Map<string, number>();
  readonly #unreported = new Map<string, ExitClaimRequest>();
  #reporting = false;

  /** `twice` is called for a receipt that another gate had let pass. */
  constructor(on: GateSetup, records: GateRecords, twice: () => void) {
    this.#on = on;
    this.#records = records;
    this.#twice = twice;
  }

  /** Openings that the hub does not know of yet. */
  get unreported(): number {
    return this.#unreported.size;
  }

  restore(): void {
    for (const { claimId, workstation, code, issuedAt, reported } of grantedExits(this.#on.journal)) {
      this.#used.set(claimName({ workstation, code }), this.#overAt(issuedAt / 1000));
      if (!reported) this.#unreported.set(claimId, this.#request(claimId, { workstation, code }, true));
    }
  }

  /** What was scanned at the gate: any text. */
  async present(scanned: string): Promise<ExitAnswer> {
    const { verify, clock, exit } = this.#on;
    const check = checkExit(scanned, verify, Math.floor(clock.now() / 1000), exit);
    if (check.kind === 'refused') return check;
    const { claim } = check;
    const name = claimName(claim);
    if (this.#used.has(name) || this.#asked.has(name)) return refused('used');
    if (this.#asked.size >= MOST_ASKED) return refused('busy');
    if (!this.#hasRoom()) return refused('unavailable');
    this.#asked.add(name);
    try {
      return await this.#claim(claim, name);
    } finally {
      this.#asked.delete(name);
    }
  }

  /** Tells the hub what was let pass without it; stops at the first that it does not answer. */
  async report(): Promise<void> {
    if (this.#reporting) return;
    this.#reporting = true;
    try {
      for (const [claimId, request] of this.#unreported) {
        const answer = await this.#ask(request);
        if (answer === 'unreachable') return;
        this.#unreported.delete(claimId);
        this.#records.add({ kind: 'GateExitReported', body: { at: this.#instant(), claimId, answer } });
        if (answer === 'alreadyClaimed') this.#twice();
      }
    } finally {
      this.#reporting = false;
    }
  }

  async #claim(claim: ExitClaim, name: string): Promise<ExitAnswer> {
    const { identifiers, clock, exit, signals } = this.#on;
    const claimId = identifiers.uuid();
    const answer = await this.#ask(this.#request(claimId, claim, false));
    if (answer === 'alreadyClaimed') {
      this.#used.set(name, this.#overAt(claim.issuedAt));
      return refused('used');
    }
    if (answer === 'unreachable') {
      if (clock.now() / 1000 - claim.issuedAt > exit.offlineSeconds) return refused('unavailable');
      // On disk before the door opens: a power cut must not make the receipt good again.
      if (!this.#records.addNow(this.#granted(claimId, claim, 'gate'))) return refused('unavailable');
      this.#unreported.set(claimId, this.#request(claimId, claim, true));
    }
    this.#used.set(name, this.#overAt(claim.issuedAt));
    signals.letPass();
    if (answer === 'granted') this.#records.add(this.#granted(claimId, claim, 'hub'));
    return { kind: 'granted' };
  }

  /** The hub's answer, or that there was none in time; one that comes too late belongs to the same `claimId` all the same. */
  async #ask(request: ExitClaimRequest): Promise<ExitClaimAnswer> {
    const { claims, timers, exit } = this.#on;
    let cancel = () => {};
    const late = new Promise<ExitClaimAnswer>((resolve) => {
      cancel = timers.after(exit.answerMs, () => resolve('unreachable'));
    });
    try {
      return await Promise.race([claims.claim(request), late]);
    } catch {
      return 'unreachable';
    } finally {
      cancel();
    }
  }

  #request(
    claimId: string,
    { workstation, code }: Pick<ExitClaim, 'workstation' | 'code'>,
    afterwards: boolean,
  ): ExitClaimRequest {
    return { workstation, code, gate: this.#on.workstation, claimId, afterwards };
  }

  #granted(claimId: string, { workstation, code, issuedAt }: ExitClaim, by: 'hub' | 'gate') {
    const issued = new Date(issuedAt * 1000).toISOString();
    const body = { at: this.#instant(), claimId, workstation, code, issuedAt: issued, by };
    return { kind: 'GateExitGranted', body } as const;
  }

  /** Seconds since 1970 from when on a claim is refused as expired by any clock of the store. */
  #overAt(issuedAt: number): number {
    const { validSeconds, skewSeconds } = this.#on.exit;
    return issuedAt + validSeconds + 2 * skewSeconds;
  }

  #hasRoom(): boolean {
    if (this.#used.size < MOST_USED) return true;
    const now = this.#on.clock.now() / 1000;
    for (const [name, overAt] of this.#used) if (overAt < now) this.#used.delete(name);
    return this.#used.size < MOST_USED;
  }

  #instant(): string {
    return new Date(this.#on.clock.now()).toISOString();
  }
}
