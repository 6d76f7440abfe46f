import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** How a process ended, or that it never began. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Why it could not be started. */
  readonly error?: string;
}

/** A running process as its supervisor sees it. */
export interface Child {
  readonly pid: number | undefined;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: (exit: ChildExit) => void): void;
  /** To the process, or to it and all that it started. */
  kill(signal: NodeJS.Signals, all: boolean): void;
}

export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** File that what it prints is appended to; left out, it goes to this process's standard error. */
  readonly logFile?: string;
}

/**
 * Starts a process in a group of its own (a Ctrl-C of the terminal reaches this process alone, which then stops the others in order)
 * with a channel whose end tells it that its supervisor is gone.
 */
export function startChild(spec: ChildSpec): Child {
  const output = spec.logFile === undefined ? 2 : openSync(spec.logFile, 'a', 0o600);
  const child = spawn(spec.command, [...spec.args], {
    stdio: ['ignore', output, output, 'ipc'],
    detached: process.platform !== 'win32',
    env: { ...process.env, ...spec.env },
  });
  if (spec.logFile !== undefined) closeSync(output);
  // Sending to a process that is just going away is no fault of ours.
  child.on('error', () => {});
  return {
    pid: child.pid,
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      child.once('exit', (code, signal) => listener({ code, signal }));
      child.once('error', (error) => {
        if (child.pid === undefined) listener({ code: null, signal: null, error: error.message });
      });
    },
    kill(signal, all) {
      if (child.pid === undefined) return;
      try {
        process.kill(all && process.platform !== 'win32' ? -child.pid : child.pid, signal);
      } catch {
        // It has ended meanwhile.
      }
    },
  };
}
