import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import type { DeviceCategory } from '../workstation/ports/device.ts';
import { Fault } from '../workstation/ports/fault.ts';
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

/** A profile's name is a file name without its ending, and never a path. */
const NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * Reads and checks one device profile, `<directory>/<category>/<name>.json`.
 * @throws Fault DEVICE_PROFILE_UNKNOWN where there is none, DEVICE_PROFILE_INVALID where it says something that does not hold.
 */
export function loadProfile<Category extends DeviceCategory>(
  directory: string,
  category: Category,
  name: string,
): DeviceProfile<Category> {
  if (!NAME.test(name))
    throw new Fault('DEVICE_PROFILE_UNKNOWN', `not a profile name: ${JSON.stringify(name.slice(0, 80))}`);
  const parsed = PROFILE_SCHEMAS[category].safeParse(readJson(join(directory, category, `${name}.json`), name));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Fault(
      'DEVICE_PROFILE_INVALID',
      `profile ${name}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  return parsed.data as DeviceProfile<Category>;
}

function readJson(path: string, name: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Fault('DEVICE_PROFILE_UNKNOWN', `no profile ${name}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Fault('DEVICE_PROFILE_INVALID', `profile ${name} is not JSON`, { cause });
  }
}
