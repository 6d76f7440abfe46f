import type { Clock, Timers } from '../../../workstation/ports/time.ts';
import type { DeviceLog } from '../../log.ts';
import type { Link } from '../../supervisor/driver.ts';
import type { PaymentTerminalOptions, PaymentTerminalProfile } from '../profile.ts';
import type { Apdu } from './apdu.ts';
import { readBitmaps, type TerminalFields } from './bitmaps.ts';
import { isBusy, RESULT } from './codes.ts';
import { registration, repeatReceipt, statusEnquiry, turnoverTotals } from './commands.ts';
import { numericCurrency } from './currency.ts';
import type { ExchangeRules, Heard } from './exchange.ts';
import { type ExchangeListener, type LineResult, ZvtLine } from './line.ts';
import { TransactionMemory } from './memory.ts';
import { NO_RECEIPTS } from './receipt-text.ts';
import { conditionOf } from './terminal-status.ts';
import type { ClockReading } from './terminal-time.ts';
import { UnaskedMessages } from './unasked.ts';
import { UnmatchedApprovals } from './unmatched.ts';

export interface ZvtDriverOptions {
  readonly id: string;
  readonly profile: PaymentTerminalProfile;
  readonly options: PaymentTerminalOptions;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: DeviceLog;
}

const MOST_REFUSED = 32;

/** `away`: not reached, or not registered. `busy`: it answers that it is at work, and would not register for that. */
export type SessionState = 'away' | 'busy' | 'ready';

/** The terminal as a partner: registered when reached, asked while idle, its numbers and its clock remembered. */
export class ZvtSession {
  readonly memory = new TransactionMemory();
  readonly unmatched: UnmatchedApprovals;
  readonly #unasked: UnaskedMessages;
  readonly #refused = new Set<string>();
  readonly #options: ZvtDriverOptions;
  readonly #line: ZvtLine;
  #link: Link | null = null;
  #state: SessionState = 'away';
  #chore: Promise<void> = Promise.resolve();
  #chores = 0;
  #terminalId: string | null = null;
  /** False once it stayed silent to 06 20 when reached: it must not cost the connection each time. */
  #repeatsWhenReached: boolean;
  /** Something came that could not be read: the next heartbeat asks what the terminal did last. */
  #looksAgain = false;

