import { strict as assert } from 'node:assert';
import { hexOfBits } from '../../src/domain/epc/bits.ts';
import { encodeEpc } from '../../src/domain/epc/encode.ts';
import { decodeEpc, type Epc, readParts, writeParts } from '../../src/domain/epc/epc.ts';
import { ledgerKey } from '../../src/domain/epc/ledger-key.ts';
import { hasCheckDigit } from '../../src/domain/gs1/check-digit.ts';
import { decodeAnswer, encodeAnswer } from '../../src/main/cli/epc-answer.ts';
import { fuzzCampaign } from './fuzz-campaign.ts';
import type { Hostile } from './hostile-bytes.ts';

/** Tags as readers deliver them, one of every shape there is, for the fuzzer to spoil. */
const TAGS = [
  '3074257BF7194E4000001A85',
  '311BA1B300CE0A6A83000000',
  '3666C4409047E159B2C2BF100000000000000000000000000000',
  '3976451FD46072CD9615F8800000000000000000000000000000',
  '3876451FD59B2C2BF10000000000000000000000000000000000',
  '3C76451FD400C0E680003039',
  '3D76451FD75411DEF6B4CC00000003039000',
  '3F76451FD612640000019907',
  '4076451FD40C0E40820000000F54',
  '3500E86F8000A9E000000586',
  '2F320434147455900000162E',
  '3B0E0CF5E76C9047759AD00373DC7602E7200',
  'F73795211411234538566CB0AFC4',
  'FB342CDE795211411234538566CB0AFC4',
  'FA3952114132E83C2BF10',
  'E6395211415E87A145BAFB4D19A8C0E64A0CBE30EDE1B32DB000',
  'EC3952114167890950933C94197C61DBC3665B60',
  'ED309521141123454010266AE27FDF3592832F8C3B786CCB6C00',
];
const BYTES = TAGS.map((hex) => Buffer.from(hex, 'hex'));
const URIS = [
  'urn:epc:tag:sgtin-198:3.95060001343.05.32a%2Fb',
  'urn:epc:tag:adi-var:3.35962.PQ7VZ4.%23M37GXB92',
  'urn:epc:id:cpi:9521141.5PQ7%2FZ43.12345',
  'https://id.example.com/01/79521141123453/21/32a%2Fb?17=220630',
  'https://id.gs1.org/8010/95211415PQ7%2FZ43/8011/12345',
].map((text) => Buffer.from(text));
const PIECES = ['.', '%', '%2F', '%00', '%FF', ':', '/', '/21/', '?17=', '@', '#', ' ', '0', '-', '\n', 'é', '\ud83d'];

/** Bytes spoilt and written as hex, so that most of them get past the first look; now and then with a character of any kind. */
function tag(hostile: Hostile): string {
  if (hostile.oneIn(4)) {
    const hex = hostile.pick(TAGS);
    const at = hostile.below(hex.length + 1);
    return hex.slice(0, at) + hostile.pick([...PIECES, 'g', '0', '00', 'F', '']) + hex.slice(at + hostile.below(3));
  }
  const bytes = Buffer.from(hostile.spoilt(BYTES, 70));
  if (hostile.oneIn(2)) return bytes.toString('hex');
  // One bit of a good tag: what a check must notice, or another good tag.
  const flipped = Buffer.from(hostile.pick(BYTES));
  const bit = hostile.below(flipped.length * 8);
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped.toString('hex');
}

function uri(hostile: Hostile): string {
  const text = Buffer.from(hostile.spoilt(URIS, 400)).toString('latin1');
  const at = hostile.below(text.length + 1);
  return hostile.oneIn(2) ? text : text.slice(0, at) + hostile.pick(PIECES) + text.slice(at);
}

/** What was accepted is the same bits again, names itself the same again, and has a key. */
function assertTrue(epc: Epc): void {
  const read = readParts(epc.hex);
  assert(read.kind === 'parts' && read.bits === epc.bits, 'the two ways to read it differ');
  const bits = writeParts(read.scheme, read.parts);
  assert(typeof bits === 'string' && bits.length === epc.bits, 'it can not be written again');
  assert.equal(hexOfBits(bits, 4).padEnd(epc.hex.length, '0'), epc.hex.toUpperCase(), 'other bits are written of it');
  if (epc.gtin !== null) assert(epc.gtin.length === 14 && hasCheckDigit(epc.gtin), 'a GTIN without its check digit');
  if (epc.tagUri !== null) {
    const again = encodeEpc(epc.tagUri);
    assert(again.kind === 'encoded' && again.bits === epc.bits, 'its tag URI can not be written');
    assert(again.hex.startsWith(hexOfBits(bits, 4)), 'its tag URI is another tag');
  } else {
    assert(epc.digitalLink !== null && URL.canParse(epc.digitalLink), 'its Digital Link is no address');
    const again = encodeEpc(epc.digitalLink, { filter: epc.filter ?? 0 });
    const same = again.kind === 'encoded' ? decodeEpc(again.hex) : again;
    assert(same.kind === 'epc' && same.digitalLink === epc.digitalLink, 'its Digital Link is another tag');
  }
  const key = ledgerKey(epc, () => new Uint8Array(32));
  assert(key.length > 0 && key.length <= 16, 'a key too long');
}

function one(hostile: Hostile): void {
  if (hostile.oneIn(4)) {
    const text = uri(hostile);
    const answer = JSON.stringify(encodeAnswer(text, {}));
    assert(!answer.includes('\n') && JSON.parse(answer).uri === text, 'an answer is not one line about its input');
    const encoded = encodeEpc(text);
    if (encoded.kind === 'encoded') {
      const epc = decodeEpc(encoded.hex);
      assert(epc.kind === 'epc' && epc.scheme === encoded.scheme, 'what was written can not be read');
      assertTrue(epc);
    }
    return;
  }
  const hex = tag(hostile);
  const epc = decodeEpc(hex);
  if (epc.kind === 'epc') assertTrue(epc);
  const answer = JSON.stringify(decodeAnswer(hex));
  assert(!answer.includes('\n') && JSON.parse(answer).hex === hex, 'an answer is not one line about its input');
}

/** Tags and URIs, spoilt: nothing throws, and what is accepted is what it says, bit by bit. */
export const epcFuzz = fuzzCampaign(
  { name: 'fuzz-epc', about: 'tags of every scheme and the URIs of tags, spoilt and cut anywhere', inputs: 1_000 },
  one,
);
