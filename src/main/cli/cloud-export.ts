import { createWriteStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FORMATS, RIGHTS } from '../../cloud/index.ts';
import { inOffice, type WithState } from './cloud-office.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

interface ExportOptions extends WithState {
  readonly format: string;
  readonly store?: string;
  readonly from: string;
  readonly to: string;
  readonly output?: string;
}

interface KeyOptions extends WithState {
  readonly name: string;
  readonly may: readonly string[];
  readonly store?: string;
  readonly retailer: string;
  readonly days: string;
  readonly revoke?: boolean;
}

const OWNER_ONLY = 0o600;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOST_DAYS = 3650;

/** Sales of some days on standard output, or in a file that was not there. */
export async function cloudExport(options: ExportOptions, io: Io): Promise<ExitCode> {
  const { from, to, store = null } = options;
  const format = FORMATS.find((each) => each === options.format);
  if (format === undefined) throw new UsageError(`--format is one of ${FORMATS.join(', ')}`);
  for (const day of [from, to]) {
    if (!DATE.test(day) || Number.isNaN(Date.parse(day))) throw new UsageError('--from and --to are days: 2026-03-02');
  }
  const output = options.output === undefined ? null : resolve(io.workingDirectory, options.output);
  if (output !== null && existsSync(output))
    throw new UsageError(`${options.output} is there already and is not overwritten`);
  return inOffice(options, io, async (office) => {
    const exported = await office.exportSales(format, { store, from, to });
    if (exported.kind === 'tooLong')
      throw new UsageError('that is more than a sheet has rows; take fewer days, or csv');
    if (output === null) await pipeline(exported.stream, process.stdout, { end: false });
    else await pipeline(exported.stream, createWriteStream(output, { flags: 'wx', mode: OWNER_ONLY }));
    return EXIT.done;
  });
}

/** A key by which another system of the retailer asks the cloud; with --revoke, one that opens nothing any more. */
export async function cloudKey(options: KeyOptions, io: Io): Promise<ExitCode> {
  const { name, store = null, retailer } = options;
  if (options.revoke === true) {
    const gone = await inOffice(options, io, (office) => office.revokeKey(name));
    if (gone) io.out(`${name} opens nothing any more`);
    else io.err(`checkstand: there is no key ${name}`);
    return gone ? EXIT.done : EXIT.found;
  }
  const rights = RIGHTS.filter((right) => options.may.includes(right));
  if (rights.length === 0 || rights.length !== new Set(options.may).size) {
    throw new UsageError(`--may is one of ${RIGHTS.join(', ')}, or several`);
  }
  if (retailer !== 'main' && rights.some((right) => right !== 'balances' && right !== 'erase')) {
    throw new UsageError('--retailer goes with --may balances and --may erase alone');
  }
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) throw new UsageError(`--days is 1 to ${MOST_DAYS}`);
  io.out(await inOffice(options, io, (office) => office.issueKey({ name, store, retailer, rights, days })));
  io.err(`${name}: ${rights.join(', ')} of ${store ?? 'every store'}, for ${days} days. It is shown this once.`);
  return EXIT.done;
}
