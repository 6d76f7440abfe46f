import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EncodeOptions } from '../../domain/epc/encode.ts';
import { isHost } from '../../domain/epc/host.ts';
import { decodeAnswer, encodeAnswer, TAG_NOT_READ, URI_NOT_READ } from './epc-answer.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { answerLines, lineSource } from './line-answers.ts';

/** Longest line that is looked at; the longest URI of an EPC is a quarter of it. */
const MAX_LINE_BYTES = 4096;

interface Streams {
  readonly input: Readable;
  readonly output: NodeJS.WritableStream;
}

const STANDARD: Streams = { input: process.stdin, output: process.stdout };

/**
 * Reads tags, hexadecimal digits a line, and prints an NDJSON answer for every line as it comes. Exit 0 when all were answered,
 * whatever the answers are; 2 for a file that is not there.
 */
export async function epcDecode(file: string | undefined, io: Io, streams: Streams = STANDARD): Promise<ExitCode> {
  return answer(file, io, streams, (line) => (line === null ? TAG_NOT_READ : decodeAnswer(line)));
}

/** Encodes EPC URIs and Digital Links, one a line, likewise. Exit 2 also for an option that no EPC can have. */
export async function epcEncode(
  file: string | undefined,
  options: { readonly filter?: string; readonly toggle?: boolean; readonly host?: string },
  io: Io,
  streams: Streams = STANDARD,
): Promise<ExitCode> {
  const { filter = '0', toggle = false, host } = options;
  if (!/^[0-9]{1,2}$/.test(filter) || Number(filter) > 63) throw new UsageError(`${filter} is no filter value`);
  if (host !== undefined && !isHost(host)) throw new UsageError(`${host} is no host name`);
  const how: EncodeOptions = { filter: Number(filter), toggle, ...(host !== undefined && { host }) };
  return answer(file, io, streams, (line) => (line === null ? URI_NOT_READ : encodeAnswer(line, how)));
}

async function answer(
  file: string | undefined,
  io: Io,
  { input, output }: Streams,
  answerOf: (line: string | null) => object,
): Promise<ExitCode> {
  const answers = answerLines(lineSource(file, io, input), MAX_LINE_BYTES, answerOf);
  await pipeline(Readable.from(answers), output, { end: false });
  return EXIT.done;
}
