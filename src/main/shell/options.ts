import { parseArgs } from 'node:util';
import type { WindowMode } from './chromium-arguments.ts';

/** How the Electron shell was asked to start. */
export interface ShellStart {
  readonly config: string | null;
  /** True where someone else runs the edge (systemd, the store in a box). */
  readonly attach: boolean;
  readonly mode: WindowMode;
}

/** Reads the arguments after the program's own; switches of Chromium among them are none of ours. */
export function shellStart(args: readonly string[]): ShellStart {
  const { values } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { config: { type: 'string' }, attach: { type: 'boolean' }, windowed: { type: 'boolean' } },
  });
  return {
    config: typeof values.config === 'string' ? values.config : null,
    attach: values.attach === true,
    mode: values.windowed === true ? 'windowed' : 'kiosk',
  };
}
