import { LlrpFramer } from '../../src/device/rfid-reader/llrp/framer.ts';
import { TagReportDecoder } from '../../src/device/rfid-reader/llrp/report.ts';
import { percentiles, type Row } from './row.ts';

const TAGS = 40_000;
const ROUNDS = 60;
const WARM_UP = 15;
const CHUNK = 65_536;
const LEAST_PER_SECOND = 600_000;
const NOW = Date.UTC(2025, 0, 1);

/**
 * Tags a second from the bytes of a line to reads, on one core: reports as the shipped profiles ask for them, one tag each with
 * antenna, strength, both times and count, in chunks as a socket hands them on; one EPC in eight is a long one. Every EPC is looked
 * into and looked up, so that none is left unmade. Each round is one sample.
 */
export async function* run(): AsyncGenerator<Row> {
  const bytes = Buffer.concat(Array.from({ length: TAGS }, (_, index) => report(index)));
  const seen = new Set<string>();
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const decoder = new TagReportDecoder();
    let tags = 0;
    let sum = 0;
    const framer = new LlrpFramer(({ bytes, from, to }) => {
      for (const read of decoder.decode(bytes, from, to, NOW) ?? []) {
        tags += 1;
        sum += read.antenna + read.epc.charCodeAt(10) + (seen.has(read.epc) ? 1 : 0);
      }
    });
    const from = performance.now();
    for (let at = 0; at < bytes.length; at += CHUNK) framer.push(bytes.subarray(at, at + CHUNK));
    const seconds = (performance.now() - from) / 1000;
    if (tags !== TAGS || !(sum >= TAGS * 49)) throw new Error(`${tags} of ${TAGS} tags were read`);
    if (round >= WARM_UP) samples.push(TAGS / seconds);
  }
  const figures = percentiles(samples);
  yield {
    suite: 'llrp',
    name: 'decode',
    unit: 'per s',
    ...figures,
    target: `p50 >= ${LEAST_PER_SECOND}`,
    reached: figures.p50 >= LEAST_PER_SECOND,
  };
}

/** RO_ACCESS_REPORT of one tag, put together from the standard's tables and not by anything that reads it. */
function report(index: number): Buffer {
  const epc = Buffer.alloc(index % 8 === 0 ? 26 : 12);
  for (let at = 0; at < epc.length; at += 1) epc[at] = (index * 2_654_435_761 + at * 40_503) >>> (at % 24);
  const name = epc.length === 12 ? [Buffer.of(0x8d), epc] : [Buffer.from('00f1002000d0', 'hex'), epc];
  const fields = Buffer.from('81000186c4820000000000000000840000000000000000880001', 'hex');
  fields[2] = 1 + (index % 4);
  fields[4] = 0x100 - 40 - (index % 30);
  fields.writeBigUInt64BE(BigInt(NOW + index) * 1000n, 6);
  fields.writeBigUInt64BE(BigInt(NOW + index + 5) * 1000n, 15);
  const tag = Buffer.concat([Buffer.from('00f00000', 'hex'), ...name, fields]);
  tag.writeUInt16BE(tag.length, 2);
  const header = Buffer.from('043d0000000000000000', 'hex');
  header.writeUInt32BE(header.length + tag.length, 2);
  header.writeUInt32BE(index, 6);
  return Buffer.concat([header, tag]);
}
