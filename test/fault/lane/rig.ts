import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulators, startEmulators } from '../../../src/emulator/index.ts';
import { freePort, writeEdgeConfig } from '../../fixtures/edge.ts';
import { atExit } from '../at-exit.ts';
import { ChaosProxy } from '../chaos-proxy.ts';
import { EdgeProcess, type Launch } from './edge-process.ts';
import { HeadlessKiosk, openSession } from './kiosk.ts';
import { template } from './template.ts';

export type Device = 'scanner' | 'printer' | 'terminal' | 'scale';
export const DEVICES: readonly Device[] = ['scanner', 'printer', 'terminal', 'scale'];

/** Between two weights that the emulated scale tells apart. */
const INTERVAL_GRAMS = 2;

/** How long an edge may take from its start to its first view before it counts as not started. */
const START_LIMIT_MS = 60_000;

/**
 * How a start went: `shown` after so many milliseconds from the process's start, of which it had the processor for so many (all its
 * threads together); or it ended before it showed anything.
 */
export type Start =
  | { readonly kind: 'shown'; readonly milliseconds: number; readonly processorMs: number | null }
  | { readonly kind: 'ended' | 'hung' };

/** A whole lane for one day of faults: a folder, emulated devices behind proxies, real edge processes one after another, a kiosk. */
export class Rig {
  readonly folder: string;
  readonly devices: Emulators;
  readonly proxies: Readonly<Record<Device, ChaosProxy>>;
  edge: EdgeProcess | null = null;
  #kiosk: HeadlessKiosk | null = null;
  readonly #configFile: string;
  readonly #port: number;
  readonly #ownFolder: boolean;
  readonly #weights = new Set<number>();

  private constructor(parts: Pick<Rig, 'folder' | 'devices' | 'proxies'>, port: number, ownFolder: boolean) {
    this.folder = parts.folder;
    this.devices = parts.devices;
    this.proxies = parts.proxies;
    this.#port = port;
    this.#ownFolder = ownFolder;
    const at = Object.fromEntries(DEVICES.map((device) => [device, parts.proxies[device].port]));
    this.#configFile = writeEdgeConfig({ folder: parts.folder, ...at }, port);
  }

  /** Lays a lane out in a folder of its own, or in one that is there. No edge runs yet. */
  static async layOut(folder?: string): Promise<Rig> {
    const place = folder ?? (await ownFolder());
    await (await template()).copyTo(place);
    // A device that is unplugged gives its port up, and comes back at the same one.
    const devices = await startEmulators({
      pagePort: 0,
      scannerPort: await freePort(),
      printerPort: await freePort(),
      terminalPort: await freePort(),
      scalePort: await freePort(),
      scaleSettleMs: 0,
      cardDelayMs: 0,
    });
    const proxies = {
      scanner: await ChaosProxy.listen(() => devices.scanner.port),
      printer: await ChaosProxy.listen(() => devices.printer.port),
      terminal: await ChaosProxy.listen(() => devices.terminal.port),
      scale: await ChaosProxy.listen(() => devices.scale.port),
    };
    return new Rig({ folder: place, devices, proxies }, await freePort(), folder === undefined);
  }

  get stateDirectory(): string {
    return join(this.folder, 'state');
  }

  get journalFile(): string {
    return join(this.stateDirectory, 'journal.db');
  }

  get kiosk(): HeadlessKiosk {
    if (this.#kiosk === null) throw new Error('no kiosk before the first start');
    return this.#kiosk;
  }

  /** A weight that no load of this day has had, this or the next heavier one: by it a load is told from every other. */
  freshWeight(grams: number): number {
    let fresh = grams - (grams % INTERVAL_GRAMS);
    while (this.#weights.has(fresh)) fresh += INTERVAL_GRAMS;
    this.#weights.add(fresh);
    return fresh;
  }

  /** Starts an edge on the state there is, and waits until the kiosk shows its first view. */
  async start(launch: Launch = {}): Promise<Start> {
    const edge = new EdgeProcess(this.#configFile, launch);
    this.edge = edge;
    if (this.#kiosk === null) {
      const url = await edge.launchUrl(this.stateDirectory).catch(() => null);
      if (url === null) return { kind: edge.running ? 'hung' : 'ended' };
      this.#kiosk = new HeadlessKiosk(`http://127.0.0.1:${this.#port}`, await openSession(url));
    }
    const shown = await this.#kiosk.until(() => true, START_LIMIT_MS, edge.gone.signal);
    if (shown) {
      const milliseconds = performance.now() - edge.startedAt;
      return { kind: 'shown', milliseconds, processorMs: edge.processorMs };
    }
    return { kind: edge.running ? 'hung' : 'ended' };
  }

  /** Kills the edge as a power cut does; the kiosk knows at once. */
  async kill(): Promise<void> {
    this.#kiosk?.lost();
    await this.edge?.kill();
    this.#kiosk?.lost();
  }

  async stopEdge(): Promise<void> {
    await this.edge?.stop();
    this.#kiosk?.lost();
  }

  /** Everything as it is on a good day: devices plugged in and willing, wires fair. */
  async allWell(): Promise<void> {
    const { scanner, printer, terminal, scale } = this.devices;
    for (const device of DEVICES) this.proxies[device].disarm();
    printer.setBehaviour({ rowsLeft: undefined, stopAfter: undefined });
    printer.setState({ paper: 'ok', cover: 'closed', cutter: 'ok', jammed: false });
    for (const on of ['payment', 'reversal', 'refund'] as const) terminal.setMode({ kind: 'approve' }, { on });
    terminal.setCardDelay(0);
    await Promise.all([scanner.plug(), printer.plug(), terminal.plug(), scale.plug()]);
  }

  /** Ends everything, and removes the folder where it was made here. */
  async close(): Promise<void> {
    if (this.edge?.running) await this.edge.kill();
    await this.#kiosk?.close();
    await Promise.all(DEVICES.map((device) => this.proxies[device].close()));
    await this.devices.stop();
    if (this.#ownFolder) await rm(this.folder, { recursive: true, force: true });
  }
}

async function ownFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'checkstand-fault-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
