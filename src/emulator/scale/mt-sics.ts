import { type Dialect, LineDialect } from './dialect.ts';
import type { Platform } from './platform.ts';

/** MT-SICS, the commands of level 0 that a register uses ("Reference manual: Standard Interface Command Set"). */
export function mtSicsDialect(platform: Platform): Dialect {
  return new LineDialect([0x0d, 0x0a], (command) => `${answered(command, platform)}\r\n`);
}

function answered(command: string, platform: Platform): string {
  switch (command) {
    case 'S':
    case 'SI':
      return weight(platform, command);
    case 'Z':
    case 'ZI':
      return zeroed(platform, command);
    case '@':
    case 'I4':
      return 'I4 A "0123456789"';
    default:
      return 'ES';
  }
}

function weight({ weighed, load }: Platform, command: string): string {
  switch (weighed.kind) {
    case 'weight':
      return `S S ${value(weighed.grams)} kg`;
    case 'moving':
      // S waits for rest and gives up; SI says what the platform shows this instant.
      return command === 'SI' ? `S D ${value(Math.max(0, load))} kg` : 'S I';
    case 'over':
      return 'S +';
    case 'under':
      return 'S -';
    case 'unset':
      return 'S I';
  }
}

/** Ten characters, to the right. */
function value(grams: number): string {
  return (grams / 1000).toFixed(3).padStart(10);
}

function zeroed(platform: Platform, command: string): string {
  if (platform.moving) return `${command} I`;
  if (platform.zero()) return command === 'ZI' ? 'ZI S' : 'Z A';
  return platform.load > 0 ? `${command} +` : `${command} -`;
}
