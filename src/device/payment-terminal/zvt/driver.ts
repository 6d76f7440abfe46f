import type { PaymentEvidence } from '../../../domain/tender/evidence.ts';
import type { Unsubscribe } from '../../../workstation/ports/device.ts';
import type {
  PaymentOutcome,
  PaymentProgress,
  PaymentRequest,
  PaymentTerminalPort,
  RecoveryContext,
  RecoveryOutcome,
  ReversalOutcome,
  TerminalHistory,
  TerminalPrompt,
  TransactionNumbers,
  UnmatchedApproval,
} from '../../../workstation/ports/payment-terminal.ts';
import type { Driver, Link } from '../../supervisor/driver.ts';
import type { Apdu } from './apdu.ts';
import type { TerminalFields } from './bitmaps.ts';
import { authorisation, endOfDay, refund, reversal } from './commands.ts';
import { numericCurrency } from './currency.ts';
import { type ExchangeResult, NOTHING_HEARD } from './exchange.ts';
import type { ExchangeListener, LineResult } from './line.ts';
import { namesAnother, numbersOf, skippedBetween } from './numbers.ts';
import { outcomeOf, reversalOutcomeOf } from './outcome.ts';
import { decideRecovery } from './recovery.ts';
import { type OnWire, SerialWire } from './serial/serial-wire.ts';
import { saysBusy, type ZvtDriverOptions, ZvtSession } from './session.ts';

/** The largest amount that BMP 04 holds. */
const LARGEST_AMOUNT = 999_999_999_999;

type Operation = 'purchase' | 'reversal' | 'refund';
type Work = Operation | 'recovery' | 'closeDay';

/** What this process knows of the last payment that it sent, for recovery. */
interface Attempt {
  readonly operation: Operation;
  readonly reference: string;
  readonly knownBefore: readonly TransactionNumbers[];
  refused: boolean;
}

/** A payment terminal that speaks ZVT, as a lane uses it: one thing at a time, each with one outcome. */
export class ZvtDriver implements Driver, PaymentTerminalPort {
  readonly #options: ZvtDriverOptions;
  readonly #session: ZvtSession;
  /** What the connection's bytes pass through before they are APDUs. */
  readonly #wire: OnWire;
  #work: Work | null = null;
  #abort: 'no' | 'wanted' | 'possible' = 'no';
  #attempt: Attempt | null = null;

  constructor(options: ZvtDriverOptions) {
    this.#options = options;
    this.#session = new ZvtSession(options);
    const { wire, blocks } = options.profile;
    this.#wire = wire === 'serial' ? new SerialWire(this.#session, blocks, options.timers) : this.#session;
  }

