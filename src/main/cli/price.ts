import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { DocumentProblem } from '../../domain/pricing/document-problems.ts';
import { type DocumentPricing, documentPricer } from '../../domain/pricing/price-document.ts';
import { physicalLines } from '../../storage/index.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

/** Longest document: a hundred thousand lines with fifty thousand promotions have room in it. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Problems told one by one; how many more there are is told after them. */
const MOST_TOLD = 50;

/**
 * Prices one JSON document, or with `ndjson` one a line, from a file or ("-") standard input. Exit 2 where a document is bad: the
 * path of every bad value is said on standard error. In NDJSON a bad line's answer is `{"error": {path, message}}`, so that answers
 * stay in step with lines, and the lines after it are priced.
 */
export async function priceCommand(
  file: string | undefined,
  options: { readonly ndjson?: boolean },
  io: Io,
  standardInput: AsyncIterable<Uint8Array | string> = process.stdin,
): Promise<ExitCode> {
  if (file === undefined && options.ndjson !== true) {
    throw new UsageError('name a file, or "-" for standard input');
  }
  const name = file ?? '-';
  const source = name === '-' ? standardInput : opened(resolve(io.workingDirectory, name), name);
  const price = documentPricer((bytes) => createHash('sha256').update(bytes).digest('hex'));
  return options.ndjson === true ? priceLines(source, name, price, io) : priceOne(source, name, price, io);
}

function opened(path: string, name: string): AsyncIterable<Uint8Array> {
  if (!existsSync(path)) throw new UsageError(`${name} does not exist`);
  if (!statSync(path).isFile()) throw new UsageError(`${name} is not a file`);
  return createReadStream(path);
}

type Price = (input: unknown) => DocumentPricing;

async function priceOne(
  source: AsyncIterable<Uint8Array | string>,
  name: string,
  price: Price,
  io: Io,
): Promise<ExitCode> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const data of source) {
    const chunk = Buffer.from(data);
    bytes += chunk.length;
    if (bytes > MOST_BYTES) throw new UsageError(`${name} is longer than ${MOST_BYTES / 1024 / 1024} MiB`);
    chunks.push(chunk);
  }
  const pricing = priceText(Buffer.concat(chunks), price);
  if (pricing.kind === 'priced') {
    io.out(JSON.stringify(pricing.result, null, 2));
    return EXIT.done;
  }
  tell(pricing.problems, name, io);
  return EXIT.badInput;
}

async function priceLines(
  source: AsyncIterable<Uint8Array | string>,
  name: string,
  price: Price,
  io: Io,
): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  for await (const lines of physicalLines(source, { maxBytes: MOST_BYTES })) {
    for (const line of lines) {
      if (line.kind === 'line' && line.bytes.toString().trim() === '') continue;
      const pricing: DocumentPricing =
        line.kind === 'line'
          ? priceText(line.bytes, price)
          : whole(`the line is longer than ${MOST_BYTES / 1024 / 1024} MiB`);
      if (pricing.kind === 'priced') {
        io.out(JSON.stringify(pricing.result));
        continue;
      }
      io.out(JSON.stringify({ error: pricing.problems[0] }));
      tell(pricing.problems, `${name}:${line.number}`, io);
      exit = EXIT.badInput;
    }
  }
  return exit;
}

function priceText(bytes: Buffer, price: Price): DocumentPricing {
  let input: unknown;
  try {
    input = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    return whole(error instanceof SyntaxError ? `is not JSON: ${error.message}` : 'is not UTF-8');
  }
  return price(input);
}

function whole(message: string): DocumentPricing {
  return { kind: 'bad', problems: [{ path: '(document)', message }] };
}

function tell(problems: readonly DocumentProblem[], where: string, io: Io): void {
  for (const { path, message } of problems.slice(0, MOST_TOLD)) io.err(`${where}: ${path}: ${message}`);
  if (problems.length > MOST_TOLD) io.err(`${where}: … and ${problems.length - MOST_TOLD} more`);
}
