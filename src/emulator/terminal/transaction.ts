import { positiveAcknowledgement } from './apdu.ts';
import type { Operation, TerminalMode } from './behaviour.ts';
import { code, config, currencyOf, intermediate } from './codes.ts';
import { abort, complete, type Desk, sendAll, tell } from './desk.ts';
import type { Entry } from './ledger.ts';
import { printMessages, slipsOf } from './slip.ts';
import { statusInformation } from './status-information.ts';

/** What the register wants of the terminal. */
export interface Order {
  readonly operation: Operation;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217 number. */
  readonly currency: number;
  /** The payment that a reversal takes back. */
  readonly original?: Entry;
  /** True where no command of the register is under way for it. */
  readonly unasked?: true;
}

const NEED_TIME_MS = 200;
const NEED_TIME_TRIES = 50;
const PLEASE_WAIT_MS = 1_000;
const POWER_BACK_MS = 500;
const headings: Readonly<Record<Operation, string>> = {
  payment: 'Card payment',
  reversal: 'Reversal',
  refund: 'Refund',
};

/**
 * Payment, reversal or refund from acknowledgement to completion (PA00P015, "Authorization (06 01)" and its steps). What was
 * booked stays booked when the line is lost; nobody then knows but the terminal.
 */
export async function transact(desk: Desk, order: Order, mode: TerminalMode): Promise<void> {
  if (mode.kind === 'silent') return;
  if (mode.kind === 'cutAt') desk.cutAfter(mode.byte);
  desk.dialogue.answer(positiveAcknowledgement);
  if (mode.kind === 'mute') {
    if (mode.approves) book(desk, order, mode);
    return desk.lineGone();
  }
  if (order.operation !== 'reversal') {
    desk.show(amountText(order), 'Present card');
    // An abort may come as soon as the command has been acknowledged, before the register has answered the prompt.
    const aborted = mode.kind === 'approveAfterAbort' ? desk.abortAsked() : null;
    await tell(desk, intermediate.insertCard);
    if (aborted !== null) await aborted;
    else if ((await desk.waitForCard()) === 'stopped') return refuse(desk, order, 'cancelled', code.aborted);
  }
  if (mode.kind === 'cancel') return refuse(desk, order, 'cancelled', code.aborted);
  if (mode.kind === 'dropBeforeApproval') {
    desk.show('No connection');
    return desk.dropLine();
  }
  if (mode.kind === 'powerCut' && mode.when === 'beforeApproval') return losePower(desk, mode);
  desk.show(amountText(order), 'Please wait');
  await tell(desk, intermediate.waitingForHost);
  if (mode.kind === 'decline') return refuse(desk, order, 'declined', mode.result ?? code.declinedByHost);
  if (mode.kind === 'answerLater') {
    desk.dropLine();
    return desk.later(mode.ms, (back) => tellUnasked(back, { ...order, amount: mode.amount ?? order.amount }));
  }
  if (mode.kind === 'pleaseWait' && !(await saysPleaseWait(desk, mode.ms))) return;
  if (mode.kind === 'lateApproval') desk.dropLine();
  if (mode.kind === 'lateApproval' || mode.kind === 'slow') await desk.sleep(mode.ms);
  const entry = book(desk, order, mode);
  desk.show(amountText(entry), order.operation === 'payment' ? 'Approved' : headings[order.operation]);
  if (mode.kind === 'dropAfterApproval') desk.dropLine();
  else if (mode.kind === 'powerCut') await losePower(desk, mode);
  else await report(desk, order, entry, mode);
}

/** Books a payment that no command of the register is under way for, and tells it (04 0F, then 06 0F or, taken back, 06 1E). */
export async function tellUnasked(desk: Desk, order: Order): Promise<void> {
  const entry = book(desk, { ...order, unasked: true }, { kind: 'approve' });
  desk.show(amountText(entry), 'Approved');
  await report(desk, order, entry, { kind: 'approve' });
}

/** 04 0F and the slips of the last booked transaction once more (PA00P015, "Repeat Receipt"). */
export async function repeat(desk: Desk, entry: Entry, currency: number): Promise<void> {
  desk.dialogue.answer(positiveAcknowledgement);
  const told = await desk.dialogue.send(statusInformation(entry, code.approved, currency, desk.card, desk.identity));
  if (told.kind !== 'none' && (await print(desk, entry, `COPY ${headings[entry.kind]}`))) await complete(desk);
}

