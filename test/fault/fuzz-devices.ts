import { strict as assert } from 'node:assert';
import { withoutCardData } from '../../src/device/payment-terminal/card-data.ts';
import { readTlv, type TlvItem } from '../../src/device/payment-terminal/tlv.ts';
import { type Apdu, ApduReader, encodeApdu } from '../../src/device/payment-terminal/zvt/apdu.ts';
import { readBitmaps } from '../../src/device/payment-terminal/zvt/bitmaps.ts';
import {
  customerText,
  NO_RECEIPTS,
  withPrintLine,
  withTextBlock,
} from '../../src/device/payment-terminal/zvt/receipt-text.ts';
import { BlockReader, encodeBlock, type LineSign } from '../../src/device/payment-terminal/zvt/serial/block.ts';
import { PrinterReplies } from '../../src/device/pos-printer/replies.ts';
import { StarReplies } from '../../src/device/pos-printer/star-replies.ts';
import type { Campaign } from './campaign.ts';
import { fuzzCampaign } from './fuzz-campaign.ts';
import { hostileImpinj, hostileZebra } from './fuzz-iot-readers.ts';
import { hostileRelayStates, hostileRelays } from './fuzz-lights.ts';
import { hostileLlrp } from './fuzz-llrp.ts';
import { hostileScale } from './fuzz-scale.ts';
import { hostileFraming, hostileHidPos } from './fuzz-scanner.ts';
import { hostileWedge } from './fuzz-wedge.ts';
import type { Hostile } from './hostile-bytes.ts';
import { unsaidOf, unsaidOfStar } from './printer-witness.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));

/** Messages as devices send them, for the fuzzer to spoil. */
const BITMAPS = [
  '27 00 04 000000000662 49 0826 0c 100533 0d 0701 0b 000123 87 0042 29 65001234 22 f0f8 4761739001011234 8a 0a 8b f0f5 5649534100',
  '27 05 04 000000000001 06 0b 60 09 43 07 a0000000031010 3c f0f0f3 414243 2e f0f0f2 1234 37 000122',
  '27 00 04 000000000000 60 f0f5f3 0001 0009 01 000000000662 00 000000000000 00 000000000000 00 000000000000 00 000000000000 00 000000000000 02 000000000100',
].map(hex);
const TLVS = [
  '60 09 43 07 a0000000031010',
  '1f07 01 02 25 0a 09 01 00 07 05 4b61727465',
  `5a 81 80 ${'aa'.repeat(128)}`,
].map(hex);
const TEXT_BLOCK = hex('06 0e 1f07 01 02 25 08 07 06 50414e203132');
const APDUS = [
  ...BITMAPS.map((data): Apdu => ({ control: 0x040f, data })),
  { control: 0x06d1, data: hex('00 4b61727465') },
  { control: 0x06d3, data: TEXT_BLOCK },
  { control: 0x8000, data: new Uint8Array(0) },
  { control: 0x04ff, data: new Uint8Array(300) },
].map(encodeApdu);
const BLOCKS = [...APDUS.map(encodeBlock), Uint8Array.of(0x06), Uint8Array.of(0x15)];
const REPLIES = [
  '12',
  '7e',
  '10 00 03 0f',
  '3c 08 0f 0f',
  '37 22 30303432 00',
  '37 22 4a6f6237 00',
  '37 25 00',
  '00',
  '0c',
  '11 13',
].map(hex);

const campaign = (name: string, about: string, one: (hostile: Hostile) => void): Campaign =>
  fuzzCampaign({ name, about, inputs: 1_000 }, one);

const apdus = campaign('fuzz-zvt-apdu', 'messages cut out of a stream, spoilt and cut anywhere', (hostile) => {
  const bytes = hostile.spoilt(APDUS, 2000);
  const read = (parts: readonly Uint8Array[]) => {
    const reader = new ApduReader();
    const seen: Apdu[] = [];
    for (const part of parts) {
      const result = reader.push(part);
      seen.push(...result.apdus);
      if (result.kind === 'broken') return { broken: true, seen };
    }
    return { broken: false, seen };
  };
  const whole = read([bytes]);
  assert.deepEqual(read(hostile.pieces(bytes)), whole);
  const told = whole.seen.reduce((sum, { data }) => sum + data.length + 3, 0);
  assert(told <= bytes.length, 'more came out than went in');
  for (const { control, data } of whole.seen) {
    const short = Buffer.of(control >> 8, control & 0xff, data.length);
    const long = Buffer.of(control >> 8, control & 0xff, 0xff, data.length & 0xff, data.length >> 8);
    assert(
      [short, long].some((head) => Buffer.from(bytes).includes(Buffer.concat([head, data]))),
      'never sent',
    );
  }
});

