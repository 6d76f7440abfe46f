/**
 * What an ESC/POS printer says of itself. Sources: Epson's ESC/POS command reference, pages DLE EOT, GS a, GS r, "Automatic
 * Status Back (ASB)". Bits that the reference calls reserved are sent as real printers send them, so that a host that minds
 * them is found out.
 */

export interface PrinterState {
  readonly paper: 'ok' | 'nearEnd' | 'out';
  readonly cover: 'closed' | 'open';
  /** `jammed` is felt at the next cut. */
  readonly cutter: 'ok' | 'jammed';
  /** The error the printer stopped with. */
  readonly error: 'none' | 'cutter';
  /** Paper is stuck in the mechanism: an error that only switching it off and on, or a hand, gets over. */
  readonly jammed: boolean;
  /** Taken offline by hand. */
  readonly offline: boolean;
  readonly drawer: 'closed' | 'open';
}

/** A printer that is ready. */
export const readyState: PrinterState = {
  paper: 'ok',
  cover: 'closed',
  cutter: 'ok',
  error: 'none',
  jammed: false,
  offline: false,
  drawer: 'closed',
};

/** Whether the printer is offline, by hand or because something keeps it from printing. */
export function isOffline(state: PrinterState): boolean {
  return state.offline || state.paper === 'out' || state.cover === 'open' || isInError(state);
}

const isInError = (state: PrinterState) => state.error !== 'none' || state.jammed;
const bit = (on: boolean, mask: number) => (on ? mask : 0);
// The level of the drawer's pin 3: high with the drawer shut, as with nothing plugged in.
const pin3 = (state: PrinterState) => bit(state.drawer === 'closed', 0x04);
const FIXED = 0x12;

/** The answer to `DLE EOT n` for n = 1 to 4; `undefined` for another n, which a printer ignores. */
export function realTimeStatus(state: PrinterState, n: number): Uint8Array | undefined {
  const status = realTimeByte(state, n);
  return status === undefined ? undefined : Uint8Array.of(FIXED | status);
}

function realTimeByte(state: PrinterState, n: number): number | undefined {
  switch (n) {
    case 1:
      return pin3(state) | bit(isOffline(state), 0x08);
    case 2:
      return FIXED | bit(state.cover === 'open', 0x04) | bit(state.paper === 'out', 0x20) | bit(isInError(state), 0x40);
    case 3:
      return bit(state.error === 'cutter', 0x08) | bit(state.jammed, 0x20);
    case 4:
      return bit(state.paper !== 'ok', 0x0c) | bit(state.paper === 'out', 0x60);
    default:
      return undefined;
  }
}

/** The four bytes of Automatic Status Back. */
export function automaticStatus(state: PrinterState): Uint8Array {
  return Uint8Array.of(
    0x10 | pin3(state) | bit(isOffline(state), 0x08) | bit(state.cover === 'open', 0x20),
    bit(state.error === 'cutter', 0x08) | bit(state.jammed, 0x20),
    bit(state.paper !== 'ok', 0x03) | bit(state.paper === 'out', 0x0c),
    0x0f,
  );
}

/** Whether a change from one state to another is one that the items enabled by `GS a n` report. */
export function reports(mask: number, before: PrinterState, after: PrinterState): boolean {
  const changed = (item: number, of: (state: PrinterState) => unknown) =>
    (mask & item) !== 0 && of(before) !== of(after);
  return (
    changed(0x01, (state) => state.drawer) ||
    changed(0x02, isOffline) ||
    changed(0x02, (state) => state.cover) ||
    changed(0x04, (state) => state.error) ||
    changed(0x04, (state) => state.jammed) ||
    changed(0x08, (state) => state.paper)
  );
}

/** The answer to `GS r n`: 1 paper sensors, 2 drawer. */
export function transmittedStatus(state: PrinterState, n: number): Uint8Array | undefined {
  if (n === 1 || n === 49) return Uint8Array.of(bit(state.paper !== 'ok', 0x03) | bit(state.paper === 'out', 0x0c));
  if (n === 2 || n === 50) return Uint8Array.of(bit(state.drawer === 'closed', 0x01));
  return undefined;
}

/** What is sent once DLE DC4 8 has emptied the buffers (Epson's reference, DLE DC4 fn 8: "Clear response"). */
export const clearResponse = Uint8Array.of(0x37, 0x25, 0x00);

/** The answer to `GS I n`: one byte for 1 to 3, `5F … 00` for 65 to 68. */
export function printerId(n: number): Uint8Array | undefined {
  const byte = ({ 1: 0x20, 2: 0x02, 3: 0x01, 49: 0x20, 50: 0x02, 51: 0x01 } as Record<number, number>)[n];
  if (byte !== undefined) return Uint8Array.of(byte);
  const text = ({ 65: '1.00', 66: 'CHECKSTAND', 67: 'EMULATED 80', 68: 'E000000001' } as Record<number, string>)[n];
  return text === undefined ? undefined : Buffer.from(`_${text}\0`, 'latin1');
}
