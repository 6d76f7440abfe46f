import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { LabelTemplate } from '../../domain/gs1/identity.ts';
import { readTemplates } from '../../domain/gs1/label-template.ts';
import { answerOf, NOT_READ } from './barcode-answer.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { answerLines, lineSource } from './line-answers.ts';
import { commandConfig } from './with-config.ts';

/** Longest line that is looked at; the longest scan is a quarter of it. */
const MAX_LINE_BYTES = 16 * 1024;
const TEMPLATE = /^([^:*]+)(?::(none|price4|price5))?(?:\*([0-9]{1,7}))?$/;

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
  const answers = answerLines(lineSource(file, io, streams.input), MAX_LINE_BYTES, (line) =>
    line === null ? NOT_READ : answerOf(line, templates),
  );
  await pipeline(Readable.from(answers), streams.output, { end: false });
  return EXIT.done;
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