const blocks = campaign('fuzz-zvt-blocks', 'blocks of a serial line, spoilt and cut anywhere', (hostile) => {
  const bytes = hostile.spoilt(BLOCKS, 500);
  const read = (parts: readonly Uint8Array[]): LineSign[] => {
    const reader = new BlockReader();
    return parts.flatMap((part) => reader.push(part));
  };
  const whole = read([bytes]);
  assert.deepEqual(read(hostile.pieces(bytes)), whole);
  const told = whole.reduce((sum, sign) => sum + (sign.kind === 'block' ? sign.apdu.length + 6 : 1), 0);
  assert(told <= bytes.length, 'more came out than went in');
  for (const sign of whole)
    assert(sign.kind !== 'block' || Buffer.from(bytes).includes(Buffer.from(encodeBlock(sign.apdu))), 'never sent');
  const apdu = hostile.bytes(hostile.below(60));
  assert.deepEqual(read([encodeBlock(apdu)]), [{ kind: 'block', apdu }]);
});

const bitmaps = campaign('fuzz-zvt-bitmaps', 'the fields of a message, spoilt and cut anywhere', (hostile) => {
  const bytes = hostile.spoilt(BITMAPS, 600);
  const before = Uint8Array.from(bytes);
  const read = readBitmaps(bytes);
  assert.deepEqual(bytes, before);
  if (read.kind === 'malformed') return;
  const { amount = 0, lastFour = '0000', cardName = '', authorisation = '' } = read.fields;
  assert(Number.isSafeInteger(amount) && amount >= 0 && amount <= 999_999_999_999);
  const sent = `04${String(amount).padStart(12, '0')}`;
  assert(read.fields.amount === undefined || Buffer.from(bytes).toString('hex').includes(sent), 'never sent');
  assert.match(lastFour, /^\d{4}$/);
  assert(cardName.length <= 40 && !/\p{Cc}/u.test(cardName) && !/\d{13}/.test(cardName));
  assert.match(authorisation, /^[0-9A-Za-z]{0,8}$/);
});

const sizeOf = (items: readonly TlvItem[]): number => items.reduce((sum, { value }) => sum + value.length + 2, 0);
const depthOf = (items: readonly TlvItem[]): number =>
  items.reduce((deepest, { children }) => Math.max(deepest, 1 + depthOf(children)), 0);

const tlv = campaign('fuzz-zvt-tlv', 'nested data objects, spoilt and cut anywhere', (hostile) => {
  const bytes = hostile.oneIn(20)
    ? new Uint8Array(1200).fill(hostile.pick([0x20, 0x00, 0x61]))
    : hostile.spoilt(TLVS, 1500);
  const read = readTlv(bytes);
  if (read.kind === 'malformed') return;
  assert(sizeOf(read.items) <= bytes.length, 'items are larger than what they were read from');
  assert(depthOf(read.items) <= 8);
});

const receipts = campaign(
  'fuzz-zvt-receipt-text',
  'what a terminal prints on the register, spoilt and cut anywhere',
  (hostile) => {
    let texts = NO_RECEIPTS;
    for (let messages = hostile.below(12); messages > 0; messages--) {
      const charset = hostile.pick(['cp437', 'latin1', 'utf-8'] as const);
      if (hostile.oneIn(2))
        texts = withPrintLine(texts, hostile.spoilt([hex('00 4b61'), hex('81'), hex('ff ff')], 900), charset);
      else texts = withTextBlock(texts, hostile.spoilt([TEXT_BLOCK], 900), charset) ?? texts;
    }
    const lines = customerText(texts);
    assert(lines.length <= 200);
    for (const line of lines) assert(line.length <= 200 && !/[\p{Cc}\p{Cf}]/u.test(line) && !/\d{13}/.test(line), line);
  },
);

