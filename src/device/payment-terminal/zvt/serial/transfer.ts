import { ACK, encodeBlock, type LineSign, NAK } from './block.ts';

/** Blocks that may wait behind the one under way; a driver has one or two. */
const MOST_WAITING = 8;
/** Damaged blocks in a row after which the two ends are taken to speak at another speed, or another language. */
const MOST_DAMAGED = 10;

export interface TransferRules {
  /** Milliseconds that a block may go unanswered before it is sent again. */
  readonly ackMs: number;
  /** How often a block is sent in all. */
  readonly attempts: number;
}

/** Where both directions of a line stand. Pure data. */
export interface TransferState {
  readonly sending: { readonly apdu: Uint8Array; readonly attempt: number } | null;
  readonly waiting: readonly Uint8Array[];
  /** The last APDU that was handed on, while the other end has acknowledged nothing since. */
  readonly mayRepeat: Uint8Array | null;
  readonly damaged: number;
}

export const IDLE: TransferState = { sending: null, waiting: [], mayRepeat: null, damaged: 0 };

export type TransferEvent =
  | LineSign
  | { readonly kind: 'send'; readonly apdu: Uint8Array }
  | { readonly kind: 'timeout' };

/** In order. `wait` replaces the timer before it, `rest` ends it. `giveUp`: only a new connection helps. */
export type TransferAction =
  | { readonly kind: 'write'; readonly bytes: Uint8Array }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'rest' }
  | { readonly kind: 'deliver'; readonly apdu: Uint8Array }
  | { readonly kind: 'giveUp'; readonly why: 'silent' | 'unintelligible' };

export interface TransferStep {
  readonly state: TransferState;
  readonly actions: readonly TransferAction[];
}

/**
 * What an event makes of the transfer: one block under way at a time, sent again when it is refused or not answered, a few times. Blocks
 * carry no number; the other end repeats only what it holds for unheard, so a block like the one before is a repetition while it
 * has acknowledged nothing of ours since. Pure.
 */
export function stepTransfer(state: TransferState, event: TransferEvent, rules: TransferRules): TransferStep {
  switch (event.kind) {
    case 'send':
      if (state.sending === null) return begin(state, event.apdu, rules);
      return { state: { ...state, waiting: [...state.waiting, event.apdu] }, actions: [] };
    case 'ack':
      return state.sending === null ? { state, actions: [] } : acknowledged(state, rules);
    case 'nak':
    case 'timeout':
      return state.sending === null ? { state, actions: [] } : again(state, state.sending, rules);
    case 'damaged':
      return refuse(state);
    case 'block':
      return take(state, event.apdu, rules);
  }
}

/** Whether one more block may be handed over. */
export const hasRoom = ({ waiting }: TransferState): boolean => waiting.length < MOST_WAITING;

function begin(state: TransferState, apdu: Uint8Array, rules: TransferRules): TransferStep {
  return { state: { ...state, sending: { apdu, attempt: 1 } }, actions: put(apdu, rules) };
}

function acknowledged(state: TransferState, rules: TransferRules): TransferStep {
  const [next, ...waiting] = state.waiting;
  const heard = { ...state, sending: null, waiting, mayRepeat: null };
  return next === undefined ? { state: heard, actions: [{ kind: 'rest' }] } : begin(heard, next, rules);
}

function again(
  state: TransferState,
  { apdu, attempt }: NonNullable<TransferState['sending']>,
  rules: TransferRules,
): TransferStep {
  if (attempt >= rules.attempts) return { state: IDLE, actions: [{ kind: 'rest' }, { kind: 'giveUp', why: 'silent' }] };
  return { state: { ...state, sending: { apdu, attempt: attempt + 1 } }, actions: put(apdu, rules) };
}

function refuse(state: TransferState): TransferStep {
  const damaged = state.damaged + 1;
  if (damaged < MOST_DAMAGED) return { state: { ...state, damaged }, actions: [sign(NAK)] };
  return { state: IDLE, actions: [{ kind: 'rest' }, { kind: 'giveUp', why: 'unintelligible' }] };
}

function take(state: TransferState, apdu: Uint8Array, rules: TransferRules): TransferStep {
  const intact = { ...state, damaged: 0 };
  if (state.mayRepeat !== null && isSame(state.mayRepeat, apdu)) return { state: intact, actions: [sign(ACK)] };
  // An answer proves that the command before it was heard, whatever became of its ACK: a payment must not be sent twice for that.
  const answers = state.sending !== null && (apdu[0] === 0x80 || apdu[0] === 0x84);
  const { state: after, actions } = answers ? acknowledged(intact, rules) : { state: intact, actions: [] };
  return { state: { ...after, mayRepeat: apdu }, actions: [sign(ACK), ...actions, { kind: 'deliver', apdu }] };
}

const sign = (byte: number): TransferAction => ({ kind: 'write', bytes: Uint8Array.of(byte) });

const put = (apdu: Uint8Array, { ackMs }: TransferRules): TransferAction[] => [
  { kind: 'write', bytes: encodeBlock(apdu) },
  { kind: 'wait', milliseconds: ackMs },
];

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
