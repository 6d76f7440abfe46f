import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { IMPINJ_TOPIC, startEmulators, ZEBRA_TOPIC } from '../../emulator/index.ts';
import { ready } from '../process/ready.ts';
import { onShutdown, tellSupervisor } from '../process/shutdown.ts';
import { articlesOf } from '../store/articles.ts';
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
      gateScannerPort: portAfter(options.gateScannerPort, '--gate-scanner-port', 13),
      scalePort: portAfter(options.scalePort, '--scale-port', 9),
      ...(options.iotReaders === true
        ? {
            iotReaders: {
              brokerPort: portAfter(undefined, '', 6),
              impinjPort: portAfter(undefined, '', 7),
            },
          }
        : {}),
      ...(serialDirectory === null ? {} : { serialDirectory }),
      stateDirectory,
      catalogue,
      log: (device, event, detail) =>
        io.err(JSON.stringify({ time: new Date().toISOString(), device, event, ...detail })),
    });
    tellSupervisor(ready(emulators.page.url));
    const { scanner, printer, terminal, lights, rfidReader, gateReader, gateScanner, scale, page } = emulators;
    io.out(
      `devices at ${page.url} (scanner ${scanner.port}, printer ${printer.port}, payment terminal ${terminal.port}, lights ${lights.port}, RFID reader ${rfidReader.port}, gate ${gateReader.port} with scanner ${gateScanner.port}, scale ${scale.port})`,
    );
    if (serialDirectory !== null) io.out(`serial ports in ${serialDirectory}: scanner, printer, terminal, lights`);
    const { iotReaders } = emulators;
    if (iotReaders !== null) {
      io.out(
        `Impinj reader at http://${options.host}:${iotReaders.impinj.port} and mqtt://${options.host}:${iotReaders.broker.port}/${IMPINJ_TOPIC}, Zebra reader at mqtt://${options.host}:${iotReaders.broker.port}/${ZEBRA_TOPIC}`,
      );
    }
    await ended;
    await emulators.stop();
    return EXIT.done;
  } finally {
    release();
    if (process.connected) process.disconnect();
  }
}

function portOf(text: string, option: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`${option} takes a port from 0 to 65535, not "${text}"`);
  return port;
}
