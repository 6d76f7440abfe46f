import { createRequire } from 'node:module';
import { decodeEpc } from '../../src/domain/epc/epc.ts';
import { percentiles, type Row, round } from './row.ts';

/** Its types say `default` of what is `module.exports`. */
const tds: Pick<typeof import('epc-tds').default, 'valueOf'> = createRequire(import.meta.url)('epc-tds');

const TAGS = 20_000;
const ROUNDS = 60;
const WARM_UP = 15;
const LEAST_PER_SECOND = 1_000_000;
const LEAST_RATIO = 4;

/**
 * Tags a second through `decodeEpc`, with every URI and the GTIN of each, against `valueOf` and `getGtin` of epc-tds on the same
 * tags: SGTIN-96 of every partition value with serial numbers of every length. The two take turns, a round of all tags each; each
 * round is one sample. They have to agree on every GTIN.
 */
export async function* run(): AsyncGenerator<Row> {
  const tags = Array.from({ length: TAGS }, (_, index) => tag(index));
  agree(tags);
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const own = perSecond(tags, gtinOf);
    const peer = perSecond(tags, peerGtin);
    if (round < WARM_UP) continue;
    ours.push(own);
    theirs.push(peer);
  }
  const figures = percentiles(ours);
  const peer = percentiles(theirs);
  const ratio = round(figures.p50 / peer.p50);
  yield {
    suite: 'epc',
    name: 'decode',
    unit: 'per s',
    ...figures,
    peer: { name: 'epc-tds', p50: peer.p50, p99: peer.p99 },
    ratio,
    target: `p50 >= ${LEAST_PER_SECOND}, ratio >= ${LEAST_RATIO}`,
    reached: figures.p50 >= LEAST_PER_SECOND && ratio >= LEAST_RATIO,
  };
}

function gtinOf(hex: string): string {
  const epc = decodeEpc(hex);
  return epc.kind === 'epc' ? (epc.gtin ?? '') : '';
}

function peerGtin(hex: string): string {
  const epc = tds.valueOf(hex);
  return 'getGtin' in epc ? epc.getGtin() : '';
}

/** Every GTIN is looked into, so that none is left unmade. */
function perSecond(tags: readonly string[], gtinOf: (hex: string) => string): number {
  const from = performance.now();
  let sum = 0;
  for (const hex of tags) sum += gtinOf(hex).charCodeAt(13);
  const seconds = (performance.now() - from) / 1000;
  if (!(sum >= tags.length * 48)) throw new Error('a tag had no GTIN');
  return tags.length / seconds;
}

function agree(tags: readonly string[]): void {
  for (const hex of tags) {
    const [own, peer] = [gtinOf(hex), peerGtin(hex)];
    if (own !== peer) throw new Error(`${hex} is ${own} here and ${peer} there`);
  }
}

const PREFIX_BITS = [40, 37, 34, 30, 27, 24, 20];

/** Put together from the standard's table, not by the encoder, and unlike from tag to tag. */
function tag(index: number): string {
  const partition = index % 7;
  const prefixBits = BigInt(PREFIX_BITS[partition] ?? 0);
  const prefix = (BigInt(index) * 7_919_000_003n) % 10n ** BigInt(12 - partition);
  const reference = (BigInt(index) * 104_729n) % 10n ** BigInt(1 + partition);
  const serial = (BigInt(index) * 2_654_435_761n) % 2n ** BigInt(1 + (index % 38));
  const bits = [
    0x30n,
    8n,
    BigInt(index % 8),
    3n,
    BigInt(partition),
    3n,
    prefix,
    prefixBits,
    reference,
    44n - prefixBits,
  ];
  let value = 0n;
  for (let at = 0; at < bits.length; at += 2) value = (value << (bits[at + 1] ?? 0n)) | (bits[at] ?? 0n);
  return ((value << 38n) | serial).toString(16).toUpperCase().padStart(24, '0');
}
