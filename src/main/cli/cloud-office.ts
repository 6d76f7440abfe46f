import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CODE_MINUTES, type Office, withOffice } from '../../cloud/index.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

export interface WithState {
  readonly state: string;
}

interface Named extends WithState {
  readonly store: string;
  readonly workstation: string;
}

interface Heading extends WithState {
  readonly store: string;
  readonly name: string;
  readonly address: readonly string[];
  readonly taxId?: string;
  readonly timezone: string;
}

/** A one-time code that enrols one workstation of one store. */
export async function cloudCode(options: Named, io: Io): Promise<ExitCode> {
  const code = await inOffice(options, io, (office) => office.issueCode(options.store, options.workstation));
  io.out(code);
  io.err(
    `for ${options.workstation} of ${options.store}, once, within ${CODE_MINUTES} minutes: checkstand enrol ${code}`,
  );
  return EXIT.done;
}

/** Takes a workstation's key its rights, at once. */
export async function cloudRevoke(options: Named, io: Io): Promise<ExitCode> {
  const revoked = await inOffice(options, io, (office) => office.revoke(options.store, options.workstation));
  if (revoked) io.out(`${options.workstation} of ${options.store} is revoked`);
  else io.err(`checkstand: ${options.store} has no workstation ${options.workstation} here`);
  return revoked ? EXIT.done : EXIT.found;
}

/** Makes everything again that is made from the journals, and says whether it came out the same. */
export async function cloudRebuild(options: WithState, io: Io): Promise<ExitCode> {
  const { entries, after, differing } = await inOffice(options, io, (office) => office.rebuild());
  for (const [table, digest] of Object.entries(after)) {
    io.out(`${digest.slice(0, 16)} ${table}${differing.includes(table) ? ' (otherwise than before)' : ''}`);
  }
  io.err(
    `${entries} entries read; ${differing.length === 0 ? 'every table is as it was' : `${differing.length} differ`}`,
  );
  return differing.length === 0 ? EXIT.done : EXIT.found;
}

/** What stands above the digital receipts of a store. */
export async function cloudStore(options: Heading, io: Io): Promise<ExitCode> {
  const { store, name, address, taxId = null, timezone } = options;
  await inOffice(options, io, (office) => office.setHeading({ store, name, address, taxId, timezone }));
  io.out(`${store} is ${name}`);
  return EXIT.done;
}

/** Does something on the database of the cloud that runs here, or that DATABASE_URL names. @throws UsageError where there is none. */
export async function inOffice<T>(options: WithState, io: Io, work: (office: Office) => Promise<T>): Promise<T> {
  const file = officeFile(resolve(io.workingDirectory, options.state));
  const url = databaseUrl(io) ?? (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
  if (url === undefined) throw new UsageError('no cloud runs here; start `checkstand cloud`, or name its DATABASE_URL');
  return withOffice(url, work);
}

/** Where the database of a running cloud is found; it holds its password and is there while the cloud runs. */
export function officeFile(directory: string): string {
  return join(directory, 'database-url');
}

/** An empty variable names no database. */
export function databaseUrl({ env }: Io): string | undefined {
  return env.DATABASE_URL === '' ? undefined : env.DATABASE_URL;
}
