import { gramsOf } from './grams.ts';
import { ascii, indicated, position, type ScaleProtocol, type ScaleStep } from './protocol.ts';

const STX = 0x02;
const CR = 0x0d;
const QUESTION = 0x3f;
const LONGEST = 12;
/**
 * The status byte of a scale that has no weight to tell (Mettler-Toledo Diva, service manual, 6.1.4.3): bit 0 moves, 1 above, 2 below, 3 outside
 * of the range in which it captures its zero. Several can stand together: goods that swing set the last one too.
 */
const MOVING = 0b0001;
const ABOVE = 0b0010;
const BELOW = 0b0100;
const UNSET = 0b1000;
const WEIGHT = /^ *([\d.]{1,8})(N?)$/;

/**
 * Toledo 8217, mode of most checkout scales (9600 7E1): `W` asks; STX weight CR where it is stable, else STX `?` status CR. A weight with
 * `N` behind it has had a tare taken off at the scale: it is no gross weight, and none is told.
 * `Z` zeroes and is not answered. `unit` is what the scale is set to; weights without a point are in thousandths of kg, hundredths of lb.
 */
export function toledo8217(unit: 'kg' | 'lb'): ScaleProtocol {
  return {
    ask: () => Uint8Array.of(0x57),
    zero: Uint8Array.of(0x5a),
    zeroAnswers: false,
    step(buffer) {
      const begin = position(buffer, STX);
      if (begin !== 0) return { kind: 'noise', taken: begin < 0 ? buffer.length : begin };
      // The status byte may be anything, a CR too.
      if (buffer[1] === QUESTION) {
        if (buffer.length < 4) return { kind: 'more' };
        return buffer[3] === CR ? status(buffer[2] ?? 0) : { kind: 'noise', taken: 1 };
      }
      const end = position(buffer, CR);
      if (end < 0) return buffer.length > LONGEST ? { kind: 'noise', taken: 1 } : { kind: 'more' };
      const [, text, net] = WEIGHT.exec(ascii(buffer.subarray(1, end))) ?? [];
      const grams = text === undefined ? null : gramsOf(pointed(text, unit), unit);
      if (grams === null) return { kind: 'noise', taken: 1 };
      return indicated(end + 1, net === 'N' ? { kind: 'fault', code: 'SCALE_TARED' } : { kind: 'stable', grams });
    },
  };
}

function status(byte: number): ScaleStep {
  const taken = 4;
  // First, as the others are not true yet of what still swings, and two of them have the scale zeroed.
  if ((byte & MOVING) !== 0) return indicated(taken, { kind: 'moving' });
  if ((byte & ABOVE) !== 0) return indicated(taken, { kind: 'above' });
  if ((byte & BELOW) !== 0) return indicated(taken, { kind: 'below' });
  if ((byte & UNSET) !== 0) return indicated(taken, { kind: 'unset' });
  return indicated(taken, { kind: 'fault', code: 'DEVICE_PROTOCOL' });
}

function pointed(text: string, unit: 'kg' | 'lb'): string {
  if (text.includes('.')) return text;
  const places = unit === 'kg' ? 3 : 2;
  const padded = text.padStart(places + 1, '0');
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`;
}
