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

/** Two characters of status: moves and stands at zero in the first, below and above the range in the second, RAM error where it is lost. */
function status({ weighed }: Platform): string {
  switch (weighed.kind) {
    case 'weight':
      return weighed.grams === 0 ? 'S20' : 'S00';
    case 'moving':
      return 'S10';
    case 'under':
      return 'S01';
    case 'over':
      return 'S02';
    case 'unset':
      return 'S40';
  }
}
