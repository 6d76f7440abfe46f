/**
 * The devices of one box: every binding names a device, its category, the profile of its model and where it is. From outside this
 * room only what is exported here is used.
 */
import { existsSync } from 'node:fs';
import { z } from 'zod';
import type {
  DeviceCategory,
  DeviceReport,
  PosPrinterPort,
  ScannerPort,
  Unsubscribe,
} from '../workstation/ports/device.ts';
import { Fault } from '../workstation/ports/fault.ts';
import type { FirmwarePort } from '../workstation/ports/firmware.ts';
import type { LightsPort } from '../workstation/ports/lights.ts';
import type { OutputsPort } from '../workstation/ports/outputs.ts';
import type { PaymentTerminalPort } from '../workstation/ports/payment-terminal.ts';
import type { RfidReaderPort } from '../workstation/ports/rfid-reader.ts';
import type { ScalePort } from '../workstation/ports/scale.ts';
import type { Clock, Timers } from '../workstation/ports/time.ts';
import { LightsDriver } from './lights/driver.ts';
import { bindMqttRelay } from './lights/mqtt-relay/bind.ts';
import { MqttRelayDriver } from './lights/mqtt-relay/driver.ts';
import { mqttRelayOptionsSchema } from './lights/mqtt-relay/profile.ts';
import type { DeviceLog } from './log.ts';
import { paymentTerminalOptionsSchema } from './payment-terminal/profile.ts';
import { ZvtDriver } from './payment-terminal/zvt/driver.ts';
import { fontFiles } from './pos-printer/drawing/index.ts';
import { PosPrinterDriver } from './pos-printer/driver.ts';
import { posPrinterOptionsSchema } from './pos-printer/profile.ts';
import { type DeviceProfile, readProfile } from './profile-load.ts';
import { bindImpinj, bindZebra } from './rfid-reader/bind.ts';
import { ImpinjDriver } from './rfid-reader/impinj/driver.ts';
import { impinjOptionsSchema } from './rfid-reader/impinj/profile.ts';
import { LlrpDriver } from './rfid-reader/llrp/driver.ts';
import { llrpOptionsSchema } from './rfid-reader/llrp/profile.ts';
import { ZebraDriver } from './rfid-reader/zebra/driver.ts';
import { zebraOptionsSchema } from './rfid-reader/zebra/profile.ts';
import { ScaleDriver } from './scale/driver.ts';
import { ScanDelivery } from './scanner/delivery.ts';
import { ScannerDriver } from './scanner/driver.ts';
import { HidPosDriver } from './scanner/hid-pos/driver.ts';
import { BAR_CODE_SCANNER } from './scanner/hid-pos/reports.ts';
import { type MergedScanners, mergedScanners } from './scanner/port.ts';
import { readSymbol } from './scanner/symbol.ts';
import type { Driver } from './supervisor/driver.ts';
import type { SupervisedDevice } from './supervisor/supervised.ts';
import { createSupervisor } from './supervisor/supervisor.ts';
import { createHidTransport } from './transport/hid.ts';
import { addressOf, transportFor } from './transport/open.ts';
import type { SerialSettings } from './transport/serial-settings.ts';

export type { DeviceLog } from './log.ts';
export { loadProfile, type ProfileSource, readProfile } from './profile-load.ts';
export { type ListedPort, listHidDevices, listSerialPorts, type PortList } from './transport/list.ts';
export { parseDeviceUrl } from './transport/url.ts';

