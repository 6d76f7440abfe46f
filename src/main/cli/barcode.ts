import { createReadStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LabelTemplate } from '../../domain/gs1/identity.ts';
import { readTemplates } from '../../domain/gs1/label-template.ts';
import { physicalLines } from '../../storage/index.ts';
import { answerOf, NOT_READ } from './barcode-answer.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { commandConfig } from './with-config.ts';

/** Longest line that is looked at; the longest scan is a quarter of it. */
const MAX_LINE_BYTES = 16 * 1024;
const TEMPLATE = /^([^:*]+)(?::(none|price4|price5))?(?:\*([0-9]{1,7}))?$/;
const CARRIAGE_RETURN = 0x0d;

/**
 * Takes scans apart, one a line, and prints an NDJSON answer for every line as it comes. Labels of the store are read by the
 * templates that are named (`--template`), by those of a configuration (`--config`), or not at all. Exit 0 whatever the scans
 * hold; 2 for a file that is not there or a template that is none.
 */
export async function barcodeParse(
  file: string | undefined,
  options: { readonly template?: readonly string[]; readonly config?: string },
  io: Io,
  streams: { readonly input: Readable; readonly output: NodeJS.WritableStream } = {
    input: process.stdin,
    output: process.stdout,
  },
): Promise<ExitCode> {
  const templates = (options.template ?? []).map(readTemplateOption);
  if (options.config !== undefined) {
    const loaded = commandConfig(options.config, io);
    if (loaded.kind !== 'ok') return loaded.exit;
    templates.push(...loaded.config.store.labels);
  }
  const read = readTemplates(templates);
  if (read.kind === 'badTemplate') {
    throw new UsageError(`${templates[read.index]?.pattern} is no template of a label (${read.flaw})`);
  }
  await pipeline(Readable.from(answers(source(file, io, streams.input), templates)), streams.output, { end: false });
  return EXIT.done;
}

function source(file: string | undefined, io: Io, input: Readable): Readable {
  if (file === undefined || file === '-') return input;
  const path = resolve(io.workingDirectory, file);
  if (!existsSync(path)) throw new UsageError(`${file} does not exist`);
  return createReadStream(path);
}

/** The answers to one chunk of input at a time: no more than that is ever held. */
async function* answers(input: Readable, templates: readonly LabelTemplate[]): AsyncGenerator<string> {
  for await (const lines of physicalLines(input, { maxBytes: MAX_LINE_BYTES })) {
    let text = '';
    for (const line of lines) {
      const answer = line.kind === 'tooLong' ? NOT_READ : answerOf(scanOf(line.bytes), templates);
      text += `${JSON.stringify(answer)}\n`;
    }
    yield text;
  }
}

function scanOf(bytes: Buffer): string {
  const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
  return bytes.toString('utf8', 0, end);
}

/** `02IIIIIVPPPPC`, `02IIIIIVPPPPC:none`, `21IIIIIPPPPPC*10`. */
function readTemplateOption(text: string): LabelTemplate {
  const [, pattern, verifier, scale] = TEMPLATE.exec(text) ?? [];
  if (pattern === undefined) throw new UsageError(`${text} is no template: it is written PATTERN[:verifier][*scale]`);
  return {
    pattern,
    ...(verifier === undefined ? {} : { verifier: verifier as 'none' | 'price4' | 'price5' }),
    ...(scale === undefined ? {} : { scale: Number(scale) }),
  };
}
