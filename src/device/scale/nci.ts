import { gramsOf } from './grams.ts';
import { ascii, indicated, position, type ScaleProtocol, type ScaleStep } from './protocol.ts';

const LF = 0x0a;
const ETX = 0x03;
const LONGEST = 48;
/** Bits that every status character has, and no `S`; there are four characters at most. */
const ALWAYS = 0b0011_0000;
const MOST_STATUS = 4;
/** Bits of the first status character (SCP-01, "Status bytes"): moves, stands at zero, memory errors. */
const MOVING = 0b0001;
const FAULTS = 0b1100;
/** Bits of the second one: below and above the range, program or calibration errors. */
const BELOW = 0b0001;
const ABOVE = 0b0010;
const FAULTS_2 = 0b1100;
/** Of the second one too: a third one follows. */
const GOES_ON = 0b0100_0000;
/** Bits of the third one (Ohaus Aviator 7000, manual, p. 49; Mettler-Toledo Diva, service manual, p. 37): net weight, no zero found at the start. */
const NET = 0b0100;
const UNSET = 0b1000;
const WEIGHED = /^(-?) *([\d.]+) ?(kg|lb|oz|g)$/i;

/**
 * NCI / Weigh-Tronix SCP-01: `W` CR asks, and is answered LF weight unit CR LF `S` status CR ETX, without the first line where there is
 * no weight to tell, and without the `S` by some (Salter Brecknell SBI140, manual, 2.4); the status is two characters, or up to four; `Z` CR zeroes and is answered by the status alone; LF `?` CR ETX where a command is not known.
 */
export const nci: ScaleProtocol = {
  ask: () => Uint8Array.of(0x57, 0x0d),
  zero: Uint8Array.of(0x5a, 0x0d),
  zeroAnswers: false,
  step(buffer) {
    const begin = position(buffer, LF);
    if (begin !== 0) return { kind: 'noise', taken: begin < 0 ? buffer.length : begin };
    const end = position(buffer, ETX);
    if (end < 0) return buffer.length > LONGEST ? { kind: 'noise', taken: 1 } : { kind: 'more' };
    if (end > LONGEST) return { kind: 'noise', taken: 1 };
    const lines: Uint8Array[] = [];
    for (let from = 1, cr = position(buffer, 0x0d, from); cr >= 0 && cr < end; cr = position(buffer, 0x0d, from)) {
      lines.push(buffer.subarray(from, cr));
      from = buffer[cr + 1] === LF ? cr + 2 : cr + 1;
    }
    return told(lines, end + 1);
  },
};

function told(lines: readonly Uint8Array[], taken: number): ScaleStep {
  const [first, second] = lines.length > 1 ? lines : [undefined, ...lines];
  // What is none is passed over from its second byte on: an answer may begin within.
  if (second === undefined) return { kind: 'noise', taken: 1 };
  if (ascii(second) === '?') return indicated(taken, { kind: 'fault', code: 'DEVICE_PROTOCOL' });
  const status = second[0] === 0x53 ? second.subarray(1) : second;
  const [one = 0, two = 0, three = 0] = status;
  const least = (two & GOES_ON) === 0 ? 2 : 3;
  if (status.length < least || status.length > MOST_STATUS || !status.every((each) => (each & ALWAYS) === ALWAYS))
    return { kind: 'noise', taken: 1 };
  if ((one & FAULTS) !== 0 || (two & FAULTS_2) !== 0)
    return indicated(taken, { kind: 'fault', code: 'DEVICE_NEEDS_SERVICE' });
  // First, as the others are not true yet of what still swings.
  if ((one & MOVING) !== 0) return indicated(taken, { kind: 'moving' });
  if ((three & UNSET) !== 0) return indicated(taken, { kind: 'unset' });
  // Before the range: less than nothing is what an empty scale shows that a tare is taken off at.
  if ((three & NET) !== 0) return indicated(taken, { kind: 'fault', code: 'SCALE_TARED' });
  if ((two & ABOVE) !== 0) return indicated(taken, { kind: 'above' });
  if ((two & BELOW) !== 0) return indicated(taken, { kind: 'below' });
  // A status alone answers a command other than for the weight.
  if (first === undefined) return { kind: 'noise', taken };
  const [, sign, digits = '', unit = ''] = WEIGHED.exec(ascii(first).trim()) ?? [];
  const grams = gramsOf(digits, unit);
  if (grams === null) return { kind: 'noise', taken: 1 };
  return indicated(taken, sign === '-' && grams > 0 ? { kind: 'below' } : { kind: 'stable', grams });
}
