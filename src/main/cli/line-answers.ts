import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { physicalLines } from '../../storage/index.ts';
import { type Io, UsageError } from './io.ts';

const CARRIAGE_RETURN = 0x0d;

/** The file that is named, or standard input. @throws UsageError where there is no such file. */
export function lineSource(file: string | undefined, io: Io, input: Readable): Readable {
  if (file === undefined || file === '-') return input;
  const path = resolve(io.workingDirectory, file);
  if (!existsSync(path)) throw new UsageError(`${file} does not exist`);
  return createReadStream(path);
}

/**
 * A line of JSON for every line, empty ones too; what was longer than `maxBytes` is null. The answers to one chunk of input at a
 * time: no more than that is ever held.
 */
export async function* answerLines(
  input: Readable,
  maxBytes: number,
  answerOf: (line: string | null) => object,
): AsyncGenerator<string> {
  for await (const lines of physicalLines(input, { maxBytes })) {
    let text = '';
    for (const line of lines) {
      text += `${JSON.stringify(answerOf(line.kind === 'tooLong' ? null : textOf(line.bytes)))}\n`;
    }
    yield text;
  }
}

function textOf(bytes: Buffer): string {
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  return bytes.toString('utf8', 0, end);
}
