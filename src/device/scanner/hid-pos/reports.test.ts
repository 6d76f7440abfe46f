import { describe, expect, it } from 'vitest';
import { VOYAGER_REPORTS, VOYAGER_SYMBOLS } from '../../rehearsal/voyager-reports.ts';
import { HidPosReports, type HidPosSymbol } from './reports.ts';

const filled = (head: readonly number[], tail: readonly number[]) =>
  Uint8Array.from([...head, ...Array<number>(64 - head.length - tail.length).fill(0), ...tail]);

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
    expect(read(VOYAGER_REPORTS).symbols).toEqual(VOYAGER_SYMBOLS);
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
