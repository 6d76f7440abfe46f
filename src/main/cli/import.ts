import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ImportProblem } from '../../storage/index.ts';
import { formatOf, importGoods } from '../edge/catalogue.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { commandConfig } from './with-config.ts';

/** Problems told one by one; how many more there are is told after them. */
const MOST_TOLD = 50;

/** Reads a catalogue into this box. Exit 2 when the file is refused; nothing has changed then. */
export async function importCommand(
  file: string,
  options: { readonly config?: string; readonly skipBad?: boolean },
  io: Io,
): Promise<ExitCode> {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  const path = resolve(io.workingDirectory, file);
  const format = formatOf(path);
  if (format === null) throw new UsageError(`${file} is neither .csv nor .ndjson`);
  if (!existsSync(path)) throw new UsageError(`${file} does not exist`);
  const report = await importGoods(loaded.stateDirectory, { file: path, format, skipBad: options.skipBad === true });

  tellProblems(report, file, io);
  if (report.kind === 'refused') {
    io.err(`checkstand: ${file} was refused, nothing has changed; --skip-bad takes the good lines`);
    return EXIT.badInput;
  }
  const { items, barcodes } = report.counts;
  const left = report.badRecords === 0 ? '' : `, ${report.badRecords} left out`;
  const edge = report.edge === 'told' ? '; the running edge sells from it now' : '';
  io.out(`${items} items with ${barcodes} barcodes as ${report.version}${left}${edge}`);
  return EXIT.done;
}

/** Says on standard error what was wrong with a file, line by line. */
export function tellProblems(
  report: { readonly problems: readonly ImportProblem[]; readonly problemCount: number },
  file: string,
  io: Io,
): void {
  for (const { line, field, message } of report.problems.slice(0, MOST_TOLD)) {
    io.err(`${file}:${line}: ${field === null ? '' : `${field}: `}${message}`);
  }
  if (report.problemCount > MOST_TOLD) io.err(`… and ${report.problemCount - MOST_TOLD} more`);
}
