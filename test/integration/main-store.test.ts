import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectControl } from '../../src/main/edge/control/client.ts';
import { DEMO_CATALOGUE, screensBuilt } from '../../src/main/project.ts';
import { hasPostgres } from '../fixtures/cloud.ts';
import { type RunningCommand, runCommand, startCommand } from './main-process.ts';

const GREETED = 'Ctrl-C stops everything.';

// Three processes start and stop several times over; on a busy machine each start takes seconds.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

describe.skipIf(!screensBuilt())('the store in a box (skipped where the screens are not built: npm run build)', () => {
  let folder: string;
  let running: RunningCommand[];
  let squatter: Server | null;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkstand-store-'));
    running = [];
    squatter = null;
  });

  afterEach(async () => {
    for (const { child, ended } of running) {
      child.kill('SIGKILL');
      await ended;
    }
    squatter?.close();
    // What the store had started ends by itself once the store is gone.
    await expect.poll(() => edgeIsAway(), { timeout: 30_000 }).toBe(true);
    await expect
      .poll(() => existsSync(join(folder, '.checkstand/cloud/database-url')), { timeout: 30_000 })
      .toBe(false);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  async function edgeIsAway(): Promise<boolean> {
    try {
      (await connectControl(lane())).close();
      return false;
    } catch {
      return true;
    }
  }

  const lane = (): string => join(folder, '.checkstand', 'lane-1');

  async function store(): Promise<RunningCommand> {
    const command = startCommand(['store', '--no-shell'], folder);
    running.push(command);
    await command.says(GREETED);
    return command;
  }

  async function status() {
    const edge = await connectControl(lane());
    const found = await edge.status();
    edge.close();
    return found;
  }

  /** Scans over the emulated scanner's real wire. */
  async function scan(command: RunningCommand, data: string): Promise<void> {
    const page = /Devices\s+(http:\S+)/.exec(command.out())![1]!;
    await expect
      .poll(async () => (await status()).devices.every((device) => device.state === 'ready'), { timeout: 30_000 })
      .toBe(true);
    const answer = await fetch(`${page}api/scanner/scan`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
    });
    expect(answer.ok).toBe(true);
  }

  function someBarcode(): string {
    const rows: Record<string, string>[] = parse(readFileSync(DEMO_CATALOGUE), { columns: true });
    return rows.find((row) => row.barcodes !== '' && row.minAge === '')!.barcodes!.split(' ')[0]!;
  }

  it('is ready with goods and devices, and says where everything is', async () => {
    const command = await store();
    const found = await status();
    expect(found).toMatchObject({ ready: true, workstation: 'lane-1' });
    expect(found.catalogue.items).toBeGreaterThan(200);
    expect(found.devices.map((device) => device.category)).toEqual([
      'scanner',
      'posPrinter',
      'paymentTerminal',
      'lights',
      'rfidReader',
      'scale',
    ]);
    expect(command.out()).toContain(`${found.url}/launch?token=`);
    expect(command.out()).toContain('Not built yet: staff console');
  });

  it.skipIf(!hasPostgres)(
    'joins its lane to its cloud, and the journal goes up (needs the embedded PostgreSQL)',
    async () => {
      chmodSync(folder, 0o711);
      await store();
      await expect
        .poll(async () => (await status()).sync, { timeout: 60_000, interval: 500 })
        .toMatchObject({
          state: 'idle',
          backlog: 0,
          problem: null,
        });
    },
  );

  it('keeps a basket over a kill of the edge, which it starts again, and over its own stop and start', async () => {
    const first = await store();
    await scan(first, someBarcode());
    await expect.poll(async () => (await status()).lane.stage).toBe('basket');
    const before = await status();

    process.kill(before.pid, 'SIGKILL');
    await first.says('the edge ended (SIGKILL) and is started again');
    await expect
      .poll(async () => (await status().catch(() => null))?.pid ?? before.pid, { timeout: 30_000 })
      .not.toBe(before.pid);
    expect(await status()).toMatchObject({
      lane: { stage: 'basket' },
      journal: { epoch: before.journal.epoch, openTransactions: 1 },
    });

    first.child.kill('SIGINT');
    expect((await first.ended).code).toBe(0);
    expect(existsSync(join(lane(), 'control.sock'))).toBe(false);
    await store();
    expect(await status()).toMatchObject({
      lane: { stage: 'basket' },
      journal: { epoch: before.journal.epoch, openTransactions: 1 },
    });
  });

  it('moves away from a port that is taken, and says so', async () => {
    squatter = createServer();
    await new Promise<void>((resolve) => {
      squatter!.once('error', () => resolve());
      squatter!.listen(7300, '127.0.0.1', () => resolve());
    });
    const command = await store();
    const { url } = await status();
    expect(Number(new URL(url).port)).not.toBe(7300);
    expect(command.out()).toMatch(/Taken ports moved: .*lane 7300 → \d+/);
  });

  it('runs once in a directory', async () => {
    await store();
    const second = await runCommand(['store', '--no-shell'], folder);
    expect(second.code).toBe(3);
    expect(second.err).toContain('STORE_ALREADY_RUNNING');
  });

  it('takes everything with it when it is killed', async () => {
    const command = await store();
    command.child.kill('SIGKILL');
    await command.ended;
    await expect.poll(() => edgeIsAway(), { timeout: 30_000 }).toBe(true);
    const verified = await runCommand(['journal', 'verify', join(lane(), 'journal.db')], folder);
    expect(verified.code).toBe(0);
  });
});
