import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { Timers } from '../../workstation/ports/time.ts';
import type { CloseCause, Connection, ConnectionListener, OpenFailure, OpenOutcome, Transport } from './transport.ts';
import { Turns } from './turns.ts';
import type { DeviceAddress } from './url.ts';

export type HidAddress = Extract<DeviceAddress, { kind: 'hid' }>;

/** One part of a HID device, as node-hid lists it. */
export interface ListedHid {
  readonly path?: string | undefined;
  readonly usagePage?: number | undefined;
  readonly serialNumber?: string | undefined;
}

/** An open HID device, as node-hid has it. */
export interface HidDevice {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'data', listener: (report: Buffer) => void): unknown;
  write(report: Buffer): Promise<unknown>;
  sendFeatureReport(report: Buffer): Promise<unknown>;
  close(): Promise<unknown>;
}

/** What is used of node-hid. */
export interface HidLibrary {
  devicesAsync(vendorId: number, productId: number): Promise<readonly ListedHid[]>;
  readonly HIDAsync: { open(path: string): Promise<HidDevice> };
}

export interface HidOptions {
  readonly timers: Timers;
  /** Which of the device's parts: many scanners are a keyboard and something better at once (HID Usage Tables). */
  readonly usagePage: number;
  /** Milliseconds that listing and opening may take. Default 1500: the system is asked for every HID device there is. */
  readonly openTimeoutMs?: number;
  /** Default: node-hid, as it loads on this machine. */
  readonly library?: () => Promise<HidLibrary | null>;
  /** Whose turn it is to list and open. Default: those of the process, one at a time. */
  readonly turns?: Turns;
}

/** Each looks at every HID device there is: one is enough at a time. */
const PROCESS_TURNS = new Turns(1);

/** Reports that may wait for a slow device before a write is refused. */
const MOST_WAITING = 16;
/** `topic` of a feature report; any other is an output report. */
export const FEATURE = 'feature';

/**
 * A transport of messages to a USB device by its identity: each report is one message, its number (report id) first. Writing one with the topic
 * `feature` sets a feature report. A device that is pulled out ends the connection at once; it is looked for at every attempt.
 */
export function createHidTransport(address: HidAddress, options: HidOptions): Transport {
  const { timers, usagePage, openTimeoutMs = 1500, library = loadHid, turns = PROCESS_TURNS } = options;
  const { vendorId, productId, serialNumber } = address;
  const name = (id: number): string => id.toString(16).padStart(4, '0');
  return {
    url: `hid://${name(vendorId)}:${name(productId)}${serialNumber === null ? '' : `/${encodeURIComponent(serialNumber)}`}`,
    open(listener: ConnectionListener, signal: AbortSignal): Promise<OpenOutcome> {
      const { promise, resolve } = Promise.withResolvers<OpenOutcome>();
      if (signal.aborted) return Promise.resolve({ kind: 'failed', failure: 'aborted' });
      let waiting = true;
      const settle = (outcome: OpenOutcome): void => {
        waiting = false;
        leave();
        cancelTimeout();
        signal.removeEventListener('abort', onAbort);
        resolve(outcome);
      };
      const onAbort = (): void => settle({ kind: 'failed', failure: 'aborted' });
      const cancelTimeout = timers.after(openTimeoutMs, () => settle({ kind: 'failed', failure: 'timeout' }));
      signal.addEventListener('abort', onAbort);
      const leave = turns.take('hid', (done) => {
        void find(library, address, usagePage, () => waiting)
          .then((found) => {
            // Nobody waits any more: what opened late must not keep the device from the next attempt.
            if (!waiting) return typeof found === 'string' ? undefined : found.close().catch(() => undefined);
            if (typeof found === 'string') settle({ kind: 'failed', failure: found });
            else settle({ kind: 'open', connection: adopt(found, listener) });
          })
          .finally(done);
      });
      return promise;
    },
  };
}

/** Opens the device that the address names, if it is still `wanted` once it is found. Never rejects. */
async function find(
  library: () => Promise<HidLibrary | null>,
  address: HidAddress,
  usagePage: number,
  wanted: () => boolean,
): Promise<HidDevice | OpenFailure> {
  const hid = await library();
  if (hid === null) return 'missingLibrary';
  let path: string | undefined;
  try {
    const listed = await hid.devicesAsync(address.vendorId, address.productId);
    path = listed.find((device) => isMeant(device, address, usagePage))?.path;
    if (path === undefined) return 'unreachable';
    if (!wanted()) return 'aborted';
    return await hid.HIDAsync.open(path);
  } catch {
    // The library's own words say no more than that it could not.
    return path !== undefined && (await isForbidden(path)) ? 'forbidden' : 'unreachable';
  }
}

/** The library; null where its native part, or what that needs of the system, does not load on this machine. */
export async function loadHid(): Promise<typeof import('node-hid') | null> {
  try {
    // Loaded by the first HID device only: most boxes have none.
    const { default: hid } = await import('node-hid');
    hid.getHidapiVersion();
    return hid;
  } catch {
    return null;
  }
}

function isMeant(device: ListedHid, { serialNumber }: HidAddress, usagePage: number): boolean {
  return device.usagePage === usagePage && (serialNumber === null || device.serialNumber === serialNumber);
}

function isForbidden(path: string): Promise<boolean> {
  if (!path.startsWith('/')) return Promise.resolve(false);
  return access(path, constants.R_OK | constants.W_OK).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'EACCES',
  );
}

function adopt(device: HidDevice, listener: ConnectionListener): Connection {
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  let closing = false;
  let waiting = 0;
  let turn: Promise<unknown> = Promise.resolve();
  const close = (cause: CloseCause): void => {
    if (closing) return;
    closing = true;
    // Without this the library's reading thread would keep the process alive, also for a device that is long gone.
    void device
      .close()
      .catch(() => undefined)
      .then(() => {
        end();
        listener.closed(cause);
      });
  };
  device.on('error', () => close('remote'));
  device.on('data', (report: Buffer) => {
    if (!closing) listener.data(report);
  });
  return {
    ended,
    write(bytes, topic) {
      if (closing) return 'closed';
      if (waiting >= MOST_WAITING) return 'full';
      waiting += 1;
      const report = Buffer.from(bytes);
      turn = turn
        .then(() => {
          if (closing) return;
          return topic === FEATURE ? device.sendFeatureReport(report) : device.write(report);
        })
        .catch(() => close('error'))
        .finally(() => {
          waiting -= 1;
        });
      return 'accepted';
    },
    close: () => close('local'),
  };
}