  constructor(options: ZvtDriverOptions) {
    this.#options = options;
    this.#repeatsWhenReached = options.profile.repeatReceipt.whenReached;
    const { id, log, clock, timers, profile } = options;
    this.unmatched = new UnmatchedApprovals({
      id,
      log,
      clockToleranceMs: profile.clockToleranceMs,
      now: () => clock.now(),
      reading: () => this.reading,
      terminalId: () => this.#terminalId,
    });
    this.#unasked = new UnaskedMessages({
      id,
      log,
      timers,
      confirmMs: profile.timing.afterAbortMs,
      mayBeOpen: (approval) => this.unmatched.mayBeOpen(approval),
      accepted: (approval) => this.unmatched.mayBelong({ status: approval, receipts: NO_RECEIPTS }),
      refused: (approval, confirmed) => this.#tellRefused(approval, confirmed),
      unreadable: () => {
        this.#looksAgain = true;
      },
    });
    this.#line = new ZvtLine(timers, (apdu) => this.#unasked.answer(apdu));
  }

  get state(): SessionState {
    return this.#state;
  }

  /** As the registration told it. */
  get terminalId(): string | null {
    return this.#terminalId;
  }

  get busy(): boolean {
    return this.#chores > 0 || this.#line.busy || this.#unasked.pending;
  }

  /** True while it takes back, by itself, what it was told that no goods are issued for. */
  get takingBack(): boolean {
    return this.#unasked.pending;
  }

  /** Receipt numbers of approvals that were refused here. */
  get refused(): ReadonlySet<string> {
    return this.#refused;
  }

  get reading(): ClockReading {
    const timezone = this.#options.options.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    return { timezone, clockOffset: this.memory.clockOffset };
  }

  /** Settles when nothing is under way that the session does by itself. */
  async idle(): Promise<void> {
    for (let awaited: Promise<void> | null = null; awaited !== this.#chore; ) {
      awaited = this.#chore;
      await awaited;
    }
  }

  /** Runs one exchange on a line that is idle, and remembers the transaction that it told of. */
  async run(command: Apdu, rules: ExchangeRules, listener?: ExchangeListener): Promise<LineResult> {
    const result = await this.#line.run(command, rules, listener);
    const status = 'heard' in result ? result.heard.status : null;
    if (status !== null) this.memory.see(status);
    const refusal = 'refusal' in result ? result.refusal : null;
    for (const approval of refusal?.approvals ?? [])
      this.#tellRefused(approval, refusal?.confirmed ?? false, 'heard' in result ? result.heard : undefined);
    return result;
  }

  abort(): void {
    this.#line.abort();
  }

  /** 05 01. */
  enquire(): Promise<LineResult> {
    return this.run(statusEnquiry(this.#options.options.password), this.#housekeeping());
  }

  /** 06 20. What it says and nothing accounts for is told, or kept until it is known whose it is. */
  async repeat(): Promise<LineResult> {
    const { profile, options } = this.#options;
    const last = await this.run(repeatReceipt(options.password, profile.repeatReceipt.serviceByte), this.#asking());
    if (last.kind === 'completed') this.unmatched.found(isStandingApproval(last.heard.status) ? last.heard : null);
    else if (last.kind === 'aborted' && !saysBusy(last)) this.unmatched.found(null);
    return last;
  }

  /** 06 10: true where the terminal counts not one transaction that it has not closed yet; false where it does or does not say. */
  async hasNoTurnover(): Promise<boolean> {
    const totals = await this.run(turnoverTotals(this.#options.options.password), this.#asking());
    return totals.kind === 'completed' && totals.heard.status?.turnover === 'none';
  }

  /** For payments, refunds, reversals and the end of the day. */
  rules(accepts: ExchangeRules['accepts']): ExchangeRules {
    const { timing, charset } = this.#options.profile;
    return { ...timing, charset, accepts, acknowledgement: 'optional' };
  }

  opened(link: Link): void {
    this.#link = link;
    this.#line.open(link);
    this.#begin(link, () => this.#register(link));
  }

  received(bytes: Uint8Array): void {
    this.#line.received(bytes);
  }

  lost(): void {
    this.#link = null;
    this.#state = 'away';
    this.#line.lost();
    this.#unasked.lost();
  }

  /** A heartbeat on a line that is idle: a status enquiry, or the registration again where that has not been had. */
  beat(): void {
    this.unmatched.flush();
    const link = this.#link;
    if (link !== null) this.#begin(link, () => (this.#state === 'ready' ? this.#beat(link) : this.#register(link)));
  }

  /** Does something that nobody waits for; a mistake in it costs the connection, and is never thrown at anyone. */
  #begin(link: Link, chore: () => Promise<void>): void {
    this.#chores += 1;
    this.#chore = chore()
      .catch((error: unknown) => {
        const name = error instanceof Error ? error.name : 'unknown';
        this.#options.log.warn('DEVICE_DRIVER_FAULT', { id: this.#options.id, error: name });
        link.drop('DEVICE_DRIVER_FAULT');
      })
      .finally(() => {
        this.#chores -= 1;
      });
  }

  async #register(link: Link): Promise<void> {
    const { profile, options } = this.#options;
    const { configByte, textBlocks, sendCurrency } = profile.registration;
    const currency = sendCurrency && options.currency !== undefined ? numericCurrency(options.currency) : null;
    const command = registration({ password: options.password, configByte, currency, textBlocks });
    const result = await this.run(command, this.#housekeeping());
    if (!this.#answered(link, result)) return;
    if (result.kind !== 'completed') {
      this.#state = saysBusy(result) ? 'busy' : 'away';
      link.report({ kind: 'degraded', code: saysBusy(result) ? 'DEVICE_BUSY' : 'DEVICE_REGISTRATION_REFUSED' });
      return;
    }
    const read = readBitmaps(result.data);
    if (read.kind === 'fields' && read.fields.terminalId !== undefined) this.#terminalId = read.fields.terminalId;
    this.#state = 'ready';
    link.report({ kind: 'ready' });
    if (!this.#repeatsWhenReached) return;
    const last = await this.repeat();
    if (last.kind === 'lost' && last.cause === 'timeout') this.#repeatsWhenReached = false;
    if (saysBusy(last)) this.#looksAgain = true;
  }

  async #beat(link: Link): Promise<void> {
    if (this.#looksAgain) {
      this.#looksAgain = false;
      // It has just spoken, and to repeat may take longer than a heartbeat has.
      link.alive();
      await this.repeat();
      return;
    }
    const result = await this.enquire();
    if (!this.#answered(link, result)) return;
    const condition = saysBusy(result) ? 'busy' : result.kind === 'completed' ? conditionOf(result.data) : 'ready';
    if (condition === 'ready') link.report({ kind: 'ready' });
    else link.report({ kind: 'degraded', code: condition === 'busy' ? 'DEVICE_BUSY' : 'DEVICE_NEEDS_SERVICE' });
  }

  /** Whether an answer came, on a connection that still is the one that it was asked on. */
  #answered(link: Link, result: LineResult): boolean {
    if (link !== this.#link || result.kind === 'lost' || result.kind === 'notSent') return false;
    link.alive();
    return true;
  }

  /** For commands that ask what the terminal has done: whatever it says is acknowledged. */
  #asking(): ExchangeRules {
    return { ...this.rules(null), ...this.#questions() };
  }

  /** For commands that no approval belongs to: one that comes all the same is judged as one that came by itself. */
  #housekeeping(): ExchangeRules {
    return { ...this.rules((approval) => this.#unasked.accepts(approval)), ...this.#questions() };
  }

  #questions(): Pick<ExchangeRules, 'acknowledgement' | 'completionMs'> {
    return { acknowledgement: 'needed', completionMs: this.#options.profile.timing.questionMs };
  }

  #tellRefused(approval: TerminalFields, confirmed: boolean, heard?: Heard): void {
    const { receiptNumber } = approval;
    if (receiptNumber !== undefined && this.#refused.size < MOST_REFUSED) this.#refused.add(receiptNumber);
    this.memory.see(approval);
    this.unmatched.refused({ status: approval, receipts: heard?.receipts ?? NO_RECEIPTS }, confirmed);
  }
}

/** An approval that took money, so not one that takes another back. */
function isStandingApproval(status: TerminalFields | null): boolean {
  return (
    status?.resultCode === RESULT.approved && status.originalTraceNumber === undefined && status.amount !== undefined
  );
}

/** True where the terminal said that it is at work with something else. */
export function saysBusy(result: LineResult): boolean {
  if (result.kind === 'refused') return isBusy(result.code);
  if (result.kind === 'aborted') return isBusy(result.resultCode);
  return false;
}
