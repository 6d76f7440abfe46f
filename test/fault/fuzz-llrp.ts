import { strict as assert } from 'node:assert';
import { capabilitiesOf } from '../../src/device/rfid-reader/llrp/capabilities.ts';
import { compareConfiguration } from '../../src/device/rfid-reader/llrp/drift.ts';
import { notificationOf } from '../../src/device/rfid-reader/llrp/events.ts';
import { LlrpFramer, type LlrpMessage } from '../../src/device/rfid-reader/llrp/framer.ts';
import { message } from '../../src/device/rfid-reader/llrp/message.ts';
import { llrpProfileSchema } from '../../src/device/rfid-reader/llrp/profile.ts';
import { TagReportDecoder } from '../../src/device/rfid-reader/llrp/report.ts';
import { rospecDrift } from '../../src/device/rfid-reader/llrp/rospec-drift.ts';
import { settingsOf } from '../../src/device/rfid-reader/llrp/settings.ts';
import { beginSetup, continueSetup } from '../../src/device/rfid-reader/llrp/setup.ts';
import type { TagRead } from '../../src/workstation/ports/rfid-reader.ts';
import type { Hostile } from './hostile-bytes.ts';

const NOW = Date.UTC(2025, 0, 1);
const hex = (text: string) => Uint8Array.from(Buffer.from(text.replace(/\s/g, ''), 'hex'));

/** A parameter of this type, its length reckoned. */
function tlv(type: string, value: string): string {
  return `${type} ${(hex(value).length + 4).toString(16).padStart(4, '0')} ${value}`;
}

/** A transmit power of 10 dBm, and a hop table of two channels. */
const BAND = tlv(
  '0090',
  `${tlv('0091', '0001 03e8')} ${tlv('0092', `80 ${tlv('0093', '01 00 0002 000dc6be 000dc8b2')}`)}`,
);

/** The operation that the settings below ask for, at work. */
const ACTIVE = tlv(
  '00b1',
  `00000001 00 02 ${tlv('00b2', '00b3 0005 00 00b6 0009 00 00000000')}
   ${tlv('00b7', '0001 0001 00b8 0009 00 00000000 00ba 0007 0001 01')} ${tlv('00ed', '02 0001 00ee 0006 1780')}`,
);
/** The selector of what a report tells, with just what is asked for; whatever stands in its reserved bits. */
const CONTENT = /[048c]ee[0-9a-f]{4}17[89ab]/;

/** What readers say: type, and the parameters that follow. */
const SAID: readonly (readonly [type: number, body: string])[] = [
  [61, '00f0 0022 8d 3005fb63ac1f3841ec880467 81 0001 86 ce 82 0004ec2ea8354c09 88 0001'],
  [61, '00f0 002d 00f1 0018 0090 1fb41f712ac9c37ab79d618173188324001a 81 0001 86 ef 82 0004ec2ea8381f57 88 0001'],
  [
    61,
    '00f0 0030 00f1 0016 0080 85047000049050503155303400702300 81 0001 86 b7 8c 4400 03ff 000e 00005e9500000038 0016',
  ],
  [
    61,
    '00f0 0011 8d 3005fb63ac1f3841ec880467 00f0 0023 8d 300833b2ddd906c000000000 83 00000000004c4b40 85 00000000005b8d80',
  ],
  [63, '00f6 0016 0080 000c 0004f8535baadaff 0100 0006 0000'],
  [63, '00f6 001d 0081 000c 000000000564ebe0 00f9 000d 01 00000001 00000000'],
  [63, '00f6 0020 0080 000c 0004f8535baadaff 00fc 000c 0003 6f7666 81 0002 00fb 0004'],
  [
    11,
    `011f 0008 0000 0000 ${tlv('0089', `0004 4000 0000651a 000f4240 0003 312e30 ${tlv('008b', '0001 0000')} ${tlv('008d', '0004 0004')}`)}
     ${tlv('008e', '08 01 0000 00000001 00000020 00000001 00000000 00000000')} ${tlv('008f', `0348 0001 ${BAND}`)}`,
  ],
  [
    12,
    `011f 0008 0000 0000 00dd 0009 80 0001 0258 00de 0028 0001 00e0 000a 0001 0001 0029 014a 0018 00 014f 0008 0002
     0000 0150 000b 80 0020 00000000 00f4 000b 00f5 0007 0001 80 00dc 0009 01 000003e8 00e1 0008 0001 80 00
     00db 0007 0001 80 00e2 0005 00`,
  ],
  [36, '011f 0008 0000 0000 00b1 000a 00000001 00 02'],
  [36, `011f 0008 0000 0000 ${ACTIVE}`],
  [56, '01 02 011f 0008 0000 0000'],
  [100, '011f 0018 0064 0006 726566757365 0120 0008 0001 012c 0000'],
  [62, ''],
];
const BODIES = SAID.map(([, body]) => hex(body));
const WHOLE = SAID.map(([type, body], index) => message(1 + (index % 2), type, index, [...hex(body)]));

