import type { Io } from './io.ts';

/** The process's own streams. A reader that goes away early (`| head`) ends the program quietly. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
      throw error;
    });
  }
  return {
    env: process.env,
    workingDirectory: process.cwd(),
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    prompt: (text) => void process.stderr.write(text),
    colours: process.stdout.isTTY === true && process.env.NO_COLOR === undefined,
  };
}
