import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, chromium, _electron as electron, expect, type Page } from '@playwright/test';
import { type Emulators, startEmulators } from '../../src/emulator/index.ts';
import { chromiumFlags, findChromium } from '../../src/main/shell/find-chromium.ts';
import { findElectron } from '../../src/main/shell/find-electron.ts';
import { checkstand, type EdgeSetting, type EdgeUnderTest, startEdge, writeEdgeConfig } from '../fixtures/edge.ts';

const SHELL = join(import.meta.dirname, '../../src/main/shell/index.ts');
/** The goods that every lane of these specs sells. */
export const DEMO = join(import.meta.dirname, '../../demo/catalogue.csv');

/** One journal entry of an export, as far as the specs look at it. */
export interface Entry {
  readonly seq: number;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A whole lane for a spec: emulated devices on TCP, a real edge process on the demo catalogue, a kiosk in a real browser. */
export class Lane {
  edge: EdgeUnderTest;
  readonly devices: Emulators;
  readonly page: Page;
  readonly #setting: EdgeSetting;
  readonly #barcodes: ReadonlyMap<string, string>;

  constructor(edge: EdgeUnderTest, setting: EdgeSetting, devices: Emulators, page: Page) {
    this.edge = edge;
    this.#setting = setting;
    this.devices = devices;
    this.page = page;
    const [, ...lines] = readFileSync(DEMO, 'utf8').trim().split('\n');
    this.#barcodes = new Map(lines.map((line) => [line.split(',')[0] ?? '', line.split(',')[1]?.split(' ')[0] ?? '']));
  }

  /** The first barcode of an item of the demo catalogue. */
  barcode(id: string): string {
    const barcode = this.#barcodes.get(id);
    if (barcode === undefined || barcode === '') throw new Error(`the demo catalogue has no barcode for ${id}`);
    return barcode;
  }

  /** Scans goods by their ids, each by bytes on the scanner's wire, and waits until each is painted. */
  async scan(...ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const before = await this.version();
      await this.devices.scanner.scan(this.barcode(id));
      await expect.poll(() => this.version()).toBeGreaterThan(before);
    }
  }

  /** The view's version that is painted now. */
  async version(): Promise<number> {
    return Number(await this.page.locator('[data-view-version]').getAttribute('data-view-version'));
  }

  /** True where nothing has been painted for a third of a second. */
  async isQuiet(): Promise<boolean> {
    const before = await this.version();
    await new Promise((resolve) => setTimeout(resolve, 300));
    return (await this.version()) === before;
  }

  /** What the screen itself shows of a text, not what is only read out. */
  text(words: string | RegExp) {
    return this.page.getByRole('main').getByText(words);
  }

  /** Touches the button with these words. */
  async press(name: string | RegExp): Promise<void> {
    await this.page.getByRole('button', { name }).click();
  }

  /** Kills the edge as a power cut does, and starts another on the same state; the page finds it again by itself. */
  async killAndRestart(): Promise<void> {
    const before = await this.version();
    await this.edge.kill();
    this.edge = await startEdge(this.#setting, this.edge.port);
    // A touch on the picture from before the cut would be refused as stale. Versions begin anew, so once in a while they are the same.
    await expect
      .poll(() => this.version(), { timeout: 5_000 })
      .not.toBe(before)
      .catch(() => {});
  }

  /** Adds a member of staff by the command; the PIN goes in by its input. */
  async hire({ id, name, role, pin }: Record<'id' | 'name' | 'role' | 'pin', string>): Promise<void> {
    const who = ['--id', id, '--name', name, '--role', role];
    const args = ['operator', 'add', ...who, '--pin-stdin', '--config', this.edge.configFile];
    const hired = await checkstand(args, undefined, `${pin}\n`);
    expect(hired, hired.err).toMatchObject({ code: 0 });
  }

  /** The journal as `checkstand journal export` writes it. */
  async journal(): Promise<Entry[]> {
    const { out } = await checkstand(['journal', 'export', '--config', this.edge.configFile]);
    return out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Entry);
  }

  /** What `checkstand journal verify` says of it. */
  verify(): Promise<{ code: number | null; out: string; err: string }> {
    return checkstand(['journal', 'verify', '--config', this.edge.configFile]);
  }
}

/** What the kiosk's window is. */
export type Shell = 'chromium' | 'electron';

/** Opens the kiosk on an edge: a page of Chromium at a launch address, or Electron's own window, which asks for one itself. */
async function openKiosk(shell: Shell, edge: EdgeUnderTest): Promise<{ page: Page; close: () => Promise<void> }> {
  const asRoot = process.getuid?.() === 0;
  if (shell === 'electron') {
    const args = [SHELL, '--attach', '--windowed', '--config', edge.configFile];
    const executablePath = findElectron() ?? '';
    const app = await electron.launch({ executablePath, args: asRoot ? ['--no-sandbox', ...args] : args });
    return { page: await app.firstWindow(), close: () => app.close() };
  }
  const browser = await chromium.launch({ executablePath: findChromium() ?? '', args: chromiumFlags(asRoot) });
  const page = await browser.newPage({ locale: 'en-GB' });
  await page.goto(await edge.launchUrl());
  return { page, close: () => browser.close() };
}

