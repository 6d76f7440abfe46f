import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../workstation/ports/fault.ts';
import { connectControl } from '../edge/control/client.ts';
import { type DirectoryLock, lockDirectory } from '../edge/lock.ts';
import { systemClock, systemTimers } from '../edge/system.ts';
import { type ChildSpec, startChild } from '../process/child.ts';
import { isFree } from '../process/free-port.ts';
import { readyMessage } from '../process/ready.ts';
import { type Supervised, type SupervisedEvent, supervise } from '../process/supervisor.ts';
import { CLI_ENTRY, DEMO_CATALOGUE, DEMO_PROMOTIONS, screensBuilt } from '../project.ts';
import { addDemoStaff } from './demo-staff.ts';
import { choiceArguments, type DeviceChoice } from './device-choice.ts';
import { greetingLines } from './greeting.ts';
import { joinCloud } from './join-cloud.ts';
import { joinGate } from './join-gate.ts';
import { type BoxPorts, gateConfig, laneConfig, WANTED_PORTS } from './lane-config.ts';
import { type Layout, layoutIn } from './layout.ts';
import { choosePorts } from './ports.ts';
import { chooseShell, type ShellChoice } from './shell-child.ts';

const HOST = '127.0.0.1';
const READY_TIMEOUT_MS = 20_000;
const CLOUD_TIMEOUT_MS = 120_000;
/** Parts that the store goes on without. */
const DISPENSABLE = new Set(['shell', 'cloud', 'gate']);
const STOP_GRACE_MS = 5_000;
/** A part that ends so often before it was ever ready will not be. */
const MOST_FALSE_STARTS = 3;
const TAIL_LINES = 5;

export interface StoreOptions {
  readonly workingDirectory: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** False where no window is to be opened. */
  readonly window: boolean;
  readonly devices: DeviceChoice;
  readonly colours: boolean;
  /** Reads the demo goods into a state directory that has none yet. */
  readonly importGoods: (stateDirectory: string, file: string) => Promise<void>;
  /** The same for promotions. */
  readonly importPromotions: (stateDirectory: string, file: string) => Promise<void>;
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

export interface RunningStore {
  /** Resolves when a part has ended for good by itself: the store then is to be stopped. */
  readonly failed: Promise<string>;
  /** Ends shell, edge and emulators in that order, each by force after 5 s. What they wrote stays. */
  stop(): Promise<void>;
}

/**
 * Starts the store in a box and says where everything is.
 * @throws Fault STORE_NO_SCREENS, STORE_ALREADY_RUNNING, STORE_NO_PORT, STORE_NOT_READY, STORAGE_*, and what the import throws.
 */
export async function runStore(options: StoreOptions): Promise<RunningStore> {
  const began = systemClock.monotonic();
  if (!screensBuilt())
    throw new Fault(
      'STORE_NO_SCREENS',
      'the screens are not built yet: run `npm run build`, or start with `npm start`',
    );
  const layout = layoutIn(options.workingDirectory);
  // PostgreSQL, which refuses root, runs as another user and has to get at its own folder.
  if (process.getuid?.() === 0) {
    mkdirSync(layout.root, { recursive: true });
    chmodSync(layout.root, 0o711);
  }
  for (const folder of [layout.root, layout.lane, layout.gate, layout.emulator, layout.logs])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = holdStore(layout);
  const box = new Box(layout, options);
  try {
    const ports = await box.choosePorts();
    writeFileSync(layout.config, laneConfig(layout.lane, ports, options.devices), { mode: 0o600 });
    writeFileSync(layout.gateConfig, gateConfig(layout.gate, ports, options.devices), { mode: 0o600 });
    await options.importGoods(layout.lane, DEMO_CATALOGUE);
    await options.importPromotions(layout.lane, DEMO_PROMOTIONS);
    await addDemoStaff(layout.lane);
    await options.importGoods(layout.gate, DEMO_CATALOGUE);
    await addDemoStaff(layout.gate);
    // First to start and last to stop. What goes wrong with it is told once the lane is there to join it.
    const cloud = box.start('cloud', cloudArguments(layout, ports), CLOUD_TIMEOUT_MS);
    cloud.catch(() => {});
    const pageUrl = await box.start('emulator', emulatorArguments(layout, ports, options.devices));
    await box.start('edge', ['edge', '--config', layout.config]);
    void joinWhenThere(cloud, layout, options.err);
    const gateUrl = await startGate(box, layout, ports, options.err);
    const shell = chooseShell(options.env, options.window, layout.config, join(layout.logs, 'shell.log'));
    if (shell.kind === 'window') box.open(shell.spec);
    const greeting = {
      layout,
      workingDirectory: options.workingDirectory,
      ports,
      devices: options.devices,
      launchUrl: await launchUrl(layout.lane),
      pageUrl,
      gateUrl,
      window: windowText(shell),
      milliseconds: systemClock.monotonic() - began,
      colours: options.colours,
    };
    for (const line of greetingLines(greeting)) options.out(line);
  } catch (error) {
    await box.stop();
    lock.release();
    throw error;
  }
  return {
    failed: box.failed,
    async stop() {
      await box.stop();
      lock.release();
    },
  };
}

function holdStore(layout: Layout): DirectoryLock {
  try {
    return lockDirectory(layout.root, 'store.lock');
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'EDGE_ALREADY_RUNNING') throw error;
    throw new Fault('STORE_ALREADY_RUNNING', `a store in a box is already running in ${layout.root}`, { cause: error });
  }
}

