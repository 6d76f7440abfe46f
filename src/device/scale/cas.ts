import { gramsOf } from './grams.ts';
import { ascii, indicated, type ScaleProtocol, type ScaleStep } from './protocol.ts';

const [SOH, STX, ETX, EOT, ENQ, ACK, NAK, DC1] = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x15, 0x11];
/** SOH STX, status, sign, six characters of weight, two of unit, BCC, ETX EOT. */
const FRAME = 15;
const BODY = 2;
const BODY_END = 12;

/**
 * CAS (9600 8N1; SW, AP and PD series, "RS-232C protocol"): ENQ is answered by ACK (NAK: it can't weigh now), DC1 then by SOH STX status sign weight unit BCC ETX EOT.
 * The status is `S` or `U`, the sign a blank, `-`, or `F` where the range is exceeded; the BCC is XOR over what stands between STX and it.
 */
export const cas: ScaleProtocol = {
  ask: () => Uint8Array.of(ENQ),
  zero: null,
  zeroAnswers: false,
  step(buffer) {
    const [first] = buffer;
    if (first === ACK) return { kind: 'reply', taken: 1, bytes: Uint8Array.of(DC1) };
    if (first === NAK) return indicated(1, { kind: 'busy' });
    if (first !== SOH) return { kind: 'noise', taken: 1 };
    if (buffer.length >= 2 && buffer[1] !== STX) return { kind: 'noise', taken: 1 };
    if (buffer.length < FRAME) return { kind: 'more' };
    if (buffer[FRAME - 2] !== ETX || buffer[FRAME - 1] !== EOT) return { kind: 'noise', taken: 1 };
    const body = buffer.subarray(BODY, BODY_END);
    const sum = body.reduce((each, byte) => each ^ byte, 0);
    return sum === buffer[BODY_END] ? told(ascii(body)) : { kind: 'noise', taken: FRAME };
  },
};

function told(body: string): ScaleStep {
  const [status, sign] = body;
  const grams = gramsOf(body.slice(2, 8).trim(), body.slice(8, 10).trim());
  if (sign === 'F') return indicated(FRAME, { kind: 'above' });
  if (status === 'U') return indicated(FRAME, { kind: 'moving' });
  if (status !== 'S' || grams === null || (sign !== ' ' && sign !== '-')) return { kind: 'noise', taken: FRAME };
  return indicated(FRAME, sign === '-' && grams > 0 ? { kind: 'below' } : { kind: 'stable', grams });
}