function book(desk: Desk, order: Order, mode: TerminalMode): Entry {
  const amount = bookedAmount(order.amount, mode);
  if (order.original !== undefined) desk.ledger.reverse(order.original);
  return desk.ledger.add({
    kind: order.operation,
    amount,
    ...(order.unasked === true ? {} : { asked: order.amount }),
    currency: currencyOf(order.currency),
    outcome: amount < order.amount ? 'partial' : 'approved',
    at: desk.now(),
    ...(order.original === undefined ? {} : { original: order.original.traceNumber }),
  });
}

function bookedAmount(asked: number, mode: TerminalMode): number {
  switch (mode.kind) {
    case 'partial':
      return Math.min(mode.amount, asked);
    case 'otherAmount':
    case 'lateApproval':
      return mode.amount ?? asked;
    case 'dropAfterApproval':
    case 'dropBeforeCompletion':
    case 'cutAt':
    case 'powerCut':
      return Math.min(mode.most ?? asked, asked);
    default:
      return asked;
  }
}

/** False where the register has gone meanwhile: then nothing is booked. */
async function saysPleaseWait(desk: Desk, ms: number): Promise<boolean> {
  for (let waited = 0; waited < ms; waited += PLEASE_WAIT_MS) {
    await tell(desk, intermediate.pleaseWait);
    if (!desk.dialogue.open) return false;
    await desk.sleep(Math.min(PLEASE_WAIT_MS, ms - waited));
  }
  return true;
}

function losePower(desk: Desk, { memory, forMs }: Extract<TerminalMode, { kind: 'powerCut' }>): Promise<never> {
  return desk.losePower(memory, forMs ?? POWER_BACK_MS);
}

/** Tells the register, and minds its answer: goods not issued takes the payment back (PA00P015, "Reversal" within 06 01). */
async function report(desk: Desk, order: Order, entry: Entry, mode: TerminalMode): Promise<void> {
  await tell(desk, intermediate.approved);
  for (let attempt = 0; attempt < NEED_TIME_TRIES; attempt++) {
    const message = statusInformation(entry, code.approved, order.currency, desk.card, desk.identity);
    const answer = await desk.dialogue.send(message);
    if (answer.kind === 'none') return;
    if (answer.kind === 'negative' && answer.code === code.pleaseWait) {
      await desk.sleep(NEED_TIME_MS);
      continue;
    }
    if (answer.kind === 'negative' && mode.kind === 'otherAmount' && mode.takesBack === false) {
      await complete(desk);
      return;
    }
    if (answer.kind === 'negative') return takeBack(desk, order, entry);
    if (mode.kind === 'dropBeforeCompletion') desk.dropLine();
    else if (await print(desk, entry, headings[order.operation])) await complete(desk);
    return;
  }
}

/** The published text leaves the code of the closing Abort open; 6C says that the payment did not stand. */
async function takeBack(desk: Desk, order: Order, entry: Entry): Promise<void> {
  await tell(desk, intermediate.autoReversal);
  desk.ledger.reverse(entry);
  const taken = { ...pick(entry), kind: 'reversal', at: desk.now(), original: entry.traceNumber } as const;
  const reversal = desk.ledger.add(taken);
  desk.show(amountText(order), 'Payment taken back');
  if (await print(desk, reversal, headings.reversal)) await abort(desk, code.aborted);
}

async function refuse(desk: Desk, order: Order, outcome: 'declined' | 'cancelled', result: number): Promise<void> {
  const { ledger, card, identity } = desk;
  const entry = ledger.add({
    kind: order.operation,
    amount: order.amount,
    asked: order.amount,
    currency: currencyOf(order.currency),
    outcome,
    at: desk.now(),
  });
  desk.show(outcome === 'declined' ? 'Card declined' : 'Cancelled');
  await tell(desk, outcome === 'declined' ? intermediate.declined : intermediate.pleaseWait);
  const told = await desk.dialogue.send(statusInformation(entry, result, order.currency, card, identity));
  if (told.kind !== 'none') await abort(desk, result);
}

/** Slips go to the register only if it asked for them and takes print commands; else the terminal prints them itself. */
function print(desk: Desk, entry: Entry, heading: string): Promise<boolean> {
  const { configByte, textBlocks } = desk.registration;
  const wanted = config.registerPrintsPayments | config.printCommands;
  if ((configByte & wanted) !== wanted) return Promise.resolve(true);
  return sendAll(desk, printMessages(slipsOf(entry, desk.card, desk.identity.terminalId, heading), textBlocks));
}

function pick({ amount, currency, outcome }: Entry): Pick<Entry, 'amount' | 'currency' | 'outcome'> {
  return { amount, currency, outcome };
}

function amountText({ amount, currency }: { readonly amount: number; readonly currency: number | string }): string {
  const letters = typeof currency === 'number' ? currencyOf(currency) : currency;
  return `${letters} ${(amount / 100).toFixed(2)}`;
}
