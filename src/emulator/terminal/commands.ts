import { type Apdu, controlField, negativeAcknowledgement, positiveAcknowledgement } from './apdu.ts';
import type { Behaviour } from './behaviour.ts';
import { code, config, control, intermediate } from './codes.ts';
import { abort, complete, type Desk, type Registration, sendAll, tell } from './desk.ts';
import { readFields, readTlv, unpacked } from './fields.ts';
import { closingSlip, printMessages } from './slip.ts';
import { closingInformation } from './status-information.ts';
import { repeat, transact } from './transaction.ts';

const PASSWORD_BYTES = 3;
const DEFAULT_CURRENCY = 978;
const READY = 0x00;
const PERMITTED_COMMANDS = 0x26;
const COMMAND = 0x0a;

/** Reads a Registration; `undefined` when it is none. The currency is the euro when the register names none. */
export function readRegistration(data: Uint8Array): Registration | undefined {
  const configByte = data[PASSWORD_BYTES];
  if (configByte === undefined) return undefined;
  const rest = data.subarray(PASSWORD_BYTES + 1);
  // The currency has no BMP number here; nothing may follow the config byte without it.
  const currency = rest.length === 0 ? DEFAULT_CURRENCY : unpacked(rest.subarray(0, 2));
  const fields = readFields(rest.subarray(2));
  if (currency === undefined || fields === undefined) return undefined;
  const permitted = readTlv(fields.get(0x06) ?? new Uint8Array(0)).get(PERMITTED_COMMANDS);
  return { configByte, currency, textBlocks: permitted !== undefined && permits(permitted, control.printTextBlock) };
}

/** Carries out a command of a registered register (Registration and Log-Off are the terminal's own). */
export async function carryOut(command: Apdu, desk: Desk, behaviour: Behaviour): Promise<void> {
  switch (controlField(command)) {
    case control.authorisation:
      return pay(command.data, desk, behaviour);
    case control.refund:
      return refund(command.data.subarray(PASSWORD_BYTES), desk, behaviour);
    case control.reversal:
      return reverse(command.data.subarray(PASSWORD_BYTES), desk, behaviour);
    case control.repeatReceipt:
      return repeatLast(desk);
    case control.turnoverTotals:
      return turnoverTotals(desk);
    case control.endOfDay:
      return endDay(desk);
    case control.diagnosis:
    case control.initialisation:
    case control.selectLanguage:
      desk.dialogue.answer(positiveAcknowledgement);
      await complete(desk);
      return;
    default:
      desk.dialogue.answer(negativeAcknowledgement(code.notPossible));
  }
}

/** 05 01, which needs no registration: the terminal's status code (PA00P015, "Terminal Status Codes"). */
export async function statusEnquiry(desk: Desk): Promise<void> {
  desk.dialogue.answer(positiveAcknowledgement);
  await complete(desk, READY);
}

async function pay(data: Uint8Array, desk: Desk, behaviour: Behaviour): Promise<void> {
  const order = readAmount(data, desk);
  if (order === undefined) desk.dialogue.answer(negativeAcknowledgement(code.protocolError));
  else await transact(desk, { operation: 'payment', ...order }, behaviour.take('payment'));
}

async function refund(data: Uint8Array, desk: Desk, behaviour: Behaviour): Promise<void> {
  const order = readAmount(data, desk);
  if (order === undefined) desk.dialogue.answer(negativeAcknowledgement(code.protocolError));
  else await transact(desk, { operation: 'refund', ...order }, behaviour.take('refund'));
}

async function reverse(data: Uint8Array, desk: Desk, behaviour: Behaviour): Promise<void> {
  const number = unpacked(readFields(data)?.get(0x87));
  if (number === undefined) {
    desk.dialogue.answer(negativeAcknowledgement(code.protocolError));
    return;
  }
  const original = desk.ledger.booked(String(number).padStart(4, '0'));
  if (original === undefined || original.settled || original.reversed) {
    desk.dialogue.answer(positiveAcknowledgement);
    await abort(desk, original?.reversed ? code.alreadyReversed : code.reversalNotPossible);
    return;
  }
  const { amount } = original;
  const order = { operation: 'reversal', amount, currency: desk.registration.currency, original } as const;
  await transact(desk, order, behaviour.take('reversal'));
}

async function repeatLast(desk: Desk): Promise<void> {
  const last = desk.ledger.last;
  if (last !== undefined) {
    await repeat(desk, last, desk.registration.currency);
    return;
  }
  desk.dialogue.answer(positiveAcknowledgement);
  await abort(desk, code.notPossible);
}

/** 06 10: the totals of what is still open, and nothing is closed. */
async function turnoverTotals(desk: Desk): Promise<void> {
  desk.dialogue.answer(positiveAcknowledgement);
  const told = await desk.dialogue.send(
    closingInformation(desk.ledger.turnover, desk.registration.currency, desk.now()),
  );
  if (told.kind !== 'none') await complete(desk);
}

async function endDay(desk: Desk): Promise<void> {
  desk.dialogue.answer(positiveAcknowledgement);
  desk.show('End of day');
  await tell(desk, intermediate.endOfDay);
  const closed = desk.ledger.settle();
  const told = await desk.dialogue.send(closingInformation(closed, desk.registration.currency, desk.now()));
  if (told.kind === 'none') return;
  const wanted = config.registerPrintsAdministration | config.printCommands;
  const { configByte, textBlocks } = desk.registration;
  const slips = (configByte & wanted) === wanted ? [closingSlip(closed, desk.identity.terminalId)] : [];
  if (await sendAll(desk, printMessages(slips, textBlocks))) await complete(desk);
}

function readAmount(data: Uint8Array, desk: Desk): { amount: number; currency: number } | undefined {
  const fields = readFields(data);
  const amount = unpacked(fields?.get(0x04));
  const currency = fields?.has(0x49) ? unpacked(fields.get(0x49)) : desk.registration.currency;
  return amount === undefined || amount === 0 || currency === undefined ? undefined : { amount, currency };
}

function permits(list: Uint8Array, command: number): boolean {
  for (let at = 0; at + 3 < list.length; ) {
    if (list[at] !== COMMAND) return false;
    const length = list[at + 1] ?? 0;
    for (let i = at + 2; i < at + 2 + length; i += 2)
      if (((list[i] ?? 0) << 8) + (list[i + 1] ?? 0) === command) return true;
    at += 2 + length;
  }
  return false;
}
