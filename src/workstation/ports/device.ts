import type { Scan } from '../../domain/gs1/identity.ts';
import type { ReceiptDocument } from '../../domain/receipt/document.ts';

/** UnifiedPOS categories that a lane knows. */
export type DeviceCategory = 'scanner' | 'posPrinter' | 'paymentTerminal' | 'lights' | 'rfidReader' | 'scale';

/** `absent`: not configured. `disconnected`: configured, and not there now. `degraded`: there, and complaining. */
export type DeviceState = 'absent' | 'connecting' | 'ready' | 'degraded' | 'disconnected';

/**
 * What a device that is told its configuration carries, as SHA-256 in hexadecimal of the same members on both sides: `wanted` of what the
 * profile (and the store's options) say, `told` of what the device reported back; null where that can't be put beside it.
 */
export interface Carried {
  readonly wanted: string;
  readonly told: string | null;
}

/** What a device says of itself, for status, console and journal. */
export interface DeviceReport {
  readonly id: string;
  readonly category: DeviceCategory;
  readonly profile: string;
  /** The profile's version, and the SHA-256 of what it says. */
  readonly profileVersion?: number;
  readonly profileChecksum?: string;
  readonly carried?: Carried;
  readonly state: DeviceState;
  /** Wall clock, milliseconds, of the last change of state. */
  readonly since: number;
  /** Stable code of what is wrong (`DEVICE_UNREACHABLE`), never free text from the device. */
  readonly code?: string;
}

export type Unsubscribe = () => void;

export interface ScanEvent extends Scan {
  /** Monotonic milliseconds when the last byte arrived. */
  readonly at: number;
}

export interface ScannerPort {
  onScan(listener: (scan: ScanEvent) => void): Unsubscribe;
}

export type PrinterCause = 'offline' | 'paperOut' | 'coverOpen' | 'cutter' | 'jam' | 'timeout' | 'expired' | 'busy';

/** `notPrinted`: nothing of it is on paper. `unknown`: some of it may be. */
export type PrintOutcome =
  | { readonly kind: 'printed' }
  | { readonly kind: 'notPrinted'; readonly cause: PrinterCause }
  | { readonly kind: 'unknown'; readonly cause: PrinterCause };

export interface PrintJob {
  readonly id: string;
  readonly document: ReceiptDocument;
  /** Monotonic milliseconds after which the job must not begin. */
  readonly expiresAt: number;
}

/**
 * `pulsed`: the printer gave the pulse; whether the drawer sprang open is what its switch says, where it has one. `notOpened`: no pulse was
 * or will be given. `unknown`: one may have been, or may be yet.
 */
export type DrawerOutcome =
  | { readonly kind: 'pulsed' }
  | { readonly kind: 'notOpened'; readonly cause: PrinterCause }
  | { readonly kind: 'unknown'; readonly cause: PrinterCause };

export interface DrawerRequest {
  readonly id: string;
  /** Monotonic milliseconds after which no pulse may be given. */
  readonly expiresAt: number;
}

/** A cash drawer that hangs on a receipt printer. */
export interface CashDrawerPort {
  /** Opens it; never rejects for a device's fault. `started` runs before the first byte leaves, and what it throws is thrown, unopened. */
  open(request: DrawerRequest, started: () => void): Promise<DrawerOutcome>;
  /** As its switch was last seen; `unknown` for a drawer without one. */
  state(): 'open' | 'closed' | 'unknown';
}

export interface PosPrinterPort {
  /** Null where no drawer hangs on this printer. */
  readonly drawer: CashDrawerPort | null;
  /** One job at a time; never rejects for a device's fault. `started` runs before the first byte of the job leaves. */
  print(job: PrintJob, started: () => void): Promise<PrintOutcome>;
  /** Paper state as last seen. */
  paper(): 'ok' | 'nearEnd' | 'out' | 'unknown';
}
