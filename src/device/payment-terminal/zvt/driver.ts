import type { PaymentEvidence } from '../../../domain/tender/evidence.ts';
import type {
  PaymentOutcome,
  PaymentProgress,
  PaymentRequest,
  PaymentTerminalPort,
  RecoveryContext,
  RecoveryOutcome,
  TerminalPrompt,
} from '../../../workstation/ports/payment-terminal.ts';
import type { Driver, Link } from '../../supervisor/driver.ts';
import type { Apdu } from './apdu.ts';
import type { TerminalFields } from './bitmaps.ts';
import { authorisation, endOfDay, refund, reversal } from './commands.ts';
import { numericCurrency } from './currency.ts';
import type { LineResult } from './line.ts';
import type { TransactionNumbers } from './memory.ts';
import { outcomeOf } from './outcome.ts';
import { decideRecovery } from './recovery.ts';
import { saysBusy, type ZvtDriverOptions, ZvtSession } from './session.ts';

/** The largest amount that BMP 04 holds. */
const LARGEST_AMOUNT = 999_999_999_999;

type Work = 'purchase' | 'recovery' | 'reversal' | 'refund' | 'closeDay';

/** What this process knows of the last payment that it sent, for recovery. */
interface Attempt {
  readonly reference: string;
  readonly knownBefore: readonly TransactionNumbers[];
  refused: boolean;
}

/** A payment terminal that speaks ZVT, as a lane uses it: one thing at a time, each with one outcome. */
export class ZvtDriver implements Driver, PaymentTerminalPort {
  readonly #options: ZvtDriverOptions;
  readonly #session: ZvtSession;
  #work: Work | null = null;
  #abort: 'no' | 'wanted' | 'possible' = 'no';
  #attempt: Attempt | null = null;

  constructor(options: ZvtDriverOptions) {
    this.#options = options;
    this.#session = new ZvtSession(options);
  }

  /** Rejects only with what `progress.sent` threw, and then not a byte of the payment has left. */
  async purchase(request: PaymentRequest, progress: PaymentProgress): Promise<PaymentOutcome> {
    const currency = numericCurrency(request.currency);
    if (currency === null) return { kind: 'notSent', cause: 'currency' };
    if (!isAmount(request.amount)) return { kind: 'notSent', cause: 'amount' };
    return this.#exclusively('purchase', async () => {
      if (this.#abort === 'wanted') return { kind: 'cancelled', evidence: { receiptText: [] } };
      progress.sent();
      const { unasked, memory } = this.#session;
      unasked.expect(null);
      const attempt: Attempt = { reference: request.reference, knownBefore: memory.seen, refused: false };
      this.#attempt = attempt;
      this.#abort = 'possible';
      const rules = this.#session.rules((approval) => isPartOf(approval, request.amount, currency));
      const result = await this.#session.run(authorisation(request.amount, currency), rules, changes(progress));
      attempt.refused = 'goodsRefused' in result && result.goodsRefused;
      if (result.kind === 'lost') unasked.expect({ amount: request.amount, currency });
      else if ('heard' in result && result.heard.status !== null)
        memory.measure(result.heard.status, this.#options.clock.now());
      return this.#settled('purchase', result, request);
    });
  }

  abort(): void {
    if (this.#work !== 'purchase') return;
    if (this.#abort === 'possible') this.#session.abort();
    else this.#abort = 'wanted';
  }

  async recover(context: RecoveryContext): Promise<RecoveryOutcome> {
    if (this.#work !== null) return { kind: 'inProgress' };
    const outcome = await this.#exclusively('recovery', async () => {
      const condition = await this.#session.enquire();
      if (condition.kind === 'lost' || condition.kind === 'notSent')
        return { kind: 'unreachable' as const, cause: condition.cause };
      if (saysBusy(condition)) return { kind: 'inProgress' as const };
      return this.#recovered(await this.#session.repeat(), context);
    });
    if (outcome.kind !== 'notSent') return outcome;
    return this.#session.state === 'busy' ? { kind: 'inProgress' } : { kind: 'unreachable', cause: outcome.cause };
  }

  async reverse(evidence: PaymentEvidence, request: PaymentRequest): Promise<PaymentOutcome> {
    const { receiptNumber } = evidence;
    if (receiptNumber === undefined || !/^\d{1,4}$/.test(receiptNumber))
      return { kind: 'notSent', cause: 'receiptNumber' };
    return this.#give('reversal', reversal(this.#options.options.password, receiptNumber), request);
  }

  async refund(request: PaymentRequest, _original: PaymentEvidence): Promise<PaymentOutcome> {
    const currency = numericCurrency(request.currency);
    if (currency === null) return { kind: 'notSent', cause: 'currency' };
    if (!isAmount(request.amount)) return { kind: 'notSent', cause: 'amount' };
    return this.#give('refund', refund(this.#options.options.password, request.amount, currency), request);
  }

  async closeDay(): Promise<{ kind: 'closed' } | { kind: 'failed'; cause: string }> {
    const outcome = await this.#exclusively('closeDay', () =>
      this.#session.run(endOfDay(this.#options.options.password), this.#session.rules(null)),
    );
    if (outcome.kind === 'completed') return { kind: 'closed' };
    return { kind: 'failed', cause: 'cause' in outcome ? outcome.cause : 'refused' };
  }

