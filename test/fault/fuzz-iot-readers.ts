import { strict as assert } from 'node:assert';
import { readImpinjEvent } from '../../src/device/rfid-reader/impinj/event.ts';
import { LineReader, LONGEST_LINE } from '../../src/device/rfid-reader/json/lines.ts';
import { jsonValues } from '../../src/device/rfid-reader/json/values.ts';
import { readZebraEvent, readZebraReply, readZebraTag } from '../../src/device/rfid-reader/zebra/message.ts';
import type { Hostile } from './hostile-bytes.ts';

const text = (value: string) => Buffer.from(value);

/** What Impinj readers say, on lines as their stream has them. */
const IMPINJ = [
  '{"timestamp":"2021-07-09T23:35:59.278427551Z","hostname":"impinj-13-f8-f5","tagInventoryEvent":{"epcHex":"E2801190A5021F80055817CA","antennaPort":1,"peakRssiCdbm":-2650,"transmitPowerCdbm":3000}}\r\n',
  '{"timestamp":"2025-05-17T16:03:13.944189383Z","eventType":"tagInventory","tagInventoryEvent":{"epc":"4oARkaUDAGXybMv_","antennaPort":3,"peakRssiCdbm":-7300}}\r\n',
  '{"eventType":"gpiTransition","gpiTransitionEvent":{"gpi":2,"transition":"low-to-high"}}\r\n',
  '{"eventType":"inventoryStatus","inventoryStatusEvent":{"inventoryStatus":"running"}}\r\n',
  '[{"eventType":"antennaConnected","antennaConnectedEvent":{"antennaPort":1}},{"tagInventoryEvent":{"epc":"ikUCJA==","antennaPort":1}}]\r\n',
  '\r\n',
].map(text);

/** What Zebra readers say, one after the other as their batches have them. */
const ZEBRA = [
  '{"type":"SIMPLE","timestamp":"2019-08-24T14:15:22Z","data":{"CRC":"b06a","antenna":1,"eventNum":1,"format":"epc","idHex":"3005fb63ac1f3681ec880468","peakRssi":-39,"reads":1}}',
  '{"data":{"antenna":1,"eventNum":5059,"format":"epc","idHex":"e2806894000040017790e471","peakRssi":-37,"reads":1},"timestamp":"2026-09-07T12:50:55.513+0000","type":"INVENTORY"}',
  '{"component":"RG","data":{"pin":2,"state":"LOW"},"eventNum":9,"timestamp":"2026-09-07T12:21:53.635+0000","type":"gpi"}',
  '{"command":"set_gpo","command_id":"abcd1324","response":"success","payload":{}}',
].map(text);

const PIECES = [
  '{',
  '}',
  '[',
  ']',
  '"',
  '\\',
  ',',
  ':',
  'null',
  '1e999',
  '-0',
  '"__proto__"',
  '\\u0000',
  '\u202e',
  '"epcHex":"',
  '\r\n',
];

/** Bytes spoilt, or text in which pieces of JSON stand where none belong, so that most of it gets past the first look. */
function said(hostile: Hostile, samples: readonly Uint8Array[]): Uint8Array {
  if (hostile.oneIn(2)) return hostile.spoilt(samples, 1500);
  const whole = Buffer.concat(Array.from({ length: 1 + hostile.below(4) }, () => hostile.pick(samples))).toString();
  const at = hostile.below(whole.length + 1);
  return text(whole.slice(0, at) + hostile.pick(PIECES) + whole.slice(at + hostile.below(12)));
}

function pieces(hostile: Hostile, bytes: Uint8Array): Uint8Array[] {
  const lines = new LineReader();
  return hostile.pieces(bytes).flatMap((piece) => lines.push(piece));
}

/** A tag was sent when its EPC stands in the bytes, as hex or as base64url. */
function assertSent(
  bytes: Uint8Array,
  { epc, antenna, rssi }: { epc: string; antenna: number; rssi: number | null },
): void {
  assert.match(epc, /^(?:[0-9A-F]{2}){0,62}$/);
  assert(Number.isInteger(antenna) && antenna >= 1 && antenna <= 64);
  assert(rssi === null || (rssi >= -150 && rssi <= 30));
  // A spoilt text may write a digit as \u0033: then it is only decoded that the two can be compared.
  const all = Buffer.from(bytes)
    .toString()
    .replace(/\\u00([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const sent = all.toUpperCase().includes(epc) || all.includes(Buffer.from(epc, 'hex').toString('base64url'));
  assert(sent, `a tag that was not sent: ${epc}`);
}

export function hostileImpinj(hostile: Hostile): void {
  const bytes = said(hostile, IMPINJ);
  const read = (lines: readonly Uint8Array[]) => lines.map((line) => jsonValues(line));
  const whole = read(new LineReader().push(bytes));
  assert.deepEqual(read(pieces(hostile, bytes)), whole);
  for (const value of whole.flatMap(({ values }) => values).flat()) {
    const event = readImpinjEvent(value);
    if (event.kind === 'tag') assertSent(bytes, event);
    if (event.kind === 'input') assert(event.port >= 1 && event.port <= 64);
  }
  if (!hostile.oneIn(500)) return;
  const lines = new LineReader();
  for (let flood = 0; flood < 5; flood++) assert.equal(lines.push(new Uint8Array(LONGEST_LINE).fill(0x7b)).length, 0);
  assert.equal(lines.tooLong, 1);
}

export function hostileZebra(hostile: Hostile): void {
  const bytes = said(hostile, ZEBRA);
  const { values, unreadable } = jsonValues(bytes);
  assert(values.length + unreadable <= bytes.length);
  for (const value of values.flat()) {
    const tag = readZebraTag(value);
    if (tag.kind === 'tag') {
      assertSent(bytes, tag);
      assert(Number.isSafeInteger(tag.count) && tag.count >= 1);
    }
    const event = readZebraEvent(value);
    if (event.kind === 'input') assert(event.port >= 1 && event.port <= 64);
    const reply = readZebraReply(value);
    if (reply.kind === 'reply')
      assert(
        Buffer.from(bytes)
          .toString()
          .includes(reply.success ? 'success' : 'failure'),
      );
  }
}
