import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { JsonValue } from '../domain/journal/canonical.ts';
import type { DeviceCategory } from '../workstation/ports/device.ts';
import { Fault } from '../workstation/ports/fault.ts';
import { checksumOf } from './checksum.ts';
import { lightsProfileSchema } from './lights/any-profile.ts';
import { paymentTerminalProfileSchema } from './payment-terminal/profile.ts';
import { posPrinterProfileSchema } from './pos-printer/profile.ts';
import { rfidReaderProfileSchema } from './rfid-reader/profile.ts';
import { scaleProfileSchema } from './scale/profile.ts';
import { scannerProfileSchema } from './scanner/profile.ts';

/** The schema of each category's profiles; firmware-config/schema is generated from these. */
export const PROFILE_SCHEMAS = {
  scanner: scannerProfileSchema,
  posPrinter: posPrinterProfileSchema,
  paymentTerminal: paymentTerminalProfileSchema,
  lights: lightsProfileSchema,
  rfidReader: rfidReaderProfileSchema,
  scale: scaleProfileSchema,
} as const satisfies Record<DeviceCategory, z.ZodType>;

export type DeviceProfile<Category extends DeviceCategory> = z.infer<(typeof PROFILE_SCHEMAS)[Category]>;

/** Where a profile came from, and which one it is. */
export interface ProfileSource {
  readonly file: string;
  readonly version: number;
  /** SHA-256 of what the file says, whatever its layout; of `$schema`, which is for editors, it says nothing. */
  readonly checksum: string;
}

export interface LoadedProfile<Category extends DeviceCategory> {
  readonly profile: DeviceProfile<Category>;
  readonly source: ProfileSource;
}

/** A profile's name is a file name without its ending, and never a path. */
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
/** Bytes; ours are below 5 kB. */
const MOST_BYTES = 262_144;

/**
 * Reads and checks one device profile, `<directory>/<category>/<name>.json`, in the first of the directories that has it.
 * @throws Fault DEVICE_PROFILE_UNKNOWN where none has it, DEVICE_PROFILE_INVALID where it says something that does not hold.
 */
export function readProfile<Category extends DeviceCategory>(
  directories: readonly string[],
  category: Category,
  name: string,
): LoadedProfile<Category> {
  if (!NAME.test(name))
    throw new Fault('DEVICE_PROFILE_UNKNOWN', `not a profile name: ${JSON.stringify(name.slice(0, 80))}`);
  for (const directory of directories) {
    const file = join(directory, category, `${name}.json`);
    const text = textOf(file);
    if (text !== null) return checked(file, text, category);
  }
  throw new Fault(
    'DEVICE_PROFILE_UNKNOWN',
    `no profile ${name} of the category ${category} in ${directories.join(', ')}`,
  );
}

/** One profile of one directory. @throws Fault as `readProfile`. */
export function loadProfile<Category extends DeviceCategory>(
  directory: string,
  category: Category,
  name: string,
): DeviceProfile<Category> {
  return readProfile([directory], category, name).profile;
}

function checked<Category extends DeviceCategory>(
  file: string,
  text: string,
  category: Category,
): LoadedProfile<Category> {
  const value = parsed(file, text);
  const said = value.category;
  // Said first: what else such a file holds is not wrong where it belongs.
  if (said !== category)
    throw invalid(file, `is in the folder of ${category} and says that its category is ${JSON.stringify(said)}`);
  const result = PROFILE_SCHEMAS[category].safeParse(value);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw invalid(file, [issue?.path.join('.'), issue?.message].filter(Boolean).join(': '));
  }
  const { $schema, ...content } = value;
  const profile = result.data as DeviceProfile<Category>;
  return { profile, source: { file, version: profile.version, checksum: checksumOf(content) } };
}

function parsed(file: string, text: string): Record<string, JsonValue> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Fault('DEVICE_PROFILE_INVALID', `${file} is not JSON`, { cause });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(file, 'is not a JSON object');
  return value as Record<string, JsonValue>;
}

/** Null where there is no such file. One that cannot be read is not passed over for another of the same name. */
function textOf(file: string): string | null {
  try {
    if (statSync(file).size > MOST_BYTES) throw invalid(file, `is larger than ${MOST_BYTES} bytes`);
    return readFileSync(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Fault) throw cause;
    const code = cause instanceof Error && 'code' in cause ? cause.code : 'unreadable';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new Fault('DEVICE_PROFILE_INVALID', `${file} cannot be read (${String(code)})`, { cause });
  }
}

function invalid(file: string, what: string): Fault {
  return new Fault('DEVICE_PROFILE_INVALID', `profile ${file}: ${what}`);
}
