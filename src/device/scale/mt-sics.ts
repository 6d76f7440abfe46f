import { gramsOf } from './grams.ts';
import { ascii, indicated, position, type ScaleProtocol, type ScaleStep } from './protocol.ts';

const CR = 0x0d;
const LF = 0x0a;
/** "S S     100.00 g" is 16 characters; longer ones come from commands that are never sent. */
const LONGEST = 64;
const WEIGHT = /^S ([SD]) +(-?)\s*([\d.]+) +([A-Za-z]+)$/;

/**
 * MT-SICS, levels 0 and 1 (Mettler-Toledo Standard Interface Command Set, "Commands and responses of level 0"): `SI` asks at once and is
 * answered `S S` where the weight is stable, `S D` where it moves, `S I` where it can't be told now, `S +` above and `S -` below the range.
 * `Z` zeroes and answers `Z A`, `Z I`, `Z +` or `Z -`. `ES`, `ET` and `EL`: not understood.
 */
export const mtSics: ScaleProtocol = {
  ask: () => line('SI'),
  zero: line('Z'),
  zeroAnswers: true,
  step(buffer) {
    const end = position(buffer, LF);
    // The end of a line that is too long is kept: what stands in it is no line of its own, however it was cut.
    if (end < 0) return buffer.length > LONGEST ? { kind: 'noise', taken: buffer.length - LONGEST } : { kind: 'more' };
    const taken = end + 1;
    const last = buffer[end - 1] === CR ? end - 1 : end;
    return last > LONGEST ? { kind: 'noise', taken } : answered(ascii(buffer.subarray(0, last)).trimEnd(), taken);
  },
};

function answered(text: string, taken: number): ScaleStep {
  const weight = WEIGHT.exec(text);
  if (weight !== null) {
    const [, state, sign, digits = '', unit = ''] = weight;
    if (state === 'D') return indicated(taken, { kind: 'moving' });
    const grams = gramsOf(digits, unit);
    if (grams === null) return { kind: 'noise', taken };
    return indicated(taken, sign === '-' && grams > 0 ? { kind: 'below' } : { kind: 'stable', grams });
  }
  switch (text) {
    case 'S I':
      return indicated(taken, { kind: 'busy' });
    case 'S +':
      return indicated(taken, { kind: 'above' });
    case 'S -':
      return indicated(taken, { kind: 'below' });
    case 'Z A':
      return { kind: 'zero', taken, done: true };
    case 'Z I':
    case 'Z +':
    case 'Z -':
      return { kind: 'zero', taken, done: false };
    case 'ES':
    case 'ET':
    case 'EL':
      return indicated(taken, { kind: 'fault', code: 'DEVICE_PROTOCOL' });
    default:
      return { kind: 'noise', taken };
  }
}

function line(command: string): Uint8Array {
  return new TextEncoder().encode(`${command}\r\n`);
}
