import { type Dialect, latin1 } from './dialect.ts';
import type { Platform } from './platform.ts';

/** Bits of the status byte; 0x60 keeps it printable. */
const [MOVING, OVER, UNDER, UNSET, PRINTABLE] = [0x01, 0x02, 0x04, 0x08, 0x60];

/** Toledo 8217: one byte a command. `W` asks, `Z` zeroes and is not answered; others are passed over. */
export function toledo8217Dialect(platform: Platform): Dialect {
  return {
    push(bytes) {
      const answers: Uint8Array[] = [];
      for (const byte of bytes) {
        if (byte === 0x5a) platform.zero();
        if (byte === 0x57) answers.push(latin1(`\x02${body(platform)}\r`));
      }
      return answers;
    },
    reset() {},
  };
}

/** All that holds at once: goods that swing before the zero was found are told by two bits. `N` behind a net weight. */
function body({ weighed, bits, tare }: Platform): string {
  if (weighed.kind === 'weight') return `${(weighed.grams / 1000).toFixed(3).padStart(6, '0')}${tare === 0 ? '' : 'N'}`;
  const { moving, over, under, unset } = bits;
  const status = (moving ? MOVING : 0) | (over ? OVER : 0) | (under ? UNDER : 0) | (unset ? UNSET : 0);
  return `?${String.fromCharCode(PRINTABLE | status)}`;
}
