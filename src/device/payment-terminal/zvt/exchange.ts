import type { TerminalPrompt } from '../../../workstation/ports/payment-terminal.ts';
import { isSameTransaction } from '../../../workstation/ports/transaction-numbers.ts';
import type { Apdu } from './apdu.ts';
import { readBitmaps, type TerminalFields } from './bitmaps.ts';
import type { TerminalCharset } from './charset.ts';
import { CONTROL, promptOf, RESULT } from './codes.ts';
import { bare } from './commands.ts';
import { NO_RECEIPTS, type ReceiptTexts, withPrintLine, withTextBlock } from './receipt-text.ts';

/**
 * One command and all that the terminal says until it gives the word back (PA00P015, 2.2; PA00P016, timers T3 and T4):
 *
 *     awaitingAck ─► running ─► over
 *
 * The register acknowledges everything; the terminal ends with 06 0F (completion) or 06 1E (abort).
 */
export type ExchangeState =
  | { readonly kind: 'awaitingAck'; readonly abortWanted: boolean }
  | {
      readonly kind: 'running';
      readonly heard: Heard;
      readonly abort: 'none' | 'asked' | 'answered';
      /** How often the status information had to be asked for again. */
      readonly again: number;
      /** What the terminal was told to take back, since no goods are issued for it. */
      readonly refusal: Refusal | null;
    }
  | { readonly kind: 'over'; readonly result: ExchangeResult };

/** What came of the transaction so far. */
export interface Heard {
  readonly status: TerminalFields | null;
  readonly receipts: ReceiptTexts;
}

/** Answering a status information with 84 66: the terminal reverses by itself (PA00P015, 2.2.7). */
export interface Refusal {
  /** The approvals that were refused; none where only something unreadable was. */
  readonly approvals: readonly TerminalFields[];
  /** True where the terminal has said that it took them back: by the reversal's own status information, or by ending with an abort. */
  readonly confirmed: boolean;
}

export type ExchangeResult =
  | { readonly kind: 'completed'; readonly heard: Heard; readonly refusal: Refusal | null; readonly data: Uint8Array }
  | { readonly kind: 'aborted'; readonly heard: Heard; readonly refusal: Refusal | null; readonly resultCode: number }
  /** 84 xx in place of the acknowledgement: the command was not even begun. */
  | { readonly kind: 'refused'; readonly code: number }
  | { readonly kind: 'lost'; readonly cause: 'timeout' | 'closed' | 'protocol'; readonly refusal: Refusal | null };

export type ExchangeEvent =
  | { readonly kind: 'apdu'; readonly apdu: Apdu }
  | { readonly kind: 'abort' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'lost'; readonly cause: 'closed' | 'protocol' };

export type ExchangeAction =
  | { readonly kind: 'send'; readonly apdu: Apdu }
  /** Replaces the timer before it. */
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'prompt'; readonly prompt: TerminalPrompt }
  /** 84 xx to an abort: it goes on as before. */
  | { readonly kind: 'abortRefused' }
  /** A message that is no part of this exchange. */
  | { readonly kind: 'unasked'; readonly apdu: Apdu }
  /** The two ends are out of step, or one has gone: only a new connection helps. */
  | { readonly kind: 'drop' };

export interface ExchangeStep {
  readonly state: ExchangeState;
  readonly actions: readonly ExchangeAction[];
}

export interface ExchangeRules {
  /** T3: milliseconds for the acknowledgement. */
  readonly ackMs: number;
  /** T4: milliseconds without any message while the terminal works. */
  readonly completionMs: number;
  /** The same once it was asked to abort. */
  readonly afterAbortMs: number;
  /** The longest that one command may take, whatever the terminal goes on saying; it is asked to abort then. */
  readonly longestMs: number;
  readonly charset: TerminalCharset;
  /**
   * Whether an approval may stand. Null where every answer is acknowledged whatever it says: those commands ask about, or take
   * back, what has long been decided.
   */
  readonly accepts: ((approval: TerminalFields) => boolean) | null;
  /**
   * `needed`: what comes before the acknowledgement came by itself and belongs to no command of the register. `optional`: a
   * terminal in a hurry may leave it out.
   */
  readonly acknowledgement: 'needed' | 'optional';
}