  opened(link: Link): void {
    this.#session.opened(link);
  }

  received(bytes: Uint8Array): void {
    this.#session.received(bytes);
  }

  lost(): void {
    this.#session.lost();
  }

  probe(): 'asked' | 'busy' {
    if (this.#work !== null || this.#session.busy) return 'busy';
    this.#session.beat();
    return 'asked';
  }

  /** A command that gives money back; nobody at the terminal has to do anything. */
  #give(command: 'reversal' | 'refund', apdu: Apdu, request: PaymentRequest): Promise<PaymentOutcome> {
    return this.#exclusively(command, async () =>
      this.#settled(command, await this.#session.run(apdu, this.#session.rules(null)), request),
    );
  }

  #settled(command: 'purchase' | 'reversal' | 'refund', result: LineResult, request: PaymentRequest): PaymentOutcome {
    if (result.kind === 'notSent') return result;
    const outcome = outcomeOf(result, request, command, this.#session.terminalId);
    this.#options.log.info('ZVT_OUTCOME', { id: this.#options.id, command, outcome: outcome.kind, ...codeOf(result) });
    return outcome;
  }

  #recovered(last: LineResult, context: RecoveryContext): RecoveryOutcome {
    if (last.kind === 'lost' || last.kind === 'notSent') return { kind: 'unreachable', cause: last.cause };
    if (saysBusy(last)) return { kind: 'inProgress' };
    if (last.kind === 'refused') return { kind: 'ambiguous', evidence: { receiptText: [] } };
    const { profile, options } = this.#options;
    const { memory, unasked, terminalId } = this.#session;
    // What was seen after the attempt may be the attempt: after a restart, what the context says is all that is known.
    const attempt = this.#attempt?.reference === context.reference ? this.#attempt : null;
    const outcome = decideRecovery(last.heard, context, {
      timezone: options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
      clockOffset: memory.clockOffset,
      clockToleranceMs: profile.clockToleranceMs,
      completionMs: profile.timing.completionMs,
      currency: numericCurrency(context.currency),
      known: attempt?.knownBefore ?? [],
      refused: unasked.refused,
      attemptRefused: attempt?.refused ?? false,
      terminalId,
    });
    if (outcome.kind !== 'ambiguous') unasked.expect(null);
    this.#options.log.info('ZVT_RECOVERY', { id: this.#options.id, outcome: outcome.kind, ...codeOf(last) });
    return outcome;
  }

  /** Runs one piece of work on a registered terminal whose line is idle; without one, or beside another, nothing is sent. */
  async #exclusively<Result>(
    work: Work,
    run: () => Promise<Result>,
  ): Promise<Result | { kind: 'notSent'; cause: string }> {
    if (this.#work !== null) return { kind: 'notSent', cause: 'busy' };
    this.#work = work;
    this.#abort = 'no';
    try {
      await this.#session.idle();
      if (this.#session.state !== 'ready') return { kind: 'notSent', cause: 'offline' };
      return await run();
    } finally {
      this.#work = null;
      this.#abort = 'no';
    }
  }
}

const isAmount = (amount: number): boolean => Number.isSafeInteger(amount) && amount > 0 && amount <= LARGEST_AMOUNT;

/** True for an approval of what was asked, or of some of it; anything else the terminal is to take back. */
function isPartOf({ amount = 0, currency }: TerminalFields, asked: number, askedCurrency: string): boolean {
  return amount > 0 && amount <= asked && (currency === undefined || currency === askedCurrency);
}

/** Passes prompts on, each only when it is another than the one before. */
function changes(progress: PaymentProgress): (prompt: TerminalPrompt) => void {
  let shown: TerminalPrompt | null = null;
  return (prompt) => {
    if (prompt === shown) return;
    shown = prompt;
    progress.prompt(prompt);
  };
}

function codeOf(result: LineResult): { code?: number } {
  if (result.kind === 'refused') return { code: result.code };
  if (result.kind === 'aborted') return { code: result.resultCode };
  if (result.kind === 'completed' && result.heard.status?.resultCode !== undefined)
    return { code: result.heard.status.resultCode };
  return {};
}
