import type { Log } from '../../workstation/ports/log.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { Child, ChildSpec } from '../process/child.ts';
import { type Supervised, supervise } from '../process/supervisor.ts';

export interface EdgeProcessOptions {
  /** The Node that ships with the product; an Electron runs no edge. */
  readonly node: string;
  /** bin/checkstand.js */
  readonly entry: string;
  readonly config: string | null;
  readonly start: (spec: ChildSpec) => Child;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** The edge as a child of the shell: started, and started again when it dies. */
export function edgeProcess({ node, entry, config, start, clock, timers, log }: EdgeProcessOptions): Supervised {
  const args = [entry, 'edge', ...(config === null ? [] : ['--config', config])];
  return supervise(
    // Electron's own variable would turn the child into a plain Node of Electron's.
    { name: 'edge', command: node, args, env: { ELECTRON_RUN_AS_NODE: undefined } },
    {
      start,
      clock,
      timers,
      onEvent(event) {
        if (event.kind === 'exited')
          log.warn('shell.edgeEnded', {
            code: event.exit.code,
            signal: event.exit.signal,
            restartInMs: event.restartInMs,
          });
        if (event.kind === 'gaveUp')
          log.error('shell.edgeGivenUp', { code: event.exit.code, signal: event.exit.signal, error: event.exit.error });
      },
    },
  );
}
