import type { PrinterCause } from '../../workstation/ports/device.ts';

/**
 * What a printer says of itself. Bit meanings from Epson, "ESC/POS Application Programming Guide" and its command reference:
 * DLE EOT n (real-time status) and GS a (Automatic Status Back).
 */
export interface PrinterStatus {
  readonly offline: boolean;
  readonly coverOpen: boolean;
  readonly paper: 'ok' | 'nearEnd' | 'out' | 'unknown';
  readonly cutter: boolean;
  /** The level of the line that a drawer's switch is on (pin 3 of its connector); null while it is not known. */
  readonly drawerHigh: boolean | null;
  /** An error that needs the power switched, or that the printer is waiting to get over (a hot head). */
  readonly stuck: boolean;
}

export const UNKNOWN_STATUS: PrinterStatus = {
  offline: false,
  coverOpen: false,
  paper: 'unknown',
  cutter: false,
  drawerHigh: null,
  stuck: false,
};

/** DLE EOT n: asks in real time, answered with one byte even while the printer is offline or its buffer full. */
export function statusQuestion(n: number): Uint8Array {
  return Uint8Array.of(0x10, 0x04, n);
}

const bit = (byte: number, position: number): boolean => (byte & (1 << position)) !== 0;

/** What the answer to DLE EOT n says, for n from 1 to 4. */
export function factsOf(n: number, byte: number): Partial<PrinterStatus> {
  switch (n) {
    // n = 1, printer status: bit 2 the drawer's pin 3, bit 3 offline.
    case 1:
      return { offline: bit(byte, 3), drawerHigh: bit(byte, 2) };
    // n = 2, offline cause: bit 2 cover open, bit 5 stopped at the paper's end, bit 6 an error (n = 3 says which).
    case 2:
      return { coverOpen: bit(byte, 2), ...(bit(byte, 5) && { paper: 'out' }) };
    // n = 3, error cause: bit 3 autocutter, bit 5 unrecoverable, bit 6 recovers by itself.
    case 3:
      return { cutter: bit(byte, 3), stuck: bit(byte, 5) || bit(byte, 6) };
    // n = 4, roll paper sensors: bits 2 and 3 near the end, bits 5 and 6 at the end.
    case 4:
      return { paper: paperOf((byte & 0x0c) !== 0, (byte & 0x60) !== 0) };
    default:
      return {};
  }
}

/** Adds what one answer said to what the answers before it did. Paper that is said to be out stays out. */
export function withFacts(status: PrinterStatus, said: Partial<PrinterStatus>): PrinterStatus {
  return { ...status, ...said, ...(status.paper === 'out' && { paper: 'out' }) };
}

/** The four bytes of an Automatic Status Back (GS a). */
export function statusFromAutomatic([first = 0, second = 0, third = 0]: Uint8Array): PrinterStatus {
  return {
    // First byte: bit 2 the drawer's pin 3, bit 3 offline, bit 5 cover open. Second: bit 3 autocutter, bit 5 unrecoverable, bit 6 recovers by itself.
    offline: bit(first, 3),
    drawerHigh: bit(first, 2),
    coverOpen: bit(first, 5),
    cutter: bit(second, 3),
    stuck: bit(second, 5) || bit(second, 6),
    // Third byte: bits 0 and 1 paper near the end, bits 2 and 3 at the end.
    paper: paperOf((third & 0x03) !== 0, (third & 0x0c) !== 0),
  };
}

function paperOf(nearEnd: boolean, end: boolean): PrinterStatus['paper'] {
  if (end) return 'out';
  return nearEnd ? 'nearEnd' : 'ok';
}

/** What keeps the printer from printing, the thing a person can mend first; null when nothing does. */
export function causeOf(status: PrinterStatus): PrinterCause | null {
  if (status.coverOpen) return 'coverOpen';
  if (status.paper === 'out') return 'paperOut';
  if (status.cutter) return 'cutter';
  if (status.stuck) return 'jam';
  return status.offline ? 'offline' : null;
}

const CODES: Readonly<Record<PrinterCause, string>> = {
  coverOpen: 'DEVICE_COVER_OPEN',
  paperOut: 'DEVICE_PAPER_OUT',
  cutter: 'DEVICE_CUTTER',
  jam: 'DEVICE_JAM',
  offline: 'DEVICE_OFFLINE',
  timeout: 'DEVICE_SILENT',
  expired: 'DEVICE_OFFLINE',
  busy: 'DEVICE_OFFLINE',
};

/** The report code of a complaint; null when there is none. Paper near its end is one, though it still prints. */
export function complaintOf(status: PrinterStatus): string | null {
  const cause = causeOf(status);
  if (cause !== null) return CODES[cause];
  return status.paper === 'nearEnd' ? 'DEVICE_PAPER_NEAR_END' : null;
}