  /** Rejects only with what `progress.sent` threw, and then not a byte of the payment has left. */
  async purchase(request: PaymentRequest, progress: PaymentProgress): Promise<PaymentOutcome> {
    const currency = numericCurrency(request.currency);
    if (currency === null) return { kind: 'notSent', cause: 'currency' };
    if (!isAmount(request.amount)) return { kind: 'notSent', cause: 'amount' };
    return this.#exclusively('purchase', async () => {
      if (this.#abort === 'wanted') return { kind: 'cancelled', evidence: { receiptText: [] } };
      progress.sent();
      this.#abort = 'possible';
      const rules = this.#session.rules((approval) => isPartOf(approval, request.amount, currency));
      const command = authorisation(request.amount, currency);
      const send = () => this.#session.run(command, rules, changes(progress));
      return this.#attempted('purchase', request, {}, send, this.#read('purchase', request));
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
    const atWork = this.#session.state === 'busy' || outcome.cause === 'busy';
    return atWork ? { kind: 'inProgress' } : { kind: 'unreachable', cause: outcome.cause };
  }

  /**
   * The command names a payment by its receipt number alone (PA00P015, 2.9), which a terminal gives anew once it has closed its day: where
   * anything seen since carries the number, or the terminal has begun to count anew, nothing is sent.
   */
  async reverse(evidence: PaymentEvidence, request: PaymentRequest): Promise<ReversalOutcome> {
    const { receiptNumber } = evidence;
    if (receiptNumber === undefined || !/^\d{1,4}$/.test(receiptNumber))
      return { kind: 'notSent', cause: 'receiptNumber' };
    const original = { receiptNumber, ...numbersOf(evidence) };
    if (namesAnother(original, this.#session.unmatched.before(Number.POSITIVE_INFINITY)))
      return { kind: 'notSent', cause: 'receiptNumberReused' };
    const command = reversal(this.#options.options.password, receiptNumber);
    return this.#give('reversal', command, request, { original }, (result) =>
      reversalOutcomeOf(result, request, original, this.#session.terminalId),
    );
  }

  async refund(request: PaymentRequest, _original: PaymentEvidence): Promise<PaymentOutcome> {
    const currency = numericCurrency(request.currency);
    if (currency === null) return { kind: 'notSent', cause: 'currency' };
    if (!isAmount(request.amount)) return { kind: 'notSent', cause: 'amount' };
    const command = refund(this.#options.options.password, request.amount, currency);
    return this.#give('refund', command, request, {}, this.#read('refund', request));
  }

  onUnmatched(listener: (approval: UnmatchedApproval) => void): Unsubscribe {
    return this.#session.unmatched.listen(listener);
  }

  onMet(listener: (last: TransactionNumbers | null) => void): Unsubscribe {
    return this.#session.unmatched.onMet(listener);
  }

  remember({ transactions, open, met }: TerminalHistory): void {
    const { unmatched } = this.#session;
    unmatched.recall(transactions, met);
    unmatched.await(open);
  }

  async closeDay(): Promise<{ kind: 'closed' } | { kind: 'failed'; cause: string }> {
    const outcome = await this.#exclusively('closeDay', () =>
      this.#session.run(endOfDay(this.#options.options.password), this.#session.rules(null)),
    );
    if (outcome.kind === 'completed') return { kind: 'closed' };
    return { kind: 'failed', cause: 'cause' in outcome ? outcome.cause : 'refused' };
  }

  opened(link: Link): void {
    this.#wire.opened(link);
  }

  received(bytes: Uint8Array): void {
    this.#wire.received(bytes);
  }

  lost(): void {
    this.#wire.lost();
  }

  probe(): 'asked' | 'busy' {
    if (this.#work !== null || this.#session.busy) return 'busy';
    this.#session.beat();
    return 'asked';
  }

  /** A command that gives money back; nobody at the terminal has to do anything. */
  #give<Outcome extends ReversalOutcome>(
    operation: 'reversal' | 'refund',
    command: Apdu,
    request: PaymentRequest,
    also: Pick<RecoveryContext, 'original'>,
    read: (result: ExchangeResult) => Outcome,
  ): Promise<Outcome | { kind: 'notSent'; cause: string }> {
    const send = () => this.#session.run(command, this.#session.rules(null));
    return this.#exclusively(operation, () => this.#attempted(operation, request, also, send, read));
  }

  #read(operation: 'purchase' | 'refund', request: PaymentRequest): (result: ExchangeResult) => PaymentOutcome {
    return (result) => outcomeOf(result, request, operation, this.#session.terminalId);
  }

  /** Sends one attempt and keeps what recovery will ask for, should its answer be lost. */
  async #attempted<Outcome extends ReversalOutcome>(
    operation: Operation,
    request: PaymentRequest,
    also: Pick<RecoveryContext, 'original'>,
    send: () => Promise<LineResult>,
    read: (result: ExchangeResult) => Outcome,
  ): Promise<Outcome | { kind: 'notSent'; cause: string }> {
    const { memory, unmatched } = this.#session;
    // Whoever begins another attempt has settled the one before.
    unmatched.await([]);
    const knownBefore = [...unmatched.before(Number.POSITIVE_INFINITY), ...memory.seen];
    const attempt: Attempt = { operation, reference: request.reference, knownBefore, refused: false };
    this.#attempt = attempt;
    const sentAt = this.#options.clock.now();
    const result = await send();
    if (result.kind === 'notSent') return result;
    attempt.refused = 'refusal' in result && result.refusal !== null;
    const outcome = read(result);
    const status = 'heard' in result ? result.heard.status : null;
    if (outcome.kind === 'unknown') unmatched.await([{ ...request, ...also, operation, sentAt }]);
    else if (status !== null) unmatched.account(status);
    if (operation === 'purchase' && status !== null) memory.measure(status, this.#options.clock.now());
    const { log, id } = this.#options;
    log.info('ZVT_OUTCOME', { id, command: operation, outcome: outcome.kind, ...codeOf(result) });
    return outcome;
  }

  async #recovered(last: LineResult, context: RecoveryContext): Promise<RecoveryOutcome> {
    if (last.kind === 'lost' || last.kind === 'notSent') return { kind: 'unreachable', cause: last.cause };
    if (saysBusy(last)) return { kind: 'inProgress' };
    const heard = last.kind === 'refused' ? NOTHING_HEARD : last.heard;
    const { profile } = this.#options;
    const { unmatched, refused, reading, terminalId } = this.#session;
    // What was seen after the attempt may be the attempt: after a restart, what the journal had before it is all that is known.
    const attempt = this.#attempt !== null && isOf(this.#attempt, context) ? this.#attempt : null;
    const known = attempt?.knownBefore ?? unmatched.before(context.sentAt);
    const outcome = decideRecovery(heard, context, {
      ...reading,
      clockToleranceMs: profile.clockToleranceMs,
      completionMs: profile.timing.completionMs,
      currency: numericCurrency(context.currency),
      known,
      refused,
      attemptRefused: attempt?.refused ?? false,
      empty: heard.status === null && (await this.#session.hasNoTurnover()),
      terminalId,
    });
    const newest = known.at(-1) ?? context.previous;
    if (outcome.kind === 'approved' && newest !== undefined && heard.status !== null)
      unmatched.skipped(skippedBetween(newest, heard.status), context.amount);
    if (outcome.kind !== 'ambiguous') {
      if (heard.status !== null) unmatched.account(heard.status);
      unmatched.await([]);
    }
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
      if (this.#session.takingBack) return { kind: 'notSent', cause: 'busy' };
      if (this.#session.state !== 'ready') return { kind: 'notSent', cause: 'offline' };
      return await run();
    } finally {
      this.#work = null;
      this.#abort = 'no';
    }
  }
}

const isAmount = (amount: number): boolean => Number.isSafeInteger(amount) && amount > 0 && amount <= LARGEST_AMOUNT;

function isOf({ reference, operation }: Attempt, context: RecoveryContext): boolean {
  return reference === context.reference && operation === (context.operation ?? 'purchase');
}

/** True for an approval of what was asked, or of some of it; anything else the terminal is to take back. */
function isPartOf({ amount = 0, currency }: TerminalFields, asked: number, askedCurrency: string): boolean {
  return amount > 0 && amount <= asked && (currency === undefined || currency === askedCurrency);
}

/** Passes prompts on, each only when it is another than the one before. */
function changes(progress: PaymentProgress): ExchangeListener {
  let shown: TerminalPrompt | null = null;
  return {
    prompt: (prompt) => {
      if (prompt === shown) return;
      shown = prompt;
      progress.prompt(prompt);
    },
    abortRefused: () => progress.abortRefused(),
  };
}

function codeOf(result: LineResult): { code?: number } {
  if (result.kind === 'refused') return { code: result.code };
  if (result.kind === 'aborted') return { code: result.resultCode };
  if (result.kind === 'completed' && result.heard.status?.resultCode !== undefined)
    return { code: result.heard.status.resultCode };
  return {};
}
