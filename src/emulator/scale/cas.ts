import { type Dialect, latin1 } from './dialect.ts';
import type { Platform } from './platform.ts';

const [ENQ, ACK, NAK, DC1] = [0x05, 0x06, 0x15, 0x11];

/** CAS: ENQ is acknowledged, or refused where the scale is not ready; DC1 brings the weight. */
export function casDialect(platform: Platform): Dialect {
  return {
    push(bytes) {
      const answers: Uint8Array[] = [];
      for (const byte of bytes) {
        if (byte === ENQ) answers.push(Uint8Array.of(platform.weighed.kind === 'unset' ? NAK : ACK));
        if (byte === DC1) answers.push(frame(platform));
      }
      return answers;
    },
    reset() {},
  };
}

function frame({ weighed, load }: Platform): Uint8Array {
  const sign = weighed.kind === 'over' ? 'F' : weighed.kind === 'under' ? '-' : ' ';
  const grams = weighed.kind === 'weight' ? weighed.grams : Math.min(99_999, Math.abs(load));
  const body = `${weighed.kind === 'moving' ? 'U' : 'S'}${sign}${(grams / 1000).toFixed(3).padStart(6, '0')}kg`;
  const sum = latin1(body).reduce((each, byte) => each ^ byte, 0);
  return Uint8Array.of(0x01, 0x02, ...latin1(body), sum, 0x03, 0x04);
}
