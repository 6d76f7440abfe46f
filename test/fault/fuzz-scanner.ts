import { strict as assert } from 'node:assert';
import { ScanFraming } from '../../src/device/scanner/framing.ts';
import { HidPosReports } from '../../src/device/scanner/hid-pos/reports.ts';
import { readSymbol } from '../../src/device/scanner/symbol.ts';
import type { Hostile } from './hostile-bytes.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

const SCANS = [
  ']E05000112637922',
  ']d2010952000000001910A\x1d21B',
  ']Q1https://id.gs1.org/01/09520000000019',
  '96385074',
  'k\xc3\xa4se',
];
/** How scanners are set to frame what they read. */
const FRAMINGS = [
  { prefix: '', suffixes: ['\r', '\n'] },
  { prefix: '\x02', suffixes: ['\x03'] },
  { prefix: 'ab', suffixes: ['cd', 'e'] },
] as const;

/**
 * Lines of a serial scanner, spoilt and cut anywhere: the same symbols however they are cut, and each of them stands in the bytes, framed. Unspoilt ones
 * between garbage are all read.
 */
export function hostileFraming(hostile: Hostile): void {
  const { prefix, suffixes } = hostile.pick(FRAMINGS);
  const longest = 16 + hostile.below(60);
  const ends = suffixes.map(latin1);
  const read = (parts: readonly Uint8Array[]) => {
    const framing = new ScanFraming({ prefix: latin1(prefix), suffixes: ends, whenQuiet: 'drop', longest });
    const symbols = parts.flatMap((part) => framing.push(part)).map((symbol) => Buffer.from(symbol).toString('latin1'));
    return { symbols, counts: framing.counts };
  };
  const framed = SCANS.map((scan) => latin1(prefix + scan + hostile.pick(suffixes)));
  const bytes = hostile.spoilt(framed, 400);
  const whole = read([bytes]);
  assert.deepEqual(read(hostile.pieces(bytes)), whole);
  const text = Buffer.from(bytes).toString('latin1');
  for (const symbol of whole.symbols) {
    assert(symbol.length > 0 && symbol.length <= longest + 1);
    const sent = symbol.length > longest ? [symbol] : suffixes.map((suffix) => prefix + symbol + suffix);
    assert(
      sent.some((each) => text.includes(each)),
      `never sent: ${JSON.stringify(symbol)}`,
    );
    const { aim = '', data } = readSymbol(latin1(symbol), 'inline');
    assert.equal(aim + data, Buffer.from(symbol, 'latin1').toString('utf8'));
  }
  unspoilt(hostile, read, { prefix, suffixes, longest });
}

/** Garbage that ends as a symbol does, and after it what was really scanned: all of that is read, in its order. */
function unspoilt(
  hostile: Hostile,
  read: (parts: readonly Uint8Array[]) => { symbols: readonly string[] },
  { prefix, suffixes, longest }: { prefix: string; suffixes: readonly string[]; longest: number },
): void {
  const scans = SCANS.filter((scan) => scan.length <= longest && suffixes.every((each) => !scan.includes(each)));
  const sent = Array.from({ length: 1 + hostile.below(4) }, () => hostile.pick(scans));
  const parts = sent.flatMap((scan) => [
    hostile.bytes(hostile.below(12)),
    latin1(suffixes[0] ?? ''),
    latin1(prefix + scan + suffixes[0]),
  ]);
  const { symbols } = read(hostile.pieces(Buffer.concat(parts)));
  let from = 0;
  for (const scan of sent) {
    const at = symbols.indexOf(scan, from);
    assert(at >= 0, `not read: ${JSON.stringify(scan)}`);
    from = at + 1;
  }
}

const REPORT = { id: 2, bytes: 64, data: 5, most: 56, more: 63 } as const;
const HID_REPORTS = [0, 1].map((more) =>
  Uint8Array.from(
    { length: REPORT.bytes },
    (_, at) => [2, 13, 93, 69, 48][at] ?? (at < 18 ? 0x30 + (at % 10) : at === REPORT.more ? more : 0),
  ),
);

/** Reports of a USB scanner, spoilt: a symbol is what an unbroken run of good reports holds, from the first to the last of it, and nothing else is one. */
export function hostileHidPos(hostile: Hostile): void {
  const longest = 16 + hostile.below(300);
  const shift = hostile.below(2);
  const reader = new HidPosReports({ shifted: shift === 1, longest });
  const reports: Uint8Array[] = [];
  for (let count = hostile.below(12); count > 0; count--) {
    const report = hostile.oneIn(3) ? hostile.bytes(hostile.below(70)) : hostile.spoilt(HID_REPORTS, REPORT.bytes);
    if (hostile.oneIn(8)) reader.abandon();
    else reports.push(report);
    if (reports.at(-1) !== report) {
      reports.length = 0;
      continue;
    }
    const symbol = reader.push(report);
    const sent = symbolEndingAt(reports, shift);
    assert.deepEqual(symbol === null ? null : [...symbol.data], sent === null ? null : sent.slice(0, longest + 1));
    assert.match(symbol?.aim ?? ']E0', /^\][A-Za-z][0-9A-Za-z]$/);
  }
}

/** The symbol that the last of these reports ends, null where it ends none; looked at backwards, and by nothing but the reports. */
function symbolEndingAt(reports: readonly Uint8Array[], shift: number): number[] | null {
  const isGood = (each: Uint8Array) =>
    each[0] === REPORT.id && each.length >= REPORT.bytes && (each[1] ?? 0) <= REPORT.most - shift;
  const ends = (each: Uint8Array) => isGood(each) && each[REPORT.more] !== 1;
  const last = reports.at(-1);
  if (last === undefined || !ends(last)) return null;
  let first = reports.length - 1;
  while (first > 0 && isGood(reports[first - 1]!) && !ends(reports[first - 1]!)) first -= 1;
  let before = first - 1;
  while (before >= 0 && reports[before]![0] !== REPORT.id) before -= 1;
  if (before >= 0 && !ends(reports[before]!)) return null;
  const parts = reports
    .slice(first)
    .map((each) => [...each.subarray(REPORT.data + shift, REPORT.data + shift + each[1]!)]);
  const data = parts.flat();
  return data.length === 0 ? null : data;
}