/** A disk of so many megabytes where the lane keeps its data, so that a spec can fill it up; returns how to take it away. */
async function mountSmallDisk(directory: string, megabytes: number): Promise<() => void> {
  await mkdir(directory, { mode: 0o700, recursive: true });
  const size = `size=${megabytes}m,mode=700`;
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'checkstand-e2e', directory]);
  if (mounted.status !== 0) throw new Error(`no small disk: ${mounted.stderr}`);
  return () => spawnSync('umount', ['-l', directory]);
}

/** Catalogues that were imported before, by all that an import depends on. */
const stocked = new Map<string, Buffer>();

/** Gives a lane the demo goods: imported as a retailer does, once for each kind of store. */
async function stock({ folder, currency, taxes, pricesIncludeTax }: EdgeSetting, config: string): Promise<void> {
  const kind = JSON.stringify([currency, taxes, pricesIncludeTax]);
  const catalogue = join(folder, 'state', 'catalogue.db');
  const ready = stocked.get(kind);
  if (ready !== undefined) {
    await mkdir(join(folder, 'state'), { mode: 0o700, recursive: true });
    await writeFile(catalogue, ready, { mode: 0o600 });
    return;
  }
  const imported = await checkstand(['import', DEMO, '--config', config]);
  expect(imported, imported.err).toMatchObject({ code: 0 });
  stocked.set(kind, await readFile(catalogue));
}

/** Why this machine cannot have a small disk; null where it can. */
function lacksSmallDisk(): string | null {
  if (process.getuid?.() !== 0) return 'a small disk needs root: run the tests as root';
  const there = mkdtempSync(join(tmpdir(), 'checkstand-e2e-mount-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'checkstand-e2e', there]).status === 0;
  if (mounted) spawnSync('umount', ['-l', there]);
  rmSync(there, { recursive: true });
  return mounted ? null : 'a small disk needs the right to mount a tmpfs, and this machine gives none';
}

/** A spec with a lane of its own; `test.use({ store: … })` changes the store it stands in. */
export const test = base.extend<{
  shell: Shell;
  store: Omit<EdgeSetting, 'folder'>;
  /** Size of the disk that the lane's data lies on; null for the machine's own. */
  diskMegabytes: number | null;
  /** Whether the lane has an RFID pad. */
  withPad: boolean;
  lane: Lane;
}>({
  shell: ['chromium', { option: true }],
  store: [{}, { option: true }],
  diskMegabytes: [null, { option: true }],
  withPad: [false, { option: true }],
  lane: async ({ shell, store, diskMegabytes, withPad }, use, info) => {
    info.skip(
      shell === 'electron' && findElectron() === null,
      "Electron's binary is absent: `npx install-electron` fetches it",
    );
    const lacking = diskMegabytes === null ? null : lacksSmallDisk();
    info.skip(lacking !== null, lacking ?? '');
    const folder = await mkdtemp(join(tmpdir(), 'checkstand-e2e-'));
    const devices = await startEmulators({
      pagePort: 0,
      scannerPort: 0,
      printerPort: 0,
      terminalPort: 0,
      lightsPort: 0,
      cardDelayMs: 50,
    });
    const { scanner, printer, terminal, lights, rfidReader, scale } = devices;
    const ports = {
      scanner: scanner.port,
      printer: printer.port,
      terminal: terminal.port,
      lights: lights.port,
      scale: scale.port,
    };
    const setting = { folder, ...ports, ...(withPad ? { pad: rfidReader.port } : {}), ...store };
    const unmount = diskMegabytes === null ? () => {} : await mountSmallDisk(join(folder, 'state'), diskMegabytes);
    const config = writeEdgeConfig(setting, 7300);
    await stock(setting, config);
    const edge = await startEdge(setting);
    let lane: Lane | undefined;
    let kiosk: Awaited<ReturnType<typeof openKiosk>> | undefined;
    try {
      await expect
        .poll(async () => (await edge.status()).devices.every((device) => device.state === 'ready'))
        .toBe(true);
      kiosk = await openKiosk(shell, edge);
      await kiosk.page.locator('[data-view-version]').waitFor();
      lane = new Lane(edge, setting, devices, kiosk.page);
      await use(lane);
    } finally {
      await kiosk?.close();
      await (lane?.edge ?? edge).stop();
      await devices.stop();
      unmount();
      await rm(folder, { recursive: true, force: true });
    }
  },
});

export { expect } from '@playwright/test';
