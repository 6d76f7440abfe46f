import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLI_ENTRY } from '../../src/main/project.ts';

/** How a command ended and what it said. */
export interface CommandRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A command that goes on until it is told to end. */
export interface RunningCommand {
  readonly child: ChildProcess;
  out(): string;
  err(): string;
  /** Settles when what it printed (on either stream) holds `text`. Rejects when it ends before. */
  says(text: string): Promise<void>;
  readonly ended: Promise<CommandRun>;
}

/** The environment without what would steer the command from outside. */
function environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^(CHECKSTAND_|DISPLAY$|WAYLAND_DISPLAY$|NODE_OPTIONS$|VITEST)/.test(name),
  );
  return { ...Object.fromEntries(own), ...more };
}

/** Starts `checkstand` with these arguments in a directory, in a process group of its own. `input` is all of its standard input. */
export function startCommand(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  input = '',
): RunningCommand {
  const child = spawn(process.execPath, [CLI_ENTRY, ...args], { cwd, env: environment(env), stdio: 'pipe' });
  // A command that ends without having read it is nobody's fault.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let out = '';
  let err = '';
  const waiting = new Set<() => void>();
  const heard = (): void => {
    for (const look of waiting) look();
  };
  child.stdout.on('data', (chunk) => {
    out += chunk;
    heard();
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
    heard();
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, out, err }));
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    says(text) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          if (!out.includes(text) && !err.includes(text)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        ended.then(() => reject(new Error(`ended before it said "${text}":\n${out}\n${err}`)));
        look();
      });
    },
  };
}

/** Runs `checkstand` to its end. */
export function runCommand(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
  input = '',
): Promise<CommandRun> {
  return startCommand(args, cwd, env, input).ended;
}

/** Writes a configuration of one lane without devices; its state lies in `state` beside it. */
export function writeConfig(folder: string, port: number): string {
  mkdirSync(join(folder, 'conf.d'), { recursive: true });
  const file = join(folder, 'config.toml');
  const text = `[workstation]
id = "lane-1"
label = "Lane 1"
[store]
id = "s1"
name = "Corner & Co."
address = []
currency = "GBP"
timezone = "Europe/London"
pricesIncludeTax = true
taxRounding = "line"
[[taxes]]
code = "A"
percent = "20"
[server]
port = ${port}
[state]
directory = ${JSON.stringify(join(folder, 'state'))}
`;
  writeFileSync(file, text);
  return file;
}