/** How often an unreadable status information is asked for again before it is refused. */
const MOST_AGAIN = 2;
const MOST_REFUSED = 8;
export const NOTHING_HEARD: Heard = { status: null, receipts: NO_RECEIPTS };

/** The first step: send the command and wait for its acknowledgement. */
export function beginExchange(command: Apdu, rules: ExchangeRules): ExchangeStep {
  return {
    state: { kind: 'awaitingAck', abortWanted: false },
    actions: [
      { kind: 'send', apdu: command },
      { kind: 'wait', milliseconds: rules.ackMs },
    ],
  };
}

/** What an event makes of an exchange. Pure. */
export function stepExchange(state: ExchangeState, event: ExchangeEvent, rules: ExchangeRules): ExchangeStep {
  if (state.kind === 'over') return { state, actions: [] };
  const refusal = state.kind === 'running' ? state.refusal : null;
  if (event.kind === 'lost') return over({ kind: 'lost', cause: event.cause, refusal });
  if (event.kind === 'timeout') return over({ kind: 'lost', cause: 'timeout', refusal }, [{ kind: 'drop' }]);
  if (state.kind === 'awaitingAck') return awaitingAck(state, event, rules);
  if (event.kind === 'abort') return askToAbort(state, rules);
  return running(state, event.apdu, rules);
}

type Running = Extract<ExchangeState, { kind: 'running' }>;

function awaitingAck(
  state: Extract<ExchangeState, { kind: 'awaitingAck' }>,
  event: Extract<ExchangeEvent, { kind: 'apdu' | 'abort' }>,
  rules: ExchangeRules,
): ExchangeStep {
  if (event.kind === 'abort') return { state: { ...state, abortWanted: true }, actions: [] };
  const { control } = event.apdu;
  const begun: Running = { kind: 'running', heard: NOTHING_HEARD, abort: 'none', again: 0, refusal: null };
  if (control === CONTROL.acknowledged || control === CONTROL.acknowledgedToo) {
    if (state.abortWanted) return askToAbort(begun, rules);
    return { state: begun, actions: [{ kind: 'wait', milliseconds: rules.completionMs }] };
  }
  if (control >> 8 === 0x84) return over({ kind: 'refused', code: control & 0xff });
  if (rules.acknowledgement === 'needed') return { state, actions: [{ kind: 'unasked', apdu: event.apdu }] };
  const step = running(begun, event.apdu, rules);
  if (!state.abortWanted || step.state.kind !== 'running') return step;
  const aborting = askToAbort(step.state, rules);
  return { state: aborting.state, actions: [...step.actions, ...aborting.actions] };
}

/** 06 B0. A request only: the terminal ends the transaction in its own way. */
function askToAbort(state: Running, rules: ExchangeRules): ExchangeStep {
  if (state.abort !== 'none') return { state, actions: [] };
  return {
    state: { ...state, abort: 'asked' },
    actions: [
      { kind: 'send', apdu: bare(CONTROL.abort) },
      { kind: 'wait', milliseconds: rules.afterAbortMs },
    ],
  };
}

function running(state: Running, apdu: Apdu, rules: ExchangeRules): ExchangeStep {
  const { control, data } = apdu;
  const { heard } = state;
  switch (control) {
    case CONTROL.intermediateStatus:
      return carryOn(state, rules, [{ kind: 'prompt', prompt: promptOf(data[0] ?? RESULT.pleaseWait) }]);
    case CONTROL.statusInformation:
      return statusInformation(state, data, rules);
    case CONTROL.printLine:
      return carryOn(
        { ...state, heard: { ...heard, receipts: withPrintLine(heard.receipts, data, rules.charset) } },
        rules,
      );
    case CONTROL.printTextBlock: {
      const receipts = withTextBlock(heard.receipts, data, rules.charset) ?? heard.receipts;
      return carryOn({ ...state, heard: { ...heard, receipts } }, rules);
    }
    case CONTROL.completion:
      return over({ kind: 'completed', heard, refusal: state.refusal, data }, [ACKNOWLEDGE]);
    case CONTROL.abortByTerminal: {
      const refusal = state.refusal === null ? null : { ...state.refusal, confirmed: true };
      return over({ kind: 'aborted', heard, refusal, resultCode: data[0] ?? RESULT.approved }, [ACKNOWLEDGE]);
    }
    default:
      return control >> 8 === 0x80 || control >> 8 === 0x84
        ? answerToAbort(state, control, rules)
        : notSupported(state, rules);
  }
}