const settings = settingsOf(
  llrpProfileSchema.parse({
    ...{ version: 1, category: 'rfidReader', vendor: 'a', model: 'b', protocol: 'llrp', newestVersion: '1.1' },
    ...{ antennas: [1], powerDbm: 20, inputs: [1] },
  }),
  {},
);
const outputs = new Map([[1, true]]);

/** Everything that comes of a stream, as text; and whether it still holds. */
function heard(parts: readonly Uint8Array[]): { readonly told: string[]; readonly holds: boolean } {
  const told: string[] = [];
  const decoder = new TagReportDecoder();
  const framer = new LlrpFramer((each) => {
    const { type, version, id, bytes, from, to } = each;
    assert(type <= 1023 && from <= to && to <= bytes.length);
    const reads = type === 61 ? decoder.decode(bytes, from, to, NOW) : null;
    if (reads !== null) assertReads(reads, to - from);
    told.push(JSON.stringify([type, version, id, to - from, reads, understood(each)]));
  });
  let holds = true;
  for (const part of parts) holds = framer.push(part);
  return { told, holds };
}

function assertReads(reads: readonly TagRead[], bytes: number): void {
  assert(reads.reduce((sum, { epc }) => sum + epc.length / 2 + 5, 0) <= bytes, 'more came out than went in');
  for (const { epc, antenna, rssi, firstSeen, lastSeen, count } of reads) {
    assert.match(epc, /^([0-9A-F]{2})*$/);
    assert(antenna >= 1 && antenna <= 0xffff && count >= 1 && count <= 0xffff);
    assert(rssi === null || (Number.isInteger(rssi) && rssi >= -128 && rssi <= 127));
    assert(firstSeen >= 0 && lastSeen >= firstSeen && !Number.isNaN(new Date(lastSeen).getTime()), 'no time');
  }
}

/** Every reader of a message has a look at every message: none throws, whatever it is. */
function understood(each: LlrpMessage): unknown {
  const capabilities = capabilitiesOf(each);
  const compared =
    capabilities === null ? null : compareConfiguration(each, settings, capabilities, outputs)?.drift.length;
  const begun = beginSetup(settings, outputs, each.id - 1);
  if (begun.kind !== 'ask') throw new Error('nothing was asked');
  const after = continueSetup(begun.setup, each, settings, outputs);
  const drift = rospecDrift(each, settings, each.version, { antennas: 2 });
  assert(
    drift.length > 0 || CONTENT.test(Buffer.from(each.bytes.subarray(each.from, each.to)).toString('hex')),
    'reports what was not asked for',
  );
  return [capabilities, compared, drift, notificationOf(each), after.kind];
}

/** One input of the campaign: messages spoilt and cut anywhere, or well framed with a spoilt inside. */
export function hostileLlrp(hostile: Hostile): void {
  const inside = () => message(1, hostile.pick(SAID)[0], hostile.below(9), [...hostile.spoilt(BODIES, 400)]);
  const bytes = hostile.oneIn(2)
    ? hostile.spoilt(WHOLE, 1500)
    : Uint8Array.from(Buffer.concat(Array.from({ length: 1 + hostile.below(4) }, inside)));
  const before = Uint8Array.from(bytes);
  const whole = heard([bytes]);
  assert.deepEqual(heard(hostile.pieces(bytes)), whole);
  assert.deepEqual(bytes, before);
  assert(whole.told.length * 10 <= bytes.length, 'more messages than bytes for them');
}
