/** Why a PIN is not taken: not 4 to 8 digits; one digit repeated; digits in order (1234, 8765, 7890); the operator's own number. */
export type PinProblem = 'shape' | 'oneDigit' | 'inOrder' | 'ownNumber';

const SHAPE = /^[0-9]{4,8}$/;
const DIGITS = 10;

/** True for what could be a PIN at all: 4 to 8 ASCII digits. */
export function isPin(text: string): boolean {
  return SHAPE.test(text);
}

/** What is wrong with a PIN that an operator is to have, or null. The first guesses of any stranger are refused. */
export function pinProblem(pin: string, operatorId: string): PinProblem | null {
  if (!isPin(pin)) return 'shape';
  const digits = Array.from(pin, Number);
  const steps = new Set(digits.slice(1).map((digit, at) => (digit - digits[at]! + DIGITS) % DIGITS));
  if (steps.size === 1) {
    if (steps.has(0)) return 'oneDigit';
    if (steps.has(1) || steps.has(DIGITS - 1)) return 'inOrder';
  }
  return Number(pin) === Number(operatorId) ? 'ownNumber' : null;
}
