/**
 * The other end of the wire: a scanner, a receipt printer, a payment terminal, a lane light, a scale and an RFID reader that speak their published
 * protocols over TCP, where asked for RFID readers that speak JSON over MQTT and HTTP and boards of relays behind a broker, and a page to
 * drive them. Nothing here is shared with the drivers, so that a mistake on one side shows. Every device serves one host at a time, and the
 * newest wins.
 */
import { join } from 'node:path';
import type { BrokerSide, RelayBoardDialects } from './broker-side.ts';
import { EmulatedLights } from './lights/index.ts';
import { type EmulatorLog, silentLog } from './log.ts';
import { EmulatorPage, type PageArticle } from './page/index.ts';
import { EmulatedPrinter, type PrinterLanguage } from './printer/index.ts';
import type { IotReaderPorts } from './rfid-reader/iot-readers.ts';
import { EmulatedLlrpReader } from './rfid-reader/llrp/index.ts';
import { EmulatedScale } from './scale/index.ts';
import { EmulatedScanner } from './scanner/index.ts';
import { EmulatedTerminal } from './terminal/index.ts';

export type { EmulatedLights, Lamp, PastLight } from './lights/index.ts';
export type { EmulatorLog } from './log.ts';
export type { PageArticle } from './page/index.ts';
export type { EmulatedPrinter, Paper, PrinterBehaviour, PrinterLanguage, PrinterState } from './printer/index.ts';
export { type EmulatedRelays, RELAY_DIALECTS, type RelayDialect } from './relays/index.ts';
export { RELAY_TOPICS, type RelayPlace } from './relays/topics.ts';
export { type FieldTag, TagField } from './rfid-reader/field.ts';
export type { PostAddress } from './rfid-reader/http/poster.ts';
export type { IotReaders } from './rfid-reader/iot-readers.ts';
export { EmulatedLlrpReader, type LlrpBehaviour } from './rfid-reader/llrp/index.ts';
export { IMPINJ_TOPIC, ZEBRA_LOGIN, ZEBRA_TOPIC } from './rfid-reader/topics.ts';
export { type EmulatedScale, SCALE_PROTOCOLS, type ScaleChange, type ScaleProtocolName } from './scale/index.ts';
export type { EmulatedScanner, ScanOptions, ScanOutcome } from './scanner/index.ts';
export type { EmulatedTerminal, Payment, TerminalMode } from './terminal/index.ts';

export interface EmulatorOptions {
  /** Address the devices listen on; 127.0.0.1 when left out. The page always listens there. */
  readonly host?: string;
  /** Ports; 0 takes any free one. 7310 to 7315, 7318 and 7319 when left out; the lights', the readers' and the scale's are free where the page's is. */
  readonly pagePort?: number;
  readonly scannerPort?: number;
  readonly printerPort?: number;
  readonly terminalPort?: number;
  readonly lightsPort?: number;
  readonly rfidReaderPort?: number;
  /** A second reader, at the gate. */
  readonly gateReaderPort?: number;
  /** A second scanner, at the gate; 7324 when left out, or free where the page's is. */
  readonly gateScannerPort?: number;
  /** Directory in which scanner, printer, terminal, lights and scale appear as serial ports too, by these names; `socat` makes them. */
  readonly serialDirectory?: string;
  readonly scalePort?: number;
  /** What the printer speaks; ESC/POS when left out. */
  readonly printerLanguage?: PrinterLanguage;
  /** Readers that speak JSON before the same tags; none when left out. */
  readonly iotReaders?: IotReaderPorts;
  /** Boards of relays that lights, siren and door hang on; none when left out. */
  readonly relays?: RelayBoardDialects;
  /** Of the broker, which runs where readers or relays need one; 7316 when left out, or free where the page's is. */
  readonly brokerPort?: number;
  /** Where printed sheets (`papers/`) and the terminal's books (`terminal.json`) are kept. Nothing is kept when left out. */
  readonly stateDirectory?: string;
  /** Articles of the page's quick-scan buttons. */
  readonly catalogue?: readonly PageArticle[];
  /** How long the scale swings when something is laid on it. 600 when left out. */
  readonly scaleSettleMs?: number;
  /** How long a shopper takes to present a card; `null` waits for the button. 400 when left out. */
  readonly cardDelayMs?: number | null;
  readonly log?: EmulatorLog;
  /** Wall clock, milliseconds. */
  readonly now?: () => number;
}

