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
/** Openings whose answer never came, and that may be asked for again. */
const MOST_UNANSWERED = 1_000;
/** Refusals of the hub after which a round of reports ends; the next one begins with others. */
const MOST_REFUSED = 8;

const refused = (reason: ExitRefusal): ExitAnswer => ({ kind: 'refused', reason });

/** What the shopper is told when the hub is there and does not grant. */
const WHY: Readonly<Record<Exclude<ExitClaimAnswer, 'granted' | 'unreachable'>, ExitRefusal>> = {
  alreadyClaimed: 'used',
  busy: 'busy',
  stale: 'clocksDiffer',
  refused: 'hubRefused',
};

/**
 * Opens the gate for receipts, each once. Each opening has a name, and a claim of it is on a disk before the door moves: on the hub's,
 * which answers for the whole store, so that the gate acts on its word and writes behind it as it does with everything; and while the hub
 * is out of reach on the gate's own, because nobody else knows of it then. That opens this gate once, for minutes after the sale, and the hub
 * is told when it is back. A gate that forgot an opening names the next one anew, and the hub refuses it or, told of it later, says that it was
 * the second.
 */
export class ExitDesk {
  readonly #on: GateSetup;
  readonly #records: GateRecords;
  readonly #twice: () => void;
  readonly #asked = new Set<string>();
  /** Names of used claims with the second at which they are over. */
  readonly #used = new Map<string, number>();
  /** By code: the opening that was asked for and not answered. Asked for again by its name it is the same one. */
  readonly #unanswered = new Map<string, string>();
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

  /** Tells the hub what was let pass without it, by whatever clock; stops when it is silent or busy. */
  async report(): Promise<void> {
    if (this.#reporting) return;
    this.#reporting = true;
    try {
      await this.#reportAll();
    } finally {
      this.#reporting = false;
    }
  }

  async #reportAll(): Promise<void> {
    let refusals = 0;
    for (const [claimId, request] of [...this.#unreported]) {
      const answer = await this.#ask(request);
      if (answer === 'unreachable' || answer === 'busy') return;
      this.#unreported.delete(claimId);
      if (answer === 'granted' || answer === 'alreadyClaimed') {
        this.#records.add({ kind: 'GateExitReported', body: { at: this.#instant(), claimId, answer } });
        if (answer === 'alreadyClaimed') this.#twice();
        continue;
      }
      // It stays to be told; behind the others, so that they are not kept from it.
      this.#unreported.set(claimId, request);
      refusals += 1;
      if (refusals === MOST_REFUSED) return;
    }
  }

  async #claim(claim: ExitClaim, name: string): Promise<ExitAnswer> {
    const claimId = this.#unanswered.get(name) ?? this.#on.identifiers.uuid();
    const answer = await this.#ask(this.#request(claimId, claim, false));
    if (answer === 'granted' || (answer === 'unreachable' && this.#byItself(claimId, claim))) {
      this.#uses(name, claim);
      this.#on.signals.letPass();
      if (answer === 'granted') this.#records.add(this.#granted(claimId, claim, 'hub'));
      return { kind: 'granted' };
    }
    if (answer === 'alreadyClaimed') this.#uses(name, claim);
    else this.#remains(name, claimId);
    return refused(answer === 'unreachable' ? 'unavailable' : WHY[answer]);
  }

  /** Whether the gate may open without the hub. True only with the opening on disk: a power cut must not make the receipt good again. */
  #byItself(claimId: string, claim: ExitClaim): boolean {
    const { clock, exit } = this.#on;
    if (clock.now() / 1000 - claim.issuedAt > exit.offlineSeconds) return false;
    if (!this.#records.addNow(this.#granted(claimId, claim, 'gate'))) return false;
    this.#unreported.set(claimId, this.#request(claimId, claim, true));
    return true;
  }

  #uses(name: string, { issuedAt }: ExitClaim): void {
    this.#unanswered.delete(name);
    this.#used.set(name, this.#overAt(issuedAt));
  }

  /** The hub may have heard, and have granted it: shown again, the receipt is asked about by the same name. */
  #remains(name: string, claimId: string): void {
    this.#unanswered.set(name, claimId);
    const [oldest] = this.#unanswered.keys();
    if (this.#unanswered.size > MOST_UNANSWERED && oldest !== undefined) this.#unanswered.delete(oldest);
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
