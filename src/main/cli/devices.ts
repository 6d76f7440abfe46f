import { realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ListedPort, listHidDevices, listSerialPorts, type PortList, parseDeviceUrl } from '../../device/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { findConfigFile } from '../edge/config/find.ts';
import { type Config, loadConfig } from '../edge/config/index.ts';
import { connectControl } from '../edge/control/client.ts';
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
  return loaded.config.devices.map((device) => boundDevice(device, states?.get(device.id)));
}

function boundDevice(
  { id, category, profile, url }: Config['devices'][number],
  report: { readonly state: string; readonly code?: string | undefined } | undefined,
): BoundDevice {
  const code = report?.code === undefined ? {} : { code: report.code };
  return { id, category, profile, url, state: report?.state ?? 'notRunning', ...code };
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
    'Serial ports',
    ...portLines(serial, devices),
    'USB (HID)',
    ...portLines(hid, devices),
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