export interface Emulators {
  readonly scanner: EmulatedScanner;
  readonly printer: EmulatedPrinter;
  readonly terminal: EmulatedTerminal;
  readonly lights: EmulatedLights;
  readonly rfidReader: EmulatedLlrpReader;
  readonly gateReader: EmulatedLlrpReader;
  readonly gateScanner: EmulatedScanner;
  readonly scale: EmulatedScale;
  /** Null where nothing was asked for that needs a broker. */
  readonly brokerSide: BrokerSide | null;
  readonly page: { readonly url: string };
  /** Drops all lines and frees all ports. */
  stop(): Promise<void>;
}

const CARD_DELAY_MS = 400;
const SCALE_SETTLE_MS = 600;

/** Starts all emulators. @throws the socket's error when a port can't be had; then nothing is left running. */
export async function startEmulators(options: EmulatorOptions = {}): Promise<Emulators> {
  const { host = '127.0.0.1', log = silentLog, now = Date.now, stateDirectory, cardDelayMs = CARD_DELAY_MS } = options;
  let page: EmulatorPage | undefined;
  const onChange = () => page?.changed();
  const shared = { host, log, now, onChange };
  const papers = stateDirectory === undefined ? {} : { directory: join(stateDirectory, 'papers') };
  const books = stateDirectory === undefined ? {} : { directory: stateDirectory };
  const serial = (name: string) =>
    options.serialDirectory === undefined ? {} : { pty: join(options.serialDirectory, name) };
  const scanner = new EmulatedScanner({ ...shared, ...serial('scanner'), port: options.scannerPort ?? 7311 });
  const printer = new EmulatedPrinter({
    ...shared,
    ...papers,
    ...serial('printer'),
    ...(options.printerLanguage === undefined ? {} : { language: options.printerLanguage }),
    port: options.printerPort ?? 7312,
  });
  const terminal = new EmulatedTerminal({
    ...shared,
    ...books,
    ...serial('terminal'),
    port: options.terminalPort ?? 7313,
    cardDelayMs,
  });
  const orFree = (port: number) => (options.pagePort === 0 ? 0 : port);
  const lights = new EmulatedLights({ ...shared, ...serial('lights'), port: options.lightsPort ?? orFree(7314) });
  const rfidReader = new EmulatedLlrpReader({ ...shared, port: options.rfidReaderPort ?? orFree(7315) });
  const gateReader = new EmulatedLlrpReader({ ...shared, port: options.gateReaderPort ?? orFree(7318) });
  const gateScanner = new EmulatedScanner({ ...shared, port: options.gateScannerPort ?? orFree(7324) });
  const settleMs = options.scaleSettleMs ?? SCALE_SETTLE_MS;
  const scale = new EmulatedScale({ ...shared, ...serial('scale'), port: options.scalePort ?? orFree(7319), settleMs });
  const devices = { scanner, printer, terminal, lights, rfidReader, gateReader, gateScanner, scale };
  let brokerSide: BrokerSide | null = null;
  const pageOptions = { port: options.pagePort ?? 7310, articles: options.catalogue ?? [], log };
  const stop = async () => {
    await Promise.all([...Object.values(devices), page, brokerSide].map((each) => each?.stop()));
  };
  try {
    for (const each of Object.values(devices)) await each.start();
    const { iotReaders, relays, brokerPort = orFree(7316) } = options;
    if (iotReaders !== undefined || relays !== undefined) {
      // The broker and its client take their time to load, and most have no use for them.
      const { startBrokerSide } = await import('./broker-side.ts');
      const wanted = {
        ...(iotReaders === undefined ? {} : { iotReaders }),
        ...(relays === undefined ? {} : { relays }),
      };
      brokerSide = await startBrokerSide({ ...shared, ...wanted, brokerPort, field: rfidReader.field });
    }
    page = new EmulatorPage({ ...pageOptions, devices: { ...devices, brokerSide } });
    await page.start();
    return { ...devices, brokerSide, page: { url: page.url }, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
