import { describe, expect, it } from 'vitest';
import { pinProblem } from './pin-rules.ts';

describe('a PIN', () => {
  it.each(['2468', '1357', '1212', '1243', '90210', '12346', '00120034'])('may be %s', (pin) => {
    expect(pinProblem(pin, '12')).toBeNull();
  });

  it.each([
    ['123', 'shape'],
    ['123456789', 'shape'],
    ['', 'shape'],
    ['12a4', 'shape'],
    ['1234\n', 'shape'],
    ['١٢٣٥', 'shape'],
    ['0000', 'oneDigit'],
    ['77777777', 'oneDigit'],
    ['1234', 'inOrder'],
    ['4321', 'inOrder'],
    ['7890', 'inOrder'],
    ['10987', 'inOrder'],
    ['0412', 'ownNumber'],
  ])('may not be %j: %s', (pin, problem) => {
    expect(pinProblem(pin, '412')).toBe(problem);
  });
});
