import { isOffline, type PrinterState } from '../status.ts';

/**
 * What a Star printer says of itself: Automatic Status Back, after "STAR Line Mode Command Specifications", appendix 2 (5.2.3, and
 * 5.2.4 for networks).
 */

const bit = (on: boolean, mask: number) => (on ? mask : 0);
/** Header 1 of a block of nine bytes; version 3, which has all nine. */
const NINE_BYTES = 0x23;
const VERSION_3 = 0x06;
const EXPANDED = 0x80;

/** The nine bytes of the state. `expanded`: with the length of what follows, as over a network. */
export function statusBlock(
  state: PrinterState,
  etbs: { count: number; done: boolean },
  expanded: boolean,
): Uint8Array {
  const block = [
    NINE_BYTES,
    VERSION_3 | bit(expanded, EXPANDED),
    // Status 1: ETB done, drawer's switch, offline, cover.
    bit(etbs.done, 0x02) |
      bit(state.drawer === 'open', 0x04) |
      bit(isOffline(state), 0x08) |
      bit(state.cover === 'open', 0x20),
    // Status 2: cutter, unrecoverable.
    bit(state.error === 'cutter', 0x08) | bit(state.jammed, 0x20),
    0,
    // Status 4: near the end at the inner side, no paper.
    bit(state.paper !== 'ok', 0x04) | bit(state.paper === 'out', 0x08),
    0,
    ((etbs.count & 0x18) << 2) | ((etbs.count & 0x07) << 1),
    0,
  ];
  return Uint8Array.from(expanded ? [...block, 0, 0] : block);
}

/** Something else that is said: as it is over a serial line, behind the state and a header of its own over a network. */
export function answerOf(state: Uint8Array, cause: string, said: readonly number[], expanded: boolean): Uint8Array {
  if (!expanded) return Uint8Array.from(said);
  const data = [...Buffer.from(`${cause}:B`, 'latin1'), said.length >> 8, said.length & 0xff, ...said, 0x3b];
  return Uint8Array.from([...state.subarray(0, -2), data.length >> 8, data.length & 0xff, ...data]);
}

/** The answer to ENQ: the receive buffer is empty, paper out, an error. */
export function enquiryByte(state: PrinterState, empty: boolean): number {
  return bit(empty, 0x20) | bit(state.paper === 'out', 0x08) | bit(state.jammed || state.cover === 'open', 0x04);
}

/** The answer to EOT: bit 4 is always set; paper out, near its end. */
export function paperByte(state: PrinterState): number {
  return 0x10 | bit(state.paper === 'out', 0x08) | bit(state.paper !== 'ok', 0x04);
}
