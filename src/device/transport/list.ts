import { readdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { loadHid } from './hid.ts';

/** One place where a device can be. `address` is what a binding writes as its url. */
export interface ListedPort {
  readonly address: string;
  /** What the system opens: the port's path; for HID the identity that it is found by. */
  readonly path: string;
  /** "0c2e:0b61", where USB says. */
  readonly usb?: string;
  readonly serialNumber?: string;
  /** As the device calls itself. */
  readonly name?: string;
  /** HID alone: usage page and usage, "8c:02" is a scanner in HID POS mode, "01:06" a keyboard. */
  readonly usage?: string;
}

/** `missing`: why this machine cannot list them. */
export type PortList = { readonly ports: readonly ListedPort[] } | { readonly missing: 'udevadm' | 'library' };

const BY_ID = '/dev/serial/by-id';
const MOST_NAME = 80;
const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/** The serial ports of this machine, those with a name of their own first. Pseudo-terminals are never among them. */
export async function listSerialPorts(): Promise<PortList> {
  const names = namesOfPorts();
  try {
    const { SerialPort } = await import('serialport');
    const listed = await SerialPort.list();
    const ports = listed.map(({ path, vendorId, productId, serialNumber, manufacturer }): ListedPort => {
      const usb = vendorId && productId ? { usb: `${vendorId}:${productId}`.toLowerCase() } : {};
      const name = manufacturer === undefined ? {} : { name: printable(manufacturer) };
      return {
        address: `serial://${encodeURI(names.get(path) ?? path)}`,
        path,
        ...usb,
        ...name,
        ...(serialNumber && { serialNumber: printable(serialNumber) }),
      };
    });
    return { ports: ports.sort((a, b) => Number(b.usb !== undefined) - Number(a.usb !== undefined)) };
  } catch (error) {
    return { missing: (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'udevadm' : 'library' };
  }
}

/** The HID devices of this machine; one that is a keyboard and a scanner at once is listed as both. */
export async function listHidDevices(): Promise<PortList> {
  const hid = await loadHid();
  if (hid === null) return { missing: 'library' };
  const devices = await hid.devicesAsync().catch(() => []);
  const ports = devices.map((device): ListedPort => {
    const { vendorId, productId, serialNumber, usagePage = 0, usage = 0 } = device;
    const usb = `${hex(vendorId, 4)}:${hex(productId, 4)}`;
    const path = serialNumber ? `${usb}/${encodeURIComponent(serialNumber)}` : usb;
    const name = [device.manufacturer, device.product].filter(Boolean).join(' ');
    return {
      address: `hid://${path}`,
      path,
      usb,
      usage: `${hex(usagePage, 2)}:${hex(usage, 2)}`,
      ...(serialNumber && { serialNumber: printable(serialNumber) }),
      ...(name !== '' && { name: printable(name) }),
    };
  });
  return { ports: [...new Map(ports.map((port) => [`${port.address} ${port.usage}`, port])).values()] };
}

/** By the port that they lead to. A link names the device, where a number is given in the order of plugging in. */
function namesOfPorts(): Map<string, string> {
  try {
    return new Map(readdirSync(BY_ID).map((name) => [realpathSync(join(BY_ID, name)), join(BY_ID, name)]));
  } catch {
    return new Map();
  }
}

/** A device's own words: they may hold anything. */
function printable(text: string): string {
  return text.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?').slice(0, MOST_NAME);
}