async function launchUrl(stateDirectory: string): Promise<string> {
  const edge = await connectControl(stateDirectory);
  const url = await edge.launchUrl('kiosk');
  edge.close();
  return url;
}

function windowText(shell: ShellChoice): string {
  return shell.kind === 'none' ? shell.why : `The window is ${shell.what}'s.`;
}

function cloudArguments(layout: Layout, ports: BoxPorts): string[] {
  return ['cloud', '--host', HOST, '--port', String(ports.cloud), '--state', layout.cloud, '--own'];
}

/** Nobody waits for it: the first start makes a database, and the lane sells without. */
async function joinWhenThere(cloud: Promise<string>, layout: Layout, err: (line: string) => void): Promise<void> {
  try {
    await joinCloud(layout, await cloud);
  } catch (error) {
    err(`checkstand: without its cloud: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The lane sells without its gate, so what goes wrong with that is only told. Null where it does not run. */
async function startGate(
  box: Box,
  layout: Layout,
  ports: BoxPorts,
  err: (line: string) => void,
): Promise<string | null> {
  try {
    await joinGate(layout, ports);
    await box.start('gate', ['edge', '--config', layout.gateConfig]);
    return await launchUrl(layout.gate);
  } catch (error) {
    err(`checkstand: without its gate: ${error instanceof Error ? error.message : String(error)}`);
    return null;
  }
}

function emulatorArguments(layout: Layout, ports: BoxPorts, devices: DeviceChoice): string[] {
  const { page, scanner, printer, terminal, lights, rfidReader, gateReader, gateScanner, scale } = ports;
  const where = ['--host', HOST, '--state', layout.emulator, '--catalogue', DEMO_CATALOGUE];
  const on = {
    '--port': page,
    '--scanner-port': scanner,
    '--printer-port': printer,
    '--terminal-port': terminal,
    '--lights-port': lights,
    '--rfid-reader-port': rfidReader,
    '--gate-reader-port': gateReader,
    '--gate-scanner-port': gateScanner,
    '--scale-port': scale,
  };
  const flags = Object.entries(on).flatMap(([name, port]) => [name, String(port)]);
  return ['emulator', ...where, ...flags, ...choiceArguments(devices, ports)];
}

/** The processes of the box, in the order of their start. */
class Box {
  readonly failed: Promise<string>;
  readonly #layout: Layout;
  readonly #options: StoreOptions;
  readonly #running: Supervised[] = [];
  #fail: (why: string) => void = () => {};
  #stopping = false;
  readonly #waits = new Set<() => void>();

  constructor(layout: Layout, options: StoreOptions) {
    this.#layout = layout;
    this.#options = options;
    this.failed = new Promise((resolve) => {
      this.#fail = resolve;
    });
  }

  async choosePorts(): Promise<BoxPorts> {
    const choice = await choosePorts({ ...WANTED_PORTS }, (port) => isFree(HOST, port));
    if (choice.kind === 'chosen') return choice.ports;
    throw new Fault('STORE_NO_PORT', `no free port for ${choice.name} near ${WANTED_PORTS[choice.name]}`);
  }

  /** Starts one of our own commands and waits until it says that it is ready; the address it names. @throws Fault STORE_NOT_READY */
  start(name: string, args: readonly string[], timeout = READY_TIMEOUT_MS): Promise<string> {
    const logFile = join(this.#layout.logs, `${name}.log`);
    rmSync(logFile, { force: true });
    let falseStarts = 0;
    return new Promise((resolve, reject) => {
      const notReady = (why: string): void =>
        reject(new Fault('STORE_NOT_READY', `the ${name} ${why}${tail(logFile)}`));
      const cancel = systemTimers.after(timeout, () => notReady(`was not ready within ${timeout / 1000} s`));
      this.#waits.add(cancel);
      this.#supervise({ name, command: process.execPath, args: [CLI_ENTRY, ...args], logFile }, (event) => {
        const url = event.kind === 'message' ? readyMessage(event.message) : null;
        if (event.kind === 'exited') falseStarts += 1;
        if (url === null && event.kind !== 'gaveUp' && falseStarts < MOST_FALSE_STARTS) return;
        cancel();
        if (url !== null) resolve(url);
        else notReady('does not start');
      });
    });
  }

  /** Opens the window; a person may close it, and the store goes on. */
  open(spec: ChildSpec): void {
    rmSync(spec.logFile ?? '', { force: true });
    this.#supervise(spec, () => {});
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const cancel of this.#waits) cancel();
    for (const process of this.#running.toReversed()) {
      if ((await process.stop(STOP_GRACE_MS)) === 'forced')
        this.#options.err(`checkstand: the ${process.name} was ended by force`);
    }
  }

  #supervise(spec: ChildSpec, watch: (event: SupervisedEvent) => void): void {
    const process = supervise(spec, {
      start: startChild,
      clock: systemClock,
      timers: systemTimers,
      onEvent: (event) => {
        watch(event);
        this.#tell(spec, event);
      },
    });
    this.#running.push(process);
    process.start();
  }

  #tell(spec: ChildSpec, event: SupervisedEvent): void {
    if (this.#stopping) return;
    const { err, out } = this.#options;
    if (event.kind === 'exited') {
      const how = event.exit.error ?? event.exit.signal ?? `exit ${event.exit.code}`;
      err(`checkstand: the ${spec.name} ended (${how}) and is started again`);
    }
    if (event.kind !== 'gaveUp') return;
    if (!DISPENSABLE.has(spec.name)) this.#fail(`the ${spec.name} has ended${tail(spec.logFile)}`);
    else if (spec.name !== 'shell') return;
    else if (event.exit.code === 0) out('  The window was closed; the lane goes on. Ctrl-C stops everything.');
    else err('checkstand: the window does not stay open; open the address above instead');
  }
}

/** The last lines of a log, for whoever has to find out why. */
function tail(logFile: string | undefined): string {
  if (logFile === undefined) return '';
  try {
    const lines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-TAIL_LINES);
    return `:\n${lines.join('\n')}\nAll of it is in ${logFile}`;
  } catch {
    return '';
  }
}
