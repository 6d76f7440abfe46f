import type { Log } from '../../workstation/ports/log.ts';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** JSON lines on standard error for a shell: Electron cannot be given the edge's logger, and a shell says little. */
export function stderrLog(least: (typeof LEVELS)[number]): Log {
  const at =
    (level: (typeof LEVELS)[number]) =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      if (LEVELS.indexOf(level) < LEVELS.indexOf(least)) return;
      process.stderr.write(`${JSON.stringify({ level, time: new Date().toISOString(), ...fields, event })}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
