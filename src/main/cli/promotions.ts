import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatOf } from '../edge/catalogue.ts';
import { importPromotionSet } from '../edge/promotions.ts';
import { tellProblems } from './import.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { commandConfig } from './with-config.ts';

/** Reads promotions into this box. Exit 2 when the file is refused; nothing has changed then. */
export async function promotionsImport(
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
  const skipBad = options.skipBad === true;
  const report = await importPromotionSet(loaded.stateDirectory, { file: path, format, skipBad });

  tellProblems(report, file, io);
  if (report.kind === 'refused') {
    io.err(`checkstand: ${file} was refused, nothing has changed${skipBad ? '' : '; --skip-bad takes the good lines'}`);
    return EXIT.badInput;
  }
  const left = report.badRecords === 0 ? '' : `, ${report.badRecords} left out`;
  const edge = report.edge === 'told' ? '; the running edge gives them from the next basket on' : '';
  io.out(`${report.promotions} promotions as ${report.setHash.slice(0, 16)}${left}${edge}`);
  return EXIT.done;
}
