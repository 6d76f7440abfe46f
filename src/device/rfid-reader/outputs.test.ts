import { expect, test } from 'vitest';
import { WantedOutputs } from './outputs.ts';

test('outputs are told once each, and all again to a reader that was gone', () => {
  const outputs = new WantedOutputs(3);
  expect([outputs.set(1, true), outputs.set(3, false), outputs.set(1, false)]).toEqual([true, true, true]);
  expect(outputs.untold()).toEqual([
    { port: 1, high: false },
    { port: 3, high: false },
  ]);
  outputs.told(1, false);
  expect(outputs.untold()).toEqual([{ port: 3, high: false }]);
  outputs.told(3, false);
  outputs.set(1, true);
  expect(outputs.untold()).toEqual([{ port: 1, high: true }]);
  outputs.forget();
  expect(outputs.untold()).toHaveLength(2);
});

test.each([0, 4, 1.5, -1, Number.NaN])('a reader with three outputs has no output %d', (port) => {
  const outputs = new WantedOutputs(3);
  expect(outputs.set(port, true)).toBe(false);
  expect(outputs.untold()).toEqual([]);
});
