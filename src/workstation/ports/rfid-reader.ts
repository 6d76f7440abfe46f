import type { Unsubscribe } from './device.ts';

/** One tag as a reader saw it since its last report. */
export interface TagRead {
  /** The EPC memory bank behind its PC word, upper-case hex, as long as the reader delivered it: input from a stranger, not decoded yet. */
  readonly epc: string;
  /** Antenna port, from 1. */
  readonly antenna: number;
  /** Peak signal in dBm; null where the reader does not say. */
  readonly rssi: number | null;
  /** Wall clock of the reader, milliseconds since 1970; of this box where the reader tells none. Never used to order anything. */
  readonly firstSeen: number;
  readonly lastSeen: number;
  /** Times it answered, at least 1. */
  readonly count: number;
}

/** What one report of a reader held. */
export interface TagReport {
  /** Id of the reader's binding: "pad-1". */
  readonly reader: string;
  readonly reads: readonly TagRead[];
  /** Monotonic milliseconds when the last byte of the report had arrived. */
  readonly at: number;
}

/** A change at a general-purpose input: a light barrier, a button. */
export interface ReaderInput {
  readonly reader: string;
  /** Port, from 1. */
  readonly port: number;
  readonly high: boolean;
  /** Monotonic milliseconds of its arrival. */
  readonly at: number;
}

/**
 * A fixed RFID reader. It reads from the moment that it is connected and configured until it is stopped; what is read while nobody
 * listens is lost. Listeners run at once, on the reader's own bytes, and must not throw.
 */
export interface RfidReaderPort {
  /** Id of its binding. */
  readonly id: string;
  onReads(listener: (report: TagReport) => void): Unsubscribe;
  onInput(listener: (input: ReaderInput) => void): Unsubscribe;
  /** Sets a general-purpose output, from 1. Never throws; one that can't be reached is set when it is. */
  setOutput(port: number, high: boolean): void;
}
