import { expect, test } from 'vitest';
import { AI_TABLE, predefinedLength, ruleAt } from './table.ts';

test('no AI is there twice, and none begins like another', () => {
  const ais = [...AI_TABLE.keys()];
  for (const ai of ais) expect(ais.filter((other) => other !== ai && other.startsWith(ai))).toEqual([]);
  // 537 rules out of fewer than 250 rows; a lost row would make it fewer.
  expect(ais).toHaveLength(537);
});

test('AIs with the same first two digits are equally long, which is how a reader knows where the value begins', () => {
  const lengths = new Map<string, number>();
  for (const ai of AI_TABLE.keys()) {
    const start = ai.slice(0, 2);
    expect(lengths.get(start) ?? ai.length).toBe(ai.length);
    lengths.set(start, ai.length);
  }
});

test('a predefined length is that of the value, for every AI that has one', () => {
  for (const { ai, least, most } of AI_TABLE.values()) {
    const predefined = predefinedLength(ai);
    if (predefined !== null) expect([least, most]).toEqual([predefined, predefined]);
  }
  expect(['00', '01', '17', '20', '3103', '414'].map(predefinedLength)).toEqual([18, 14, 6, 2, 6, 13]);
  expect(['10', '30', '37', '3922', '402', '422', '7003', '8005'].map(predefinedLength)).toEqual(Array(8).fill(null));
});

test('every AI that a rule names exists', () => {
  const ais = [...AI_TABLE.keys()];
  for (const { needs, excludes } of AI_TABLE.values()) {
    const patterns = [...needs.flatMap(({ anyOf }) => anyOf.flat()), ...excludes];
    for (const { start, length } of patterns)
      expect(
        ais.some((ai) => ai.length === length && ai.startsWith(start)),
        start,
      ).toBe(true);
  }
});

test('the AI at a place is found by its digits, or there is none', () => {
  expect(ruleAt('0109506000134352', 0)?.ai).toBe('01');
  expect(ruleAt('xx3103001250', 2)?.ai).toBe('3103');
  for (const text of ['', '0', '0A', '04', '31', '3106', 'AB', '٠١', '3922'.slice(0, 3)])
    expect(ruleAt(text, 0)).toBeUndefined();
});
