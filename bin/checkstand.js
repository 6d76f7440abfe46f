#!/usr/bin/env node
// Re-executes on the Node that ships with Checkstand, then runs src/main/cli. Plain JavaScript, for any Node may start it.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const ENTRY = join(ROOT, 'src', 'main', 'cli', 'index.ts');
const OLDEST = [22, 14];

/** The shipped runtime for this machine, or null where the project carries none (macOS). */
function shippedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${platform}-${process.arch}`;
  try {
    const home = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const path = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/**
 * Most of a start is compiling. Whoever may write into the checkout may as well change its code: compiled code lies there. Elsewhere an
 * edge keeps it with its state.
 */
function keepCompiledCode() {
  const folder = join(ROOT, 'node_modules', '.cache', 'checkstand');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    module.enableCompileCache?.(folder);
  } catch {
    // A start without it is slower, and nothing else.
  }
}

/** True where this very Node may run the product: the oldest that its native modules load on. */
function goodEnough() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

const shipped = shippedNode();
if (shipped === null && !goodEnough()) {
  process.stderr.write(
    `checkstand: needs Node ${OLDEST.join('.')} or newer and found ${process.versions.node}; ` +
      'run `npm ci` in the checkout, which brings the right one.\n',
  );
  process.exit(3);
}

/** Set to this process's own parent where that one has already passed on to the shipped Node, whatever either calls itself. */
const PASSED_ON = 'CHECKSTAND_PASSED_ON_BY';
const right = [shipped, process.env.CHECKSTAND_NODE].includes(process.execPath);
if (shipped === null || right || process.env[PASSED_ON] === String(process.ppid)) {
  process.argv[1] = ENTRY;
  keepCompiledCode();
  await import(ENTRY);
} else {
  const child = spawn(shipped, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, CHECKSTAND_NODE: shipped, [PASSED_ON]: String(process.pid) },
  });
  // The child decides how to end; this process only passes the word on and takes over its exit.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`checkstand: the shipped Node did not start: ${error.message}\n`);
    process.exit(3);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 3);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
