import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { type PostAddress, RELAY_DIALECTS, type RelayDialect, startEmulators } from '../../emulator/index.ts';
import { ready } from '../process/ready.ts';
import { onShutdown, tellSupervisor } from '../process/shutdown.ts';
import { articlesOf } from '../store/articles.ts';
import { emulatedPlaces } from './emulated-places.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

export interface EmulatorCommandOptions {
  readonly host: string;
  readonly port: string;
  readonly scannerPort?: string;
  readonly printerPort?: string;
  readonly printer: string;
  readonly terminalPort?: string;
  readonly lightsPort?: string;
  readonly rfidReaderPort?: string;
  readonly gateReaderPort?: string;
  readonly gateScannerPort?: string;
  readonly scalePort?: string;
  readonly iotReaders?: boolean;
  readonly brokerPort?: string;
  readonly impinjPort?: string;
  readonly zebraPort?: string;
  readonly zebraPosts?: string;
  readonly laneRelays?: string;
  readonly gateRelays?: string;
  readonly serial?: string;
  readonly state: string;
  readonly catalogue?: string;
  readonly currency: string;
}

/** The devices' other end, until it is told to end. */
export async function emulatorCommand(options: EmulatorCommandOptions, io: Io): Promise<ExitCode> {
  const pagePort = portOf(options.port, '--port');
  const portAfter = (text: string | undefined, name: string, step: number): number => {
    if (text !== undefined) return portOf(text, name);
    return pagePort === 0 ? 0 : pagePort + step;
  };
  if (options.printer !== 'esc-pos' && options.printer !== 'star')
    throw new UsageError(`--printer is esc-pos or star, not ${JSON.stringify(options.printer)}`);
  if (options.zebraPosts !== undefined && options.iotReaders !== true)
    throw new UsageError('--zebra-posts needs --iot-readers');
  const laneRelays = dialectOf(options.laneRelays, '--lane-relays');
  const gateRelays = dialectOf(options.gateRelays, '--gate-relays');
  const post = options.zebraPosts === undefined ? null : postAddress(options.zebraPosts);
  const impinjPort = portAfter(options.impinjPort, '--impinj-port', 7);
  const zebraPort = portAfter(options.zebraPort, '--zebra-port', 10);
  const stateDirectory = resolve(io.workingDirectory, options.state);
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  const serialDirectory = options.serial === undefined ? null : resolve(io.workingDirectory, options.serial);
  if (serialDirectory !== null) mkdirSync(serialDirectory, { recursive: true, mode: 0o700 });
  const catalogue =
    options.catalogue === undefined
      ? []
      : articlesOf(resolve(io.workingDirectory, options.catalogue), options.currency);

  let asked: (why: string) => void = () => {};
  const ended = new Promise<string>((done) => {
    asked = done;
  });
  const release = onShutdown(asked, () => process.exit(EXIT.fault));
  try {
    const emulators = await startEmulators({
      host: options.host,
      pagePort,
      scannerPort: portAfter(options.scannerPort, '--scanner-port', 1),
      printerLanguage: options.printer,
      printerPort: portAfter(options.printerPort, '--printer-port', 2),
      terminalPort: portAfter(options.terminalPort, '--terminal-port', 3),
      lightsPort: portAfter(options.lightsPort, '--lights-port', 4),
      rfidReaderPort: portAfter(options.rfidReaderPort, '--rfid-reader-port', 5),
      gateReaderPort: portAfter(options.gateReaderPort, '--gate-reader-port', 8),
      gateScannerPort: portAfter(options.gateScannerPort, '--gate-scanner-port', 14),
      scalePort: portAfter(options.scalePort, '--scale-port', 9),
      brokerPort: portAfter(options.brokerPort, '--broker-port', 6),
      ...(options.iotReaders === true
        ? { iotReaders: { impinjPort, ...(post === null ? {} : { zebraHttp: { port: zebraPort, post } }) } }
        : {}),
      ...(laneRelays === undefined && gateRelays === undefined ? {} : { relays: { laneRelays, gateRelays } }),
      ...(serialDirectory === null ? {} : { serialDirectory }),
      stateDirectory,
      catalogue,
      log: (device, event, detail) =>
        io.err(JSON.stringify({ time: new Date().toISOString(), device, event, ...detail })),
    });
    tellSupervisor(ready(emulators.page.url));
    for (const line of emulatedPlaces(emulators, options.host, serialDirectory)) io.out(line);
    await ended;
    await emulators.stop();
    return EXIT.done;
  } finally {
    release();
    if (process.connected) process.disconnect();
  }
}

function dialectOf(text: string | undefined, option: string): RelayDialect | undefined {
  const dialect = RELAY_DIALECTS.find((each) => each === text);
  if (text !== undefined && dialect === undefined)
    throw new UsageError(`${option} is ${RELAY_DIALECTS.join(' or ')}, not ${JSON.stringify(text)}`);
  return dialect;
}

/** Whatever is wrong with it is said without the address: it holds a password. */
function postAddress(text: string): PostAddress {
  const url = URL.canParse(text) ? new URL(text) : null;
  const { protocol, username, password } = url ?? {};
  if (url === null || !(protocol === 'http:' || protocol === 'https:') || !username || !password)
    throw new UsageError(
      '--zebra-posts takes an address with the login to post with, http://name:password@127.0.0.1:7443',
    );
  return { url: url.origin, username: decodeURIComponent(username), password: decodeURIComponent(password) };
}

function portOf(text: string, option: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`${option} takes a port from 0 to 65535, not "${text}"`);
  return port;
}
