import { readBitmaps } from './bitmaps.ts';
import { isBusy } from './codes.ts';

/** How a terminal is by its answer to a status enquiry. */
export type TerminalCondition = 'ready' | 'busy' | 'needsService';

/**
 * Reads the completion of 05 01: the terminal status code, with the software version in front of it (LLLVAR) on terminals that
 * send it unasked. Terminals that answer with bitmaps instead, as to a registration, or with nothing, are ready.
 */
export function conditionOf(data: Uint8Array): TerminalCondition {
  const [code] = afterVersion(data);
  if (code === undefined || code === 0x00) return 'ready';
  if (isBusy(code)) return 'busy';
  const fields = readBitmaps(data);
  return data.length > 1 && fields.kind === 'fields' && fields.complete ? 'ready' : 'needsService';
}

function afterVersion(data: Uint8Array): Uint8Array {
  const digits = Array.from(data.subarray(0, 3), (byte) => byte - 0xf0);
  if (digits.length < 3 || digits.some((digit) => digit < 0 || digit > 9)) return data;
  const length = digits.reduce((value, digit) => value * 10 + digit, 0);
  return data.length > 3 + length ? data.subarray(3 + length) : data;
}
