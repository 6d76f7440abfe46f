import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  type ListedPort,
  listHidDevices,
  listSerialPorts,
  type PortList,
  type ProfileSource,
  parseDeviceUrl,
  readProfile,
} from '../../device/index.ts';
import type { Carried, DeviceCategory } from '../../workstation/ports/device.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { findConfigFile } from '../edge/config/find.ts';
import { type Config, loadConfig } from '../edge/config/index.ts';
import { connectControl } from '../edge/control/client.ts';
import type { EdgeStatus } from '../edge/control/protocol.ts';
import { profilePlaces } from '../edge/device-bindings.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { commandConfig } from './with-config.ts';

/** A device as the configuration binds it, and how it is where an edge runs. */
export interface BoundDevice {
  readonly id: string;
  readonly category: string;
  readonly profile: string;
  readonly url: string;
  /** `notRunning` where no edge runs that could say. */
  readonly state: string;
  readonly code?: string;
  /** Which profile its name is: the file, its version, its SHA-256. */
  readonly source?: ProfileSource;
  /** Code of what is wrong with the profile, where it has none that holds. */
  readonly problem?: string;
  /** Of a device that the profile is pushed to. */
  readonly carried?: Carried;
}

export interface DevicesAnswer {
  readonly devices: readonly BoundDevice[];
  readonly serial: PortList;
  readonly hid: PortList;
}

/** Ports and USB devices of this machine with the address that a binding writes, and the bound devices with their state. */
export async function devicesCommand(
  options: { readonly config?: string; readonly json?: boolean },
  io: Io,
): Promise<ExitCode> {
  const bound = await boundDevices(options.config, io);
  if (bound === null) return EXIT.badInput;
  const answer = { devices: bound, serial: await listSerialPorts(), hid: await listHidDevices() };
  if (options.json === true) io.out(JSON.stringify(answer));
  else for (const line of devicesLines(answer)) io.out(line);
  return EXIT.done;
}

/** Null where a configuration was named that does not hold. A machine without one is being set up, and has ports all the same. */
async function boundDevices(named: string | undefined, io: Io): Promise<BoundDevice[] | null> {
  const unnamed = named === undefined ? loadConfig(findConfigFile(undefined, io.workingDirectory), io.env) : null;
  if (unnamed?.kind === 'unreadable') return [];
  const loaded = commandConfig(named, io);
  if (loaded.kind !== 'ok') return null;
  const states = await statesOf(resolve(io.workingDirectory, loaded.stateDirectory));
  return loaded.config.devices.map((device) => boundDevice(loaded.config, device, states?.get(device.id)));
}

function boundDevice(
  config: Config,
  { id, category, profile: configured, url }: Config['devices'][number],
  report: EdgeStatus['devices'][number] | undefined,
): BoundDevice {
  // The office may have set another.
  const profile = report?.profile ?? configured;
  const code = report?.code === undefined ? {} : { code: report.code };
  const carried = report?.carried === undefined ? {} : { carried: report.carried };
  const which = profileSource(config, category, profile);
  return { id, category, profile, url, state: report?.state ?? 'notRunning', ...code, ...which, ...carried };
}

function profileSource(
  config: Config,
  category: DeviceCategory,
  name: string,
): Pick<BoundDevice, 'source' | 'problem'> {
  const { ownProfilesDirectory: own, profilesDirectory } = profilePlaces(config);
  try {
    return {
      source: readProfile(own === undefined ? [profilesDirectory] : [own, profilesDirectory], category, name).source,
    };
  } catch (error) {
    if (error instanceof Fault) return { problem: error.code };
    throw error;
  }
}

async function statesOf(stateDirectory: string) {
  try {
    const edge = await connectControl(stateDirectory);
    const { devices } = await edge.status();
    edge.close();
    return new Map(devices.map((device) => [device.id, device]));
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

const MISSING = {
  udevadm: 'udevadm is missing, so serial ports cannot be listed (`checkstand doctor`)',
  library: 'its library does not load on this machine (`checkstand doctor`)',
} as const;

/** All of it as a person reads it. */
export function devicesLines({ devices, serial, hid }: DevicesAnswer): string[] {
  const rows = devices.map(({ id, category, profile, url, state, code }) => [
    id,
    `${state}${code === undefined ? '' : ` (${code})`}`,
    category,
    profile,
    url,
  ]);
  return [
    'Devices',
    ...(rows.length === 0 ? ['  none configured'] : table(rows)),
    ...(devices.length === 0 ? [] : ['Profiles', ...table(devices.map(profileCells))]),
    'Serial ports',
    ...portLines(serial, devices),
    'USB (HID)',
    ...portLines(hid, devices),
  ];
}

/** A checksum's beginning is enough to tell two profiles apart; `--json` has all of it. */
const SHOWN = 12;

function profileCells({ id, profile, source, problem, carried }: BoundDevice): string[] {
  if (source === undefined) return [id, profile, '', '', problem ?? ''];
  const { version, checksum, file } = source;
  const told = carried === undefined ? '' : carried.told === carried.wanted ? 'carried' : 'NOT carried';
  return [
    id,
    profile,
    `version ${version}`,
    checksum.slice(0, SHOWN),
    `${file}${told === '' ? '' : `  ${told} by the device`}`,
  ];
}

function portLines(list: PortList, devices: readonly BoundDevice[]): string[] {
  if ('missing' in list) return [`  ${MISSING[list.missing]}`];
  if (list.ports.length === 0) return ['  none'];
  return table(
    list.ports.map((port) => {
      const user = devices.find(({ url }) => leadsTo(url, port));
      const is = [port.name, port.usb, port.usage === undefined ? undefined : USAGES[port.usage]].filter(Boolean);
      return [port.address, is.join(', '), user === undefined ? '' : `used by ${user.id}`];
    }),
  );
}

const USAGES: Readonly<Record<string, string>> = { '8c:02': 'scanner in HID POS mode', '01:06': 'keyboard' };

function leadsTo(url: string, port: ListedPort): boolean {
  const address = parseDeviceUrl(url);
  if (address.kind === 'serial') return realPath(address.path) === port.path;
  if (address.kind !== 'hid' || port.usb === undefined || port.usage !== '8c:02') return false;
  const usb = [address.vendorId, address.productId].map((id) => id.toString(16).padStart(4, '0')).join(':');
  return usb === port.usb && (address.serialNumber === null || address.serialNumber === port.serialNumber);
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd());
}