/** A card number as texts write it, in the middle of anything. */
const cards = campaign('fuzz-zvt-card-data', 'card numbers in free text, spoilt and cut anywhere', (hostile) => {
  const number = hostile.cardNumber();
  const group = (between: string) => number.replace(/\d{4}(?=\d)/g, (four) => four + between);
  const written = hostile.pick([
    number,
    group(' '),
    group('-'),
    group('.'),
    `;${number}=25121010000?`,
    `%B${number}^DOE/J^2512?`,
  ]);
  const around = () => hostile.text(hostile.below(12), 'abc XYZ:/#*=.,-\t€ß');
  const text = `${around()} ${written} ${around()}`;
  const kept = withoutCardData(text);
  assert.equal(kept.length, text.length);
  assert(!kept.replace(/\D/g, '').includes(number.slice(0, -4)), text);
  const anything = hostile.text(hostile.below(300), '0123456789 .-/*=^%;DAx');
  assert.equal(withoutCardData(anything).length, anything.length);
});

const framing = campaign('fuzz-scanner-framing', 'lines of a serial scanner, spoilt and cut anywhere', hostileFraming);

const hidPos = campaign('fuzz-hid-pos', 'reports of a USB scanner, spoilt', hostileHidPos);

const wedge = campaign('fuzz-wedge', 'keys of a scanner that types, of a hand and of neither', hostileWedge);

const replies = campaign(
  'fuzz-pos-printer-replies',
  'what a printer sends back, spoilt and cut anywhere',
  (hostile) => {
    const bytes = hostile.spoilt(REPLIES, 300);
    const read = (parts: readonly Uint8Array[]) => {
      const reader = new PrinterReplies();
      return parts.flatMap((part) => reader.push(part));
    };
    const whole = read([bytes]);
    assert.deepEqual(read(hostile.pieces(bytes)), whole);
    assert(whole.length <= bytes.length);
    for (const reply of whole) if (reply.kind === 'processed') assert.match(reply.id, /^[ -~]{4}$/);
    assert.equal(unsaidOf(whole, bytes), null, 'never sent');
  },
);

const STAR_BLOCKS = [
  '23 06 00 00 00 00 00 02 00',
  '23 06 28 48 00 0c 00 6e 00',
  '0f 06 00 00 00 00 00',
  '23 86 00 00 00 00 00 02 00 00 00',
  '23 86 00 00 00 00 00 00 00 00 0f 32 30 3a 42 00 08 1b 1d 03 01 2a 1f 07 00 3b',
  '1b 1d 03 01 0f 27 ff 00',
  '12',
].map(hex);
const starReplies = campaign(
  'fuzz-star-replies',
  'what a Star printer sends back, spoilt and cut anywhere',
  (hostile) => {
    const bytes = hostile.spoilt(STAR_BLOCKS, 300);
    const read = (parts: readonly Uint8Array[]) => {
      const reader = new StarReplies();
      return parts.flatMap((part) => reader.push(part));
    };
    const whole = read([bytes]);
    assert.deepEqual(read(hostile.pieces(bytes)), whole);
    assert(whole.length * 6 <= bytes.length);
    for (const reply of whole) {
      if (reply.kind === 'printEnd') assert(reply.document >= 0 && reply.document <= 0xffff);
      else assert(reply.etbCount === null || (reply.etbCount >= 0 && reply.etbCount <= 31));
    }
    assert.equal(unsaidOfStar(whole, bytes), null, 'never sent');
  },
);

const llrp = campaign('fuzz-llrp', 'what an RFID reader says over LLRP, spoilt and cut anywhere', hostileLlrp);

const impinj = campaign('fuzz-impinj', "lines of an Impinj reader's stream, spoilt and cut anywhere", hostileImpinj);
const zebra = campaign('fuzz-zebra', 'messages of a Zebra reader, one or several, spoilt', hostileZebra);

const scale = campaign(
  'fuzz-scale',
  'what a scale says, in its own protocol or another, spoilt and cut anywhere',
  hostileScale,
);

const lcus = campaign('fuzz-lcus', 'commands to relays and what comes back, spoilt and cut anywhere', hostileRelays);

const relays = campaign('fuzz-mqtt-relay', 'what a board of relays tells over a broker, spoilt', hostileRelayStates);

/** Every parser that reads what a scanner, a payment terminal, a printer, an RFID reader, a scale or a lane light says. */
export const DEVICE_CAMPAIGNS: readonly Campaign[] = [
  apdus,
  blocks,
  bitmaps,
  tlv,
  receipts,
  cards,
  replies,
  starReplies,
  framing,
  hidPos,
  wedge,
  llrp,
  impinj,
  zebra,
  scale,
  lcus,
  relays,
];