export interface DeviceBinding {
  /** Names the device in reports: "scanner-1". */
  readonly id: string;
  readonly category: DeviceCategory;
  /** Name of a profile of that category. */
  readonly profile: string;
  /** `tcp://host:port` or `serial:///dev/…`; for scanners also `hid://vid:pid[/serial]`; lights also `mqtt://broker/topic`; for RFID readers no serial line, but also `mqtt://broker/topic` and `http://host`, and both over TLS. */
  readonly url: string;
  /** What the store says of this very device; for printers `drawer`, `drawerSwitch`, `fonts`, for payment terminals `password`, `currency`, `timezone`, for LLRP readers `antennas`, `inputs`, `powerDbm`, `session`. */
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface DeviceSetup {
  readonly bindings: readonly DeviceBinding[];
  /** `firmware-config` of the installation. */
  readonly profilesDirectory: string;
  /** Where the store's own profiles are, by category as well; what has the name of an installed one takes its place. */
  readonly ownProfilesDirectory?: string;
  readonly clock: Clock;
  readonly timers: Timers;
  /** A number in [0, 1), as Math.random gives it: spreads reconnection attempts. */
  readonly random: () => number;
  readonly log: DeviceLog;
}

export interface Devices {
  /** What a scanner that is wired as a keyboard typed: a scan like any other. */
  typed(data: string): void;
  /** All scanners as one. */
  readonly scanners: ScannerPort;
  readonly printer: PosPrinterPort | null;
  readonly terminal: PaymentTerminalPort | null;
  readonly lights: LightsPort | null;
  /** Every RFID reader of the box, in the order of their bindings. */
  readonly readers: readonly RfidReaderPort[];
  /** Boards of relays whose outputs are set one by one. */
  readonly relays: readonly OutputsPort[];
  readonly scale: ScalePort | null;
  /** Where a device is given firmware; null for one that takes none from here. */
  firmware(id: string): FirmwarePort | null;
  /** One report per binding, in their order. */
  reports(): DeviceReport[];
  onReport(listener: (report: DeviceReport) => void): Unsubscribe;
  start(): void;
  /** Settles when no socket or timer is left. */
  stop(): Promise<void>;
}

/**
 * Binds drivers to devices; nothing is opened before `start`.
 * @throws Fault DEVICE_BINDING (an id twice, a second printer, terminal, lane light or scale, options that do not hold), DEVICE_PROFILE_UNKNOWN,
 * DEVICE_PROFILE_INVALID, DEVICE_URL_UNSUPPORTED, DEVICE_URL_INVALID.
 */
export function createDevices(setup: DeviceSetup): Devices {
  const { clock, timers, random, log } = setup;
  const scanners = mergedScanners(log);
  const typed = new ScanDelivery({ id: 'keyboard', clock, timers, log, onScan: scanners.emit });
  const bound = setup.bindings.map((binding) => bind(binding, setup, scanners));
  const printers = bound.flatMap(({ driver }) => (driver instanceof PosPrinterDriver ? [driver] : []));
  const terminals = bound.flatMap(({ driver }) => (driver instanceof ZvtDriver ? [driver] : []));
  const lights = bound.flatMap(({ driver }) => (isLights(driver) ? [driver] : []));
  const scales = bound.flatMap(({ driver }) => (driver instanceof ScaleDriver ? [driver] : []));
  if (new Set(bound.map(({ id }) => id)).size < bound.length)
    throw new Fault('DEVICE_BINDING', 'two devices have one id');
  if (printers.length > 1) throw new Fault('DEVICE_BINDING', 'a lane has one receipt printer');
  if (terminals.length > 1) throw new Fault('DEVICE_BINDING', 'a lane has one payment terminal');
  if (lights.length > 1) throw new Fault('DEVICE_BINDING', 'a lane has one light');
  if (scales.length > 1) throw new Fault('DEVICE_BINDING', 'a lane has one scale');
  const upgradable = new Map(bound.flatMap(({ id, driver }) => (takesFirmware(driver) ? [[id, driver] as const] : [])));
  const supervisor = createSupervisor(bound, { clock, timers, random, log });
  return {
    typed: (data) => typed.deliver(readSymbol(new TextEncoder().encode(data), 'inline')),
    scanners,
    printer: printers[0] ?? null,
    terminal: terminals[0] ?? null,
    lights: lights[0] ?? null,
    relays: lights.filter((driver) => driver instanceof MqttRelayDriver),
    readers: bound.flatMap(({ driver }) => (isReader(driver) ? [driver] : [])),
    scale: scales[0] ?? null,
    firmware: (id) => upgradable.get(id) ?? null,
    reports: supervisor.reports,
    onReport: supervisor.onReport,
    start: supervisor.start,
    async stop() {
      typed.clear();
      await supervisor.stop();
    },
  };
}

function bind(binding: DeviceBinding, setup: DeviceSetup, scanners: MergedScanners): SupervisedDevice {
  const { ownProfilesDirectory: own, profilesDirectory } = setup;
  const directories = own === undefined ? [profilesDirectory] : [own, profilesDirectory];
  const { profile, source } = readProfile(directories, binding.category, binding.profile);
  return { ...bindDriver(binding, profile, setup, scanners), source };
}

function bindDriver(
  binding: DeviceBinding,
  profile: DeviceProfile<DeviceCategory>,
  setup: DeviceSetup,
  scanners: MergedScanners,
): SupervisedDevice {
  const { id, category, profile: name, url } = binding;
  const { clock, timers, log } = setup;
  switch (profile.category) {
    case 'scanner': {
      optionsOf(binding, z.strictObject({}));
      const options = { id, profile, clock, timers, log, onScan: scanners.emit };
      if (profile.protocol === 'text')
        return { ...common(binding, profile, timers, null), driver: new ScannerDriver(options) };
      const transport = createHidTransport(addressOf(url, ['hid']), { timers, usagePage: BAR_CODE_SCANNER });
      const { handshakeMs } = profile.connection;
      return {
        id,
        category,
        profile: name,
        handshakeMs,
        transport,
        driver: new HidPosDriver(options),
        heartbeat: null,
      };
    }
    case 'posPrinter': {
      const options = optionsOf(binding, posPrinterOptionsSchema);
      if (options.drawer !== 'none' && !profile.drawer.supported)
        throw new Fault('DEVICE_BINDING', `${id}: no drawer can hang on a printer of profile ${name}`);
      for (const file of fontFiles(options)) {
        if (!existsSync(file)) throw new Fault('DEVICE_BINDING', `${id}: there is no font ${file}`);
      }
      const driver = new PosPrinterDriver({ id, profile, options, clock, timers, log });
      const heartbeat = driver.answersQuestions ? profile.heartbeat : null;
      return { ...common(binding, profile, timers, heartbeat), driver };
    }
    case 'paymentTerminal': {
      const options = optionsOf(binding, paymentTerminalOptionsSchema);
      if (profile.wire === 'network' && url.startsWith('serial:'))
        throw new Fault(
          'DEVICE_BINDING',
          `${id} is on a serial line, and profile ${name} is of a terminal on a network`,
        );
      const driver = new ZvtDriver({ id, profile, options, clock, timers, log });
      return { ...common(binding, profile, timers, profile.heartbeat), driver };
    }
    case 'lights': {
      if (profile.protocol === 'mqtt-relay') {
        const relays = bindMqttRelay(binding, profile, optionsOf(binding, mqttRelayOptionsSchema), setup);
        return { id, category, profile: name, ...relays };
      }
      optionsOf(binding, z.strictObject({}));
      const driver = new LightsDriver({ profile, timers });
      return { ...common(binding, profile, timers, null), driver };
    }
    case 'scale': {
      optionsOf(binding, z.strictObject({}));
      const driver = new ScaleDriver({ id, profile, clock, timers, log });
      return { ...common(binding, profile, timers, profile.heartbeat), driver };
    }
    case 'rfidReader': {
      switch (profile.protocol) {
        case 'llrp': {
          const options = optionsOf(binding, llrpOptionsSchema);
          const driver = new LlrpDriver({ id, profile, options, clock, timers, log });
          return { ...common(binding, profile, timers, profile.heartbeat), driver };
        }
        case 'impinj-iot':
          return {
            ...{ id, category, profile: name },
            ...bindImpinj(binding, profile, optionsOf(binding, impinjOptionsSchema), setup),
          };
        case 'zebra-iotc':
          return {
            ...{ id, category, profile: name },
            ...bindZebra(binding, profile, optionsOf(binding, zebraOptionsSchema), setup),
          };
      }
    }
  }
}

function isLights(driver: Driver): driver is LightsDriver | MqttRelayDriver {
  return driver instanceof LightsDriver || driver instanceof MqttRelayDriver;
}

/** Of the protocols here, those that are known to say how a device is given firmware. */
function takesFirmware(driver: Driver): driver is Driver & FirmwarePort {
  return driver instanceof ImpinjDriver;
}

function isReader(driver: Driver): driver is Driver & RfidReaderPort {
  return driver instanceof LlrpDriver || driver instanceof ImpinjDriver || driver instanceof ZebraDriver;
}

function common(
  { id, category, profile, url }: DeviceBinding,
  {
    connection,
    serial,
  }: {
    readonly connection: { readonly connectTimeoutMs: number; readonly handshakeMs: number };
    readonly serial?: SerialSettings;
  },
  timers: Timers,
  heartbeat: SupervisedDevice['heartbeat'],
) {
  const { connectTimeoutMs, handshakeMs } = connection;
  const line = { timers, connectTimeoutMs, unasked: heartbeat === null, ...(serial && { serial }) };
  return { id, category, profile, handshakeMs, heartbeat, transport: transportFor(url, line) };
}

function optionsOf<Options>({ id, options }: DeviceBinding, schema: z.ZodType<Options>): Options {
  const parsed = schema.safeParse(options ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // The value stays out of the message: it may be a password.
  throw new Fault('DEVICE_BINDING', `options of ${id}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`);
}
