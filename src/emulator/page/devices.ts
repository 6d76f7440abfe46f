import type { BrokerSide } from '../broker-side.ts';
import type { EmulatedLights } from '../lights/index.ts';
import type { EmulatedPrinter } from '../printer/index.ts';
import type { EmulatedLlrpReader } from '../rfid-reader/llrp/index.ts';
import type { EmulatedScale } from '../scale/index.ts';
import type { EmulatedScanner } from '../scanner/index.ts';
import type { EmulatedTerminal } from '../terminal/index.ts';
import { brokerSideState } from './broker-side-state.ts';

/** An article of the quick-scan buttons. */
export interface PageArticle {
  readonly gtin: string;
  readonly name: string;
  /** As it is to be shown. */
  readonly price?: string;
  /** `data:image/…` or the markup of an SVG. */
  readonly picture?: string;
}

/** What the page drives. */
export interface PageDevices {
  readonly scanner: EmulatedScanner;
  readonly printer: EmulatedPrinter;
  readonly terminal: EmulatedTerminal;
  readonly lights: EmulatedLights;
  readonly rfidReader: EmulatedLlrpReader;
  readonly gateReader: EmulatedLlrpReader;
  readonly gateScanner: EmulatedScanner;
  readonly scale: EmulatedScale;
  readonly brokerSide: BrokerSide | null;
}

const PAYMENTS_SHOWN = 20;
const PAPERS_SHOWN = 30;
const SCANS_SHOWN = 12;
const LIGHTS_SHOWN = 6;
const TAGS_SHOWN = 100;

/** Everything the page shows that can change. */
export function snapshot(devices: PageDevices): unknown {
  const { scanner, printer, terminal, lights, rfidReader, gateReader, gateScanner, scale, brokerSide } = devices;
  return {
    ...brokerSideState(brokerSide),
    scanner: { ...wire(scanner), silent: scanner.silent, past: scanner.past.slice(0, SCANS_SHOWN) },
    printer: {
      ...wire(printer),
      ...printer.state,
      ...printer.behaviour,
      waitingBytes: printer.waitingBytes,
      notes: printer.notes.slice(-5),
      progress: printer.progress ?? null,
      papers: paperList(printer).slice(-PAPERS_SHOWN),
    },
    terminal: {
      ...wire(terminal),
      registered: terminal.registered,
      display: terminal.display,
      waitingForCard: terminal.waitingForCard,
      mode: terminal.upcomingMode(),
      reversalMode: terminal.upcomingMode('reversal'),
      refundMode: terminal.upcomingMode('refund'),
      cardDelayMs: terminal.cardDelayMs,
      cardShows: terminal.card.shows,
      chunks: terminal.chunks,
      payments: terminal.payments().slice(-PAYMENTS_SHOWN),
    },
    lights: {
      ...wire(lights),
      lit: lights.lit,
      deaf: lights.deaf,
      passedOver: lights.passedOver,
      past: lights.past.slice(0, LIGHTS_SHOWN),
    },
    rfidReader: readerState(rfidReader),
    gateReader: readerState(gateReader),
    gateScanner: { ...wire(gateScanner), past: gateScanner.past.slice(0, 1) },
    scale: {
      ...wire(scale),
      protocol: scale.protocol,
      grams: scale.grams,
      weighed: scale.weighed,
      moving: scale.held,
      silent: scale.silent,
      challenges: scale.challenges,
      chunks: scale.chunks,
      repeats: scale.repeats,
      noisy: scale.noisy,
    },
  };
}

function readerState(reader: EmulatedLlrpReader) {
  return {
    ...wire(reader),
    reads: reader.counts.reads,
    reading: reader.rospec?.state === 'active',
    inputs: reader.inputs,
    outputs: reader.outputs,
    antennas: reader.antennas,
    behaviour: reader.behaviour,
    tagCount: reader.field.size,
    tags: reader.field.tags().slice(-TAGS_SHOWN),
  };
}

/** The finished sheets, without their pictures. */
export function paperList(printer: EmulatedPrinter): { number: number; at: number; lines: number }[] {
  return printer.papers().map(({ number, at, text }) => ({ number, at, lines: text.length }));
}

/** Articles as the page takes them: pictures as data, and only such as it can show. */
export function articleList(articles: readonly PageArticle[]): PageArticle[] {
  return articles.map(({ gtin, name, price, picture }) => {
    const shown = picture === undefined ? undefined : pictureAddress(picture);
    return {
      gtin,
      name,
      ...(price === undefined ? {} : { price }),
      ...(shown === undefined ? {} : { picture: shown }),
    };
  });
}

function pictureAddress(picture: string): string | undefined {
  if (picture.startsWith('data:image/')) return picture;
  if (picture.trimStart().startsWith('<svg'))
    return `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`;
  return undefined;
}

function wire(device: { port: number; plugged: boolean; connected: boolean }) {
  return { port: device.port, plugged: device.plugged, connected: device.connected };
}
