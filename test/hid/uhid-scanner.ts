import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';

/** Linux, include/uapi/linux/uhid.h: types of events, each a number of 32 bits and its body; all are written at one length. */
const DESTROY = 1;
const GET_REPORT = 9;
const GET_REPORT_REPLY = 10;
const CREATE2 = 11;
const INPUT2 = 12;
const SET_REPORT = 13;
const SET_REPORT_REPLY = 14;
const EVENT_BYTES = 4376;
const BUS_USB = 3;

/**
 * The report descriptor of a scanner in HID POS mode: page 0x8C, usage 2; input report 2 of 63 bytes after its number, feature report 254 of
 * one byte (Device Class Definition for HID 1.11, 6.2.2).
 */
const DESCRIPTOR = Uint8Array.from(
  Buffer.from('068c000902a101' + '85020912150026ff007508953f8102' + '85fe091075089501b102' + 'c0', 'hex'),
);

export interface UhidOptions {
  readonly vendorId: number;
  readonly productId: number;
  readonly serialNumber: string;
}

/** A USB scanner out of thin air: the kernel takes it for a real one. It sends nothing before it was told to (feature report 254, [1]). */
export class UhidScanner {
  readonly #options: UhidOptions;
  #file: number | null = null;
  #poll: NodeJS.Timeout | undefined;
  #told = 0;

  constructor(options: UhidOptions) {
    this.#options = options;
  }

  /** How often it was told to talk. */
  get told(): number {
    return this.#told;
  }

  plug(): void {
    this.#file = openSync('/dev/uhid', constants.O_RDWR | constants.O_NONBLOCK);
    const { vendorId, productId, serialNumber } = this.#options;
    const event = eventOf(CREATE2);
    event.write('Emulated HID POS scanner', 4, 'latin1');
    event.write(serialNumber, 4 + 128 + 64, 'latin1');
    let at = 4 + 128 + 64 + 64;
    at = event.writeUInt16LE(DESCRIPTOR.length, at);
    at = event.writeUInt16LE(BUS_USB, at);
    for (const value of [vendorId, productId, 1, 0]) at = event.writeUInt32LE(value, at);
    event.set(DESCRIPTOR, at);
    this.#put(event);
    this.#poll = setInterval(() => this.#answer(), 2);
  }

  unplug(): void {
    clearInterval(this.#poll);
    if (this.#file === null) return;
    this.#put(eventOf(DESTROY));
    closeSync(this.#file);
    this.#file = null;
  }

  /** One symbol, in as many reports as it takes. */
  scan(aim: string, text: string): void {
    for (let from = 0; from === 0 || from < text.length; from += 56) {
      const part = text.slice(from, from + 56);
      const report = new Uint8Array(64);
      report.set([2, part.length, ...Buffer.from(aim + part, 'latin1')]);
      report[63] = from + 56 < text.length ? 1 : 0;
      const event = eventOf(INPUT2);
      event.writeUInt16LE(report.length, 4);
      event.set(report, 6);
      if (this.#told > 0) this.#put(event);
    }
  }

  /** What the kernel asks in the host's name. A question without an answer costs the host five seconds. */
  #answer(): void {
    if (this.#file === null) return;
    const event = Buffer.alloc(EVENT_BYTES);
    try {
      readSync(this.#file, event);
    } catch {
      return;
    }
    const type = event.readUInt32LE(0);
    if (type !== SET_REPORT && type !== GET_REPORT) return;
    const reply = eventOf(type === SET_REPORT ? SET_REPORT_REPLY : GET_REPORT_REPLY);
    reply.writeUInt32LE(event.readUInt32LE(4), 4);
    // id 4, number 1, kind 1, size 2, and the report itself with its number in front.
    if (type === SET_REPORT && event[8] === 254 && event[13] === 1) this.#told += 1;
    this.#put(reply);
  }

  #put(event: Buffer): void {
    if (this.#file !== null) writeSync(this.#file, event);
  }
}

function eventOf(type: number): Buffer {
  const event = Buffer.alloc(EVENT_BYTES);
  event.writeUInt32LE(type, 0);
  return event;
}
