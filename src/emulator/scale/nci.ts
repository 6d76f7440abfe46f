import { type Dialect, LineDialect } from './dialect.ts';
import type { Platform } from './platform.ts';

/** NCI, Weigh-Tronix SCP-01: `W` asks for the weight, `S` for the status, `Z` zeroes; each ends with CR. */
export function nciDialect(platform: Platform): Dialect {
  return new LineDialect([0x0d], (command) => {
    switch (command) {
      case 'W':
        return weight(platform);
      case 'Z':
        platform.zero();
        return `\n${status(platform)}\r\x03`;
      case 'S':
        return `\n${status(platform)}\r\x03`;
      default:
        return '\n?\r\x03';
    }
  });
}

function weight(platform: Platform): string {
  const { weighed } = platform;
  const shown = weighed.kind === 'weight' ? `${(weighed.grams / 1000).toFixed(3).padStart(6, '0')}KG\r\n` : '';
  return `\n${shown}${status(platform)}\r\x03`;
}

/**
 * Moves and stands at zero in the first character; below and above the range in the second, and that a third follows where it has something to
 * say: net weight, no zero found since it was switched on.
 */
function status({ weighed, bits, tare }: Platform): string {
  const { moving, over, under, unset } = bits;
  const atZero = weighed.kind === 'weight' && weighed.grams === 0;
  const third = (tare === 0 ? 0 : 0b0100) | (unset ? 0b1000 : 0);
  const first = (moving ? 0b0001 : 0) | (atZero ? 0b0010 : 0);
  const second = (under ? 0b0001 : 0) | (over ? 0b0010 : 0) | (third === 0 ? 0 : 0b0100_0000);
  const said = [first, second, ...(third === 0 ? [] : [third])];
  return `S${String.fromCharCode(...said.map((bits) => 0x30 | bits))}`;
}
