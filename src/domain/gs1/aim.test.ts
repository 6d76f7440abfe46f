import { expect, test } from 'vitest';
import { readSymbol } from './aim.ts';

test('an identifier in front of the data is taken off it', () => {
  expect(readSymbol({ data: ']E04006381333931' })).toEqual({ carrier: 'eanUpc', data: '4006381333931' });
  expect(readSymbol({ data: ']C10109506000134352' })).toEqual({ carrier: 'gs1', data: '0109506000134352' });
});

test('an identifier beside the data says the same, and one in both places is taken off once', () => {
  expect(readSymbol({ data: '96385074', aim: ']E4' })).toEqual({ carrier: 'ean8', data: '96385074' });
  expect(readSymbol({ data: ']E496385074', aim: ']E4' })).toEqual({ carrier: 'ean8', data: '96385074' });
  expect(readSymbol({ data: ']E4]E496385074', aim: ']E4' })).toEqual({ carrier: 'ean8', data: ']E496385074' });
});

test('an empty identifier is none', () => {
  expect(readSymbol({ data: '4011', aim: '' })).toEqual({ carrier: 'unknown', data: '4011' });
  expect(readSymbol({ data: '4011' })).toEqual({ carrier: 'unknown', data: '4011' });
});

test('each symbol that holds a GS1 key is known', () => {
  const carriers = [']E0', ']E3', ']E4', ']I1', ']C1', ']e0', ']d2', ']Q3', ']J1'].map(
    (aim) => readSymbol({ data: '1', aim }).carrier,
  );
  expect(carriers).toEqual(['eanUpc', 'eanUpcAddOn', 'ean8', 'itf', 'gs1', 'gs1', 'gs1', 'gs1', 'gs1']);
});

test('matrix codes without FNC1 hold text', () => {
  for (const aim of [']Q1', ']d1', ']J0']) expect(readSymbol({ data: 'https://a/01/1', aim }).carrier).toBe('text');
});

test('symbols that hold none, and identifiers that are none, are unsupported', () => {
  for (const aim of [']C0', ']E1', ']E2', ']A0', ']L0', 'E0', ']E', ']E00', '__proto__', '\u0000\u0000\u0000']) {
    expect(readSymbol({ data: '4006381333931', aim }).carrier).toBe('unsupported');
  }
  expect(readSymbol({ data: ']zzabc' })).toEqual({ carrier: 'unsupported', data: 'abc' });
});

test('upper and lower case are different symbols', () => {
  expect(readSymbol({ data: ']e00109506000134352' }).carrier).toBe('gs1');
  expect(readSymbol({ data: ']E00109506000134352' }).carrier).toBe('eanUpc');
});

test('a bracket that starts no identifier stays data', () => {
  for (const data of [']', ']]E0', ']<b', '] E0', ']E', '[E01'])
    expect(readSymbol({ data })).toEqual({ carrier: 'unknown', data });
});
