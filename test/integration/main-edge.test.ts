import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectControl } from '../../src/main/edge/control/client.ts';
import { screensBuilt } from '../../src/main/project.ts';
import { freePort } from '../fixtures/free-port.ts';
import { type RunningCommand, runCommand, startCommand, writeConfig } from './main-process.ts';

const GOODS = 'id,barcodes,plu,name,category,price,soldBy,taxCodes\ntea,5012345678900,,Tea,,199,unit,A\n';
const MORE_GOODS = `${GOODS}milk,5012345678917,,Milk,,129,unit,A\n`;

describe.skipIf(!screensBuilt())(
  'one edge as a process (skipped where the screens are not built: npm run build)',
  () => {
    let folder: string;
    let config: string;
    let state: string;
    let running: RunningCommand[];

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'checkstand-edge-'));
      config = writeConfig(folder, await freePort());
      state = join(folder, 'state');
      running = [];
      writeFileSync(join(folder, 'goods.csv'), GOODS);
      await runCommand(['import', 'goods.csv', '--config', config], folder);
    });

    afterEach(async () => {
      for (const { child, ended } of running) {
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    });

    async function edge(): Promise<RunningCommand> {
      const command = startCommand(['edge', '--config', config], folder);
      running.push(command);
      await command.says('edge.ready');
      return command;
    }

    const mode = (name: string): number => statSync(join(state, name)).mode & 0o777;

    it('keeps its keys, its socket and its directory to itself', async () => {
      await edge();
      expect([mode('.'), mode('control.sock'), mode('device-key.pem'), mode('cookie-key')]).toEqual([
        0o700, 0o600, 0o600, 0o600,
      ]);
    });

    it('is alive and ready over HTTP, and opens a session by the address that status gives', async () => {
      await edge();
      const { code, out } = await runCommand(['status', '--json', '--config', config], folder);
      const status = JSON.parse(out);
      expect(code).toBe(0);
      expect(status).toMatchObject({
        running: true,
        ready: true,
        workstation: 'lane-1',
        catalogue: { items: 1 },
        lane: { stage: 'idle' },
      });
      expect((await fetch(`${status.url}/healthz`)).status).toBe(200);
      expect((await fetch(`${status.url}/readyz`)).status).toBe(200);
      const launch = await fetch(status.launchUrl, { redirect: 'manual' });
      expect([launch.status, launch.headers.get('location')]).toEqual([303, '/kiosk/']);
      expect((await fetch(status.launchUrl, { redirect: 'manual' })).status).toBe(401);
    });

    it('runs once on a state directory', async () => {
      await edge();
      const second = await runCommand(['edge', '--config', config], folder);
      expect(second.code).toBe(3);
      expect(second.err).toContain('EDGE_ALREADY_RUNNING');
      expect((await runCommand(['status', '--config', config], folder)).code).toBe(0);
    });

    it('starts again at once after it was killed, whatever lock and socket it left', async () => {
      const first = await edge();
      const before = await connectControl(state);
      const { journal } = await before.status();
      before.close();
      first.child.kill('SIGKILL');
      await first.ended;
      expect(statSync(join(state, 'control.sock')).isSocket()).toBe(true);
      await edge();
      const after = await connectControl(state);
      expect((await after.status()).journal.epoch).toBe(journal.epoch);
      after.close();
    });

    it.each(['SIGTERM', 'SIGINT'] as const)('stops within seconds on %s and leaves a sound journal', async (signal) => {
      const command = await edge();
      const began = performance.now();
      command.child.kill(signal);
      const { code, out } = await command.ended;
      expect(code).toBe(0);
      expect(performance.now() - began).toBeLessThan(5000);
      expect(out).toContain('edge.stopped');
      const verified = await runCommand(['journal', 'verify', '--config', config], folder);
      expect([verified.code, verified.out]).toEqual([0, expect.stringContaining('sound, 1 entries')]);
    });

    it('stops when it is asked to over the control socket', async () => {
      const command = await edge();
      const client = await connectControl(state);
      await client.shutdown();
      await client.closed;
      expect((await command.ended).code).toBe(0);
    });

    it('sells from a new catalogue as soon as it is imported', async () => {
      await edge();
      writeFileSync(join(folder, 'goods.csv'), MORE_GOODS);
      const imported = await runCommand(['import', 'goods.csv', '--config', config], folder);
      expect(imported.out).toContain('the running edge sells from it now');
      const client = await connectControl(state);
      expect((await client.status()).catalogue.items).toBe(2);
      client.close();
    });

    it('says which port is taken, and does not start', async () => {
      await edge();
      writeFileSync(
        join(folder, 'conf.d', 'other.toml'),
        `[state]\ndirectory = ${JSON.stringify(join(folder, 'other'))}\n`,
      );
      const { code, err } = await runCommand(['edge', '--config', config], folder);
      expect(code).toBe(3);
      expect(err).toContain('SERVER_PORT_TAKEN');
    });

    it('goes on without a reader of its log', async () => {
      const command = await edge();
      command.child.stdout!.destroy();
      const client = await connectControl(state);
      await client.reloadCatalogue();
      await expect(client.status()).resolves.toMatchObject({ ready: true });
      client.close();
      command.child.kill('SIGTERM');
      expect((await command.ended).code).toBe(0);
    });

    it('prints a launch address instead of opening a window where there is no display', async () => {
      await edge();
      const kiosk = await runCommand(['kiosk', '--config', config], folder);
      if (process.platform !== 'linux') return;
      expect(kiosk.code).toBe(0);
      expect(kiosk.out).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/launch\?token=/);
    });

    it('is found well by doctor', async () => {
      await edge();
      const { code, out } = await runCommand(['doctor', '--json', '--config', config], folder);
      const { checks } = JSON.parse(out);
      expect(checks.filter((check: { state: string }) => check.state === 'fail')).toEqual([]);
      expect(checks.find((check: { id: string }) => check.id === 'port').found).toContain("this edge's own");
      expect(code).toBe(0);
    });
  },
);
