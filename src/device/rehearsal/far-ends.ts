import { BlockReader, encodeBlock } from '../payment-terminal/zvt/serial/block.ts';
import { ACK, bytes } from './scripted-terminal.ts';
import type { Wire } from './wire.ts';

const SIGN_ACK = Uint8Array.of(0x06);

/** Lets a far end answer everything that is written, never within the write itself, as on any real wire. */
export function answering(wire: Wire, reply: (bytes: Uint8Array) => readonly Uint8Array[]): void {
  wire.answer = (written) => {
    // Nothing of it is kept: what runs for hours must not count as a leak.
    wire.written.length = 0;
    wire.topics.length = 0;
    for (const each of reply(written)) queueMicrotask(() => wire.say(each));
  };
}

/** A receipt printer that is well: status on demand (DLE EOT), and a confirmation of each job that asks for one (GS ( H). */
export function printer(written: Uint8Array): Uint8Array[] {
  const text = Buffer.from(written).toString('latin1');
  const asked = text.split('\x10\x04').length - 1;
  const job = text.indexOf('\x1d(H\x06\x00\x30\x30');
  const confirmed = job < 0 ? [] : [Uint8Array.of(0x37, 0x22, ...written.subarray(job + 7, job + 11), 0x00)];
  return [...Array.from({ length: asked }, () => Uint8Array.of(0x12)), ...confirmed];
}

/** A receipt printer that is well and has no numbers for jobs: it says how its paper is when it comes to that question (GS r). */
export function plainPrinter(written: Uint8Array): Uint8Array[] {
  const text = Buffer.from(written).toString('latin1');
  const asked = text.split('\x10\x04').length - 1;
  return [
    ...Array.from({ length: asked }, () => Uint8Array.of(0x12)),
    ...(text.endsWith('\x1dr\x01') ? [Uint8Array.of(0)] : []),
  ];
}

/** A Star printer that is well and counts: a block of status, with its count of ETB, whenever it is asked or has come to one. */
export function countingStarPrinter(): (written: Uint8Array) => Uint8Array[] {
  let count = 0;
  const block = () => Uint8Array.of(...STAR_WELL.subarray(0, 7), ((count & 0x18) << 2) | ((count & 0x07) << 1), 0);
  return (written) => {
    const text = Buffer.from(written).toString('latin1');
    // CAN at the beginning, or behind what ends a command that was cut off.
    if (/^\0*\x18/.test(text)) count = 0;
    const asked = Array.from({ length: text.split('\x1b\x06\x01').length - 1 }, block);
    if (!text.endsWith('\x17')) return asked;
    count = (count + 1) % 32;
    return [...asked, block()];
  };
}

/** A Star printer that is well: a block of status whenever it is asked (ESC ACK SOH), and the end of each print that asks for that (ESC GS ETX). */
export function starPrinter(written: Uint8Array): Uint8Array[] {
  const text = Buffer.from(written).toString('latin1');
  const blocks = Array.from({ length: text.split('\x1b\x06\x01').length - 1 }, () => STAR_WELL);
  const end = text.indexOf('\x1b\x1d\x03\x01');
  return end < 0 ? blocks : [...blocks, Uint8Array.of(...written.subarray(end, end + 6), 0x00, 0x00)];
}

/** Nine bytes: all well, nothing counted. */
const STAR_WELL = Uint8Array.of(0x23, 0x06, 0, 0, 0, 0, 0, 0, 0);

/** A terminal on a serial line, by the answers of a scripted one: each block is acknowledged, each message waits for the one before. */
export function serialTerminal(answers: ReadonlyMap<string, readonly string[]>): (bytes: Uint8Array) => Uint8Array[] {
  const reader = new BlockReader();
  let queue: string[] = [];
  let acknowledged = false;
  const next = (): Uint8Array[] => queue.splice(0, 1).map((message) => encodeBlock(bytes(message)));
  return (written) =>
    reader.push(written).flatMap((sign) => {
      if (sign.kind === 'ack' && acknowledged) {
        acknowledged = false;
        return next();
      }
      if (sign.kind !== 'block') return [];
      const control = Buffer.from(sign.apdu.subarray(0, 2)).toString('hex');
      if (control.startsWith('8')) return [SIGN_ACK, ...next()];
      queue = [...(answers.get(control) ?? [])];
      acknowledged = queue[0] === ACK;
      return [SIGN_ACK, ...next()];
    });
}

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** What a scale says with 742 g on it, by what it is asked. */
const SCALES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'mt-sics': { 'SI\r\n': 'S S     742.00 g\r\n' },
  'toledo-8217': { W: '\x0200.742\r' },
  nci: { 'W\r': '\n00.742kg\r\nS00\r\x03' },
  cas: { '\x05': '\x06', '\x11': '\x01\x02S 00.742kg\x60\x03\x04' },
  'dialog-06': { '\x04\x05': '\x0202\x1b3\x1b00742\x1b000110\x1b000082\x03' },
};

/** A scale with 742 g on it. */
export function scale(protocol: string): (written: Uint8Array) => Uint8Array[] {
  const says = SCALES[protocol] ?? {};
  return (written) => {
    const asked = Buffer.from(written).toString('latin1');
    const said =
      says[asked] ?? (protocol === 'dialog-06' ? (asked.includes('08') ? '\x0209\x1b00\x03' : '\x06') : null);
    return said === null ? [] : [latin1(said)];
  };
}
