import { describe, expect, it } from 'vitest';
import { HidPosReports, type HidPosSymbol } from './reports.ts';

const filled = (head: readonly number[], tail: readonly number[]) =>
  Uint8Array.from([...head, ...Array<number>(64 - head.length - tail.length).fill(0), ...tail]);

/** What a Honeywell Voyager 1602g sent when it was asked for its revision, as published with the protocol's description (python_hon_usbhid). */
const RECORDED = [
  filled(
    [
      2, 56, 93, 88, 48, 80, 114, 111, 100, 117, 99, 116, 32, 78, 97, 109, 101, 58, 32, 86, 111, 121, 97, 103, 101, 114,
      32, 49, 54, 48, 50, 103, 13, 10, 66, 111, 111, 116, 32, 82, 101, 118, 105, 115, 105, 111, 110, 58, 32, 58, 32, 56,
      57, 57, 50, 13, 10, 83, 111, 102, 116,
    ],
    [63, 0, 1],
  ),
  filled([2, 9, 93, 88, 48, 117, 109, 58, 32, 78, 47, 65, 13, 10], [63, 0, 0]),
  filled([2, 8, 93, 90, 54, 82, 69, 86, 73, 78, 70, 6, 46], [54, 0, 0]),
];

function report(text: string, { aim = ']E0', more = false, shift = 0, length = text.length } = {}): Uint8Array {
  const head = [2, length, ...Array<number>(shift).fill(0x64), ...Buffer.from(aim + text, 'latin1')];
  return filled(head, [0x64, 0, more ? 1 : 0]);
}
const read = (reports: readonly Uint8Array[], options = {}) => {
  const reader = new HidPosReports({ shifted: false, longest: 4096, ...options });
  const symbols = reports.map((each) => reader.push(each)).filter((it): it is HidPosSymbol => it !== null);
  return { symbols: symbols.map(({ aim, data }) => `${aim ?? 'none'} ${Buffer.from(data).toString()}`), reader };
};

describe('reports of a scanner in HID POS mode', () => {
  it('are read as a Voyager 1602g sent them', () => {
    expect(read(RECORDED).symbols).toEqual([
      ']X0 Product Name: Voyager 1602g\r\nBoot Revision: : 8992\r\nSoftum: N/A\r\n',
      ']Z6 REVINF\x06.',
    ]);
  });

  it('hold one symbol each, or several hold one', () => {
    const long = '0105000112637922'.padEnd(130, '21');
    const parts = [long.slice(0, 56), long.slice(56, 112), long.slice(112)];
    const reports = parts.map((part, at) => report(part, { aim: ']d2', more: at < 2 }));
    expect(read([report('5000112637922'), ...reports]).symbols).toEqual([']E0 5000112637922', `]d2 ${long}`]);
  });

  it('of models that stand one byte later are read by their quirk', () => {
    expect(read([report('96385074', { aim: ']E4', shift: 1 })], { shifted: true }).symbols).toEqual([']E4 96385074']);
  });

  it('without an AIM identifier are text alone', () => {
    expect(read([report('hello', { aim: '\0\0\0' })]).symbols).toEqual(['none hello']);
  });

  it.each([
    ['another report', filled([3, 1, 65], [])],
    ['one that is too short', report('1').subarray(0, 63)],
    ['one that says more than it holds', report('1', { length: 57 })],
    ['none at all', new Uint8Array(0)],
  ])('that are %s are dropped with the whole symbol that they cut, and counted; the next is read', (_, spoilt) => {
    const rest = [report('rest', { more: true }), report('of it')];
    const { symbols, reader } = read([
      report('cut', { more: true }),
      spoilt,
      ...rest,
      report('96385074', { aim: ']E4' }),
    ]);
    expect(symbols).toEqual([']E4 96385074']);
    expect(reader.dropped).toBe(1);
  });

  it('of another kind between two symbols take nothing from either', () => {
    const { symbols } = read([report('one'), filled([3, 1, 65], []), report('two')]);
    expect(symbols).toEqual([']E0 one', ']E0 two']);
  });

  it('that are read after a pause belong to no symbol that was spoilt before', () => {
    const { reader } = read([report('1', { length: 57 })]);
    expect(reader.pending).toBe(true);
    reader.abandon();
    expect(reader.push(report('96385074'))?.data).toEqual(Uint8Array.from(Buffer.from('96385074')));
    expect(reader.dropped).toBe(1);
  });

  it('that never end are bounded: the symbol is cut one beyond the longest, and counted', () => {
    const endless = Array.from({ length: 1000 }, () => report('A'.repeat(56), { more: true }));
    const { symbols, reader } = read([...endless, report('end')], { longest: 100 });
    expect(symbols).toEqual([`]E0 ${'A'.repeat(101)}`]);
    expect(reader.dropped).toBe(1);
  });

  it('whose rest never comes are given up', () => {
    const { reader } = read([report('half', { more: true })]);
    reader.abandon();
    expect(reader.dropped).toBe(1);
    expect(reader.push(report('96385074'))?.data).toEqual(Uint8Array.from(Buffer.from('96385074')));
  });
});
