import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { exportJournal, type VerifyResult, verifyExport, verifyJournal } from '../../storage/index.ts';
import { stateFiles } from '../edge/state-files.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { commandConfig } from './with-config.ts';

/** Checks the chain of a journal.db or an export, and names the first bad entry. Exit 1 when there is one. */
export async function journalVerify(
  file: string | undefined,
  options: { readonly config?: string; readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const path = journalFile(file, options.config, io);
  if (typeof path !== 'string') return path.exit;
  const result = isExport(path) ? await verifyExport(createReadStream(path)) : verifyJournal(path);
  if (options.json === true) io.out(JSON.stringify({ file: path, ...result }));
  else io.out(`${path}: ${verdict(result)}`);
  return result.kind === 'sound' ? EXIT.done : EXIT.found;
}

/** Writes a journal.db as NDJSON, each line the stored bytes, to a file or standard output. */
export async function journalExport(
  file: string | undefined,
  options: { readonly config?: string; readonly output?: string },
  io: Io,
): Promise<ExitCode> {
  const path = journalFile(file, options.config, io);
  if (typeof path !== 'string') return path.exit;
  if (options.output === undefined) {
    await exportJournal(path, process.stdout);
    return EXIT.done;
  }
  const output = resolve(io.workingDirectory, options.output);
  if (existsSync(output)) throw new UsageError(`${options.output} is there already and is not overwritten`);
  const { entries } = await exportJournal(path, createWriteStream(output, { flags: 'wx', mode: 0o600 }));
  io.out(`${entries} entries in ${options.output}`);
  return EXIT.done;
}

/** The file that was named, or this box's journal. */
function journalFile(
  file: string | undefined,
  config: string | undefined,
  io: Io,
): string | { readonly exit: ExitCode } {
  if (file !== undefined) return existing(resolve(io.workingDirectory, file));
  const loaded = commandConfig(config, io);
  if (loaded.kind !== 'ok') return loaded;
  return existing(stateFiles(loaded.stateDirectory).journal);
}

function existing(path: string): string {
  if (!existsSync(path)) throw new UsageError(`${path} does not exist`);
  return path;
}

function isExport(path: string): boolean {
  return /\.(ndjson|jsonl)$/i.test(path);
}

function verdict(result: VerifyResult): string {
  if (result.kind === 'sound') {
    const last = result.last === null ? '' : `, the last is ${result.last.seq} of epoch ${result.last.epoch}`;
    return `sound, ${result.entries} entries${last}`;
  }
  const where = result.epoch === null ? '' : ` (${result.seq} of epoch ${result.epoch})`;
  return `BROKEN at entry ${result.position}${where}: ${result.why}: ${result.detail}; the ${result.entries} before it are sound`;
}