const ACKNOWLEDGE: ExchangeAction = { kind: 'send', apdu: bare(CONTROL.acknowledged) };

function statusInformation(state: Running, data: Uint8Array, rules: ExchangeRules): ExchangeStep {
  const read = readBitmaps(data);
  const status = read.kind === 'fields' && isUsable(read.fields) ? read.fields : null;
  if (status === null) {
    // To acknowledge what cannot be read could be to take money for an amount nobody knows.
    const again = state.again + 1;
    if (again > MOST_AGAIN)
      return rules.accepts === null ? carryOn(state, rules) : refuseGoods({ ...state, again }, null, rules);
    return carryOn({ ...state, again }, rules, [], CONTROL.again);
  }
  const approved = status.resultCode === RESULT.approved;
  if (state.refusal !== null && approved && status.originalTraceNumber !== undefined)
    return carryOn({ ...state, refusal: { ...state.refusal, confirmed: true } }, rules);
  const heard = { ...state.heard, status };
  if (approved && !(rules.accepts?.(status) ?? true)) return refuseGoods({ ...state, heard }, status, rules);
  return carryOn({ ...state, heard }, rules);
}

/** An approval without an amount approves nothing that could be booked. */
function isUsable({ resultCode, amount }: TerminalFields): boolean {
  return resultCode !== undefined && (resultCode !== RESULT.approved || amount !== undefined);
}

/** 84 66: the terminal takes the payment back by itself, and then ends the transaction. */
function refuseGoods(state: Running, approval: TerminalFields | null, rules: ExchangeRules): ExchangeStep {
  const before = state.refusal?.approvals ?? [];
  const told =
    approval === null || before.length >= MOST_REFUSED || before.some((each) => isSameTransaction(each, approval));
  const refusal = { approvals: told ? before : [...before, approval], confirmed: false };
  return carryOn({ ...state, refusal }, rules, [], CONTROL.goodsNotIssued);
}

function answerToAbort(state: Running, control: number, rules: ExchangeRules): ExchangeStep {
  if (state.abort !== 'asked') return { state, actions: [] };
  const refused = control >> 8 === 0x84 && control !== CONTROL.acknowledgedToo;
  const milliseconds = refused ? rules.completionMs : rules.afterAbortMs;
  const told: readonly ExchangeAction[] = refused ? [{ kind: 'abortRefused' }] : [];
  return {
    state: { ...state, abort: refused ? 'none' : 'answered' },
    actions: [...told, { kind: 'wait', milliseconds }],
  };
}

function notSupported(state: Running, rules: ExchangeRules): ExchangeStep {
  return carryOn(state, rules, [], CONTROL.notSupported);
}

/** Answers the message and goes on waiting for the next one. */
function carryOn(
  state: Running,
  rules: ExchangeRules,
  actions: readonly ExchangeAction[] = [],
  answer: number = CONTROL.acknowledged,
): ExchangeStep {
  const milliseconds = state.abort === 'none' ? rules.completionMs : rules.afterAbortMs;
  return { state, actions: [{ kind: 'send', apdu: bare(answer) }, ...actions, { kind: 'wait', milliseconds }] };
}

function over(result: ExchangeResult, actions: readonly ExchangeAction[] = []): ExchangeStep {
  return { state: { kind: 'over', result }, actions };
}
