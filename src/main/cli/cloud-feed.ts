import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { FileKind } from '../../cloud/index.ts';
import { formatOf } from '../edge/catalogue.ts';
import { withFirmware } from './cloud-assets.ts';
import { inOffice, type WithState } from './cloud-office.ts';
import { FILE_READERS } from './file-readers.ts';
import { tellProblems } from './import.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

export interface ImportArguments extends WithState {
  readonly retailer: string;
  readonly skipBad?: boolean;
}

/** Publishes a catalogue or promotions to every box of a retailer. Exit 2 when the file is refused; nothing is published then. */
export async function cloudImport(kind: FileKind, file: string, options: ImportArguments, io: Io): Promise<ExitCode> {
  const source = resolve(io.workingDirectory, file);
  const format = formatOf(source);
  if (format === null) throw new UsageError(`${file} is neither .csv nor .ndjson`);
  if (!existsSync(source)) throw new UsageError(`${file} does not exist`);
  const skipBad = options.skipBad === true;
  const outcome = await inOffice(options, io, (office) =>
    office.importFile(kind, () => FILE_READERS[kind]({ source, format, skipBad }), options.retailer),
  );
  tellProblems(outcome, file, io);
  if (outcome.kind === 'refused') {
    io.err(
      `checkstand: ${file} was refused, nothing was published${skipBad ? '' : '; --skip-bad takes the good lines'}`,
    );
    return EXIT.badInput;
  }
  const left = outcome.badRecords === 0 ? '' : `, ${outcome.badRecords} lines left out`;
  io.out(`changes: ${outcome.changed}, feed version ${outcome.version}${left}`);
  return EXIT.done;
}

/** Publishes one price. Exit 1 when no item has that barcode or id. */
export async function cloudPrice(
  code: string,
  amount: string,
  options: WithState & { readonly retailer: string; readonly store?: string },
  io: Io,
): Promise<ExitCode> {
  if (!/^\d{1,12}$/.test(amount)) throw new UsageError('the price is a whole number of minor units: 199 for 1.99');
  const { retailer, store } = options;
  const edit = { code, price: Number(amount), ...(store === undefined ? {} : { store }) };
  const outcome = await inOffice(options, io, (office) => office.editPrice(edit, retailer));
  if (outcome.kind === 'unknownItem') {
    io.err(`checkstand: no item has the barcode or id ${code}`);
    return EXIT.found;
  }
  io.out(`${outcome.item} costs ${amount}, feed version ${outcome.version}`);
  return EXIT.done;
}

/** Says the key that boxes are to trust with their configuration. */
export async function cloudConfigKey(options: WithState, io: Io): Promise<ExitCode> {
  io.out(await inOffice(options, io, (office) => office.configKey()));
  return EXIT.done;
}

const DAY_MS = 86_400_000;

/** Signs and publishes what boxes should be set to: all of it, as FIELD=VALUE. */
export async function cloudConfigure(
  fields: readonly string[],
  options: WithState & {
    readonly retailer: string;
    readonly store?: string;
    readonly workstation?: string;
    readonly days: string;
  },
  io: Io,
): Promise<ExitCode> {
  const { retailer, store, workstation, days } = options;
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new UsageError('--days takes a whole number of days');
  if (workstation !== undefined && store === undefined) throw new UsageError('--workstation goes with --store');
  const given = fieldsOf(fields);
  const target =
    store === undefined
      ? ({ scope: 'retailer' } as const)
      : workstation === undefined
        ? ({ scope: 'store', store } as const)
        : ({ scope: 'workstation', store, workstation } as const);
  const until = new Date(Date.now() + Number(days) * DAY_MS);
  const { version } = await inOffice(options, io, async (office) =>
    office.configure(target, await withFirmware(office, given, retailer), until, retailer),
  );
  io.out(`signed and published, good for ${days} days, feed version ${version}`);
  return EXIT.done;
}

/** What is set, of FIELD=VALUE: numbers, true and false are such, all else is text. @throws UsageError */
export function fieldsOf(fields: readonly string[]): Readonly<Record<string, string | number | boolean>> {
  const given = fields.map((field) => {
    const [, name, value] = /^([\w.-]{1,64})=(.{1,400})$/.exec(field) ?? [];
    if (name === undefined || value === undefined) throw new UsageError(`${field} is not FIELD=VALUE`);
    const isPlain = value === 'true' || value === 'false' || /^-?\d{1,15}$/.test(value);
    return [name, isPlain ? (JSON.parse(value) as number | boolean) : value] as const;
  });
  return Object.fromEntries(given);
}
