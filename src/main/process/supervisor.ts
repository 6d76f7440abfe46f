import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { Child, ChildExit, ChildSpec } from './child.ts';
import { afterExit, RESTART, type RestartPolicy } from './restart.ts';

/** What a supervised process reports, in order. `gaveUp`: it is not started any more. */
export type SupervisedEvent =
  | { readonly kind: 'started'; readonly pid: number | undefined }
  | { readonly kind: 'message'; readonly message: unknown }
  | { readonly kind: 'exited'; readonly exit: ChildExit; readonly restartInMs: number | null }
  | { readonly kind: 'gaveUp'; readonly exit: ChildExit };

export interface Supervised {
  readonly name: string;
  start(): void;
  /** Asks it to end, waits `graceMs`, then ends it and all it started by force. Never rejects. */
  stop(graceMs: number): Promise<'stopped' | 'forced'>;
}

export interface SupervisorOptions {
  readonly start: (spec: ChildSpec) => Child;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onEvent: (event: SupervisedEvent) => void;
  readonly policy?: RestartPolicy;
}

/** Keeps one process running, with longer and longer waits between starts that do not last. */
export function supervise(spec: ChildSpec, options: SupervisorOptions): Supervised {
  const { clock, timers, onEvent, policy = RESTART } = options;
  let child: Child | null = null;
  let stopping = false;
  let failures = 0;
  let cancelRestart: () => void = () => {};
  let whenEnded: () => void = () => {};

  const begin = (): void => {
    const began = clock.monotonic();
    const running = options.start(spec);
    child = running;
    running.onMessage((message) => onEvent({ kind: 'message', message }));
    running.onExit((exit) => {
      child = null;
      if (stopping) return whenEnded();
      const next = afterExit(exit.code, clock.monotonic() - began, failures, policy);
      if (next.kind === 'giveUp') return onEvent({ kind: 'gaveUp', exit });
      failures = next.failures;
      onEvent({ kind: 'exited', exit, restartInMs: next.delayMs });
      cancelRestart = timers.after(next.delayMs, begin);
    });
    onEvent({ kind: 'started', pid: running.pid });
  };

  return {
    name: spec.name,
    start() {
      if (child === null && !stopping) begin();
    },
    stop(graceMs) {
      stopping = true;
      cancelRestart();
      const last = child;
      if (last === null) return Promise.resolve('stopped');
      return new Promise((resolve) => {
        const cancel = timers.after(graceMs, () => {
          last.kill('SIGKILL', true);
          resolve('forced');
        });
        whenEnded = () => {
          cancel();
          resolve('stopped');
        };
        last.kill('SIGTERM', false);
      });
    },
  };
}
