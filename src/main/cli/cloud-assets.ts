import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import type { Office, PictureOutcome } from '../../cloud/index.ts';
import { firmwareVersionSchema, sha256Schema } from '../../domain/asset/asset.ts';
import type { FieldValue } from '../../domain/feed/desired.ts';
import { inOffice, type WithState } from './cloud-office.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

interface OfRetailer extends WithState {
  readonly retailer: string;
}

const ENDINGS = new Set(['.png', '.jpg', '.jpeg', '.webp']);
/** Problems told one by one. */
const MOST_TOLD = 50;

const WHY: Readonly<Record<Exclude<PictureOutcome, { kind: 'taken' }>['kind'], string>> &
  Readonly<Record<Extract<PictureOutcome, { kind: 'refused' }>['why'], string>> = {
  unknownItem: 'no item has that id',
  refused: 'refused',
  empty: 'there is nothing in it',
  tooLarge: 'it has more than 512 KiB',
  otherHash: 'its bytes are not those of that SHA-256',
  noPicture: 'it is no PNG, JPEG or WebP that stands still, of 2048 pixels a side at most',
  noRoom: 'the retailer keeps too many files already',
};

/** Publishes pictures, each named by the id of its item. Exit 1 when some could not be taken; the others are published. */
export async function cloudPictures(paths: readonly string[], options: OfRetailer, io: Io): Promise<ExitCode> {
  const files = paths.flatMap((path) => pictureFiles(resolve(io.workingDirectory, path), path));
  if (files.length === 0) throw new UsageError('there is no .png, .jpg or .webp');
  const { outcomes, version, changed } = await inOffice(options, io, (office) =>
    office.putPictures(opened(files), options.retailer),
  );
  const bad = outcomes.flatMap((outcome, at) =>
    outcome.kind === 'taken'
      ? []
      : [`${files[at]?.path}: ${WHY[outcome.kind === 'refused' ? outcome.why : outcome.kind]}`],
  );
  for (const line of bad.slice(0, MOST_TOLD)) io.err(line);
  if (bad.length > MOST_TOLD) io.err(`… and ${bad.length - MOST_TOLD} more`);
  io.out(`pictures: ${outcomes.length - bad.length}, changes: ${changed}, feed version ${version}`);
  return bad.length === 0 ? EXIT.done : EXIT.found;
}

export async function cloudPictureRemove(item: string, options: OfRetailer, io: Io): Promise<ExitCode> {
  const { version, changed } = await inOffice(options, io, (office) => office.removePicture(item, options.retailer));
  if (changed === 0) io.err(`checkstand: ${item} has no picture`);
  else io.out(`${item} has no picture any more, feed version ${version}`);
  return changed === 0 ? EXIT.found : EXIT.done;
}

export async function cloudPrune(options: WithState, io: Io): Promise<ExitCode> {
  io.out(`${await inOffice(options, io, (office) => office.pruneAssets())} files gone`);
  return EXIT.done;
}

/** Keeps a firmware image. Exit 2 when it can't be one. */
export async function cloudFirmware(
  file: string,
  options: OfRetailer & { readonly version: string },
  io: Io,
): Promise<ExitCode> {
  const path = resolve(io.workingDirectory, file);
  if (!existsSync(path)) throw new UsageError(`${file} does not exist`);
  const version = firmwareVersionSchema.safeParse(options.version);
  if (!version.success)
    throw new UsageError('--version takes letters, digits, dots, dashes and plus signs, 64 at most');
  const image = { version: version.data, sha256: null, source: createReadStream(path) };
  const stored = await inOffice(options, io, (office) => office.putFirmware(image, options.retailer));
  if (stored.kind === 'refused') {
    const why = stored.why === 'tooLarge' ? 'it has more than 64 MiB' : WHY[stored.why];
    io.err(`checkstand: ${file} was not kept: ${why}`);
    return EXIT.badInput;
  }
  io.out(stored.sha256);
  io.err(
    `${version.data}, ${stored.bytes} bytes: checkstand cloud rollout start NAME device.ID.firmware=${stored.sha256}`,
  );
  return EXIT.done;
}

export async function cloudFirmwareList(options: OfRetailer, io: Io): Promise<ExitCode> {
  const images = await inOffice(options, io, (office) => office.firmwareList(options.retailer));
  for (const { sha256, bytes, version, addedAt } of images)
    io.out(`${sha256}  ${version}  ${bytes} bytes, ${addedAt.toISOString()}`);
  return EXIT.done;
}

/** Exit 1 where it is not there, or in use. */
export async function cloudFirmwareRemove(given: string, options: OfRetailer, io: Io): Promise<ExitCode> {
  const sha256 = sha256Schema.safeParse(given);
  if (!sha256.success) throw new UsageError('a firmware image is named by its SHA-256, 64 hexadecimal digits');
  const removal = await inOffice(options, io, (office) => office.removeFirmware(sha256.data, options.retailer));
  if (removal === 'removed') io.out(`${given} is forgotten; \`checkstand cloud prune\` frees its room`);
  else io.err(`checkstand: ${removal === 'inUse' ? 'devices are set to it' : 'there is no such image'}`);
  return removal === 'removed' ? EXIT.done : EXIT.found;
}

/**
 * Fields as they are signed: a device's firmware, which is named by its SHA-256, with its version and size.
 * @throws UsageError for an image that the cloud does not have.
 */
export async function withFirmware(
  office: Pick<Office, 'firmwareOf'>,
  fields: Readonly<Record<string, FieldValue>>,
  retailer: string,
): Promise<Readonly<Record<string, FieldValue>>> {
  const whole: (readonly [string, FieldValue])[] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (!/^device\..*\.firmware$/.test(field)) {
      whole.push([field, value]);
      continue;
    }
    const sha256 = sha256Schema.safeParse(value);
    const image = sha256.success ? await office.firmwareOf(sha256.data, retailer) : null;
    if (image === null)
      throw new UsageError(`${field}: no such image here; \`checkstand cloud firmware\` names its SHA-256`);
    whole.push([field, image]);
  }
  return Object.fromEntries(whole);
}

interface PictureFile {
  readonly item: string;
  readonly path: string;
}

/** @throws UsageError for what is not there. */
function pictureFiles(path: string, given: string): PictureFile[] {
  if (!existsSync(path)) throw new UsageError(`${given} does not exist`);
  const names = statSync(path).isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  return names
    .filter((name) => ENDINGS.has(extname(name).toLowerCase()))
    .map((name) => ({ path: name, item: basename(name, extname(name)) }));
}

/** One after the other: thousands of files are not open at once. */
function* opened(files: readonly PictureFile[]) {
  for (const { item, path } of files) yield { item, sha256: null, source: createReadStream(path) };
}
