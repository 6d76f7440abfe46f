import { hash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { screensBuilt } from '../../../src/main/project.ts';
import { hasPostgres } from '../../fixtures/cloud.ts';
import { freePort } from '../../fixtures/free-port.ts';
import { type RunningCommand, runCommand, startCommand, writeConfig } from '../main-process.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 60_000 });

interface Sync {
  readonly state: string;
  readonly backlog: number;
  readonly problem: string | null;
  readonly acknowledged: { readonly seq: number } | null;
}

interface Status {
  readonly sync: Sync;
  readonly feed: { readonly state: string; readonly version: number; readonly problem: string | null };
  readonly catalogue: { readonly version: string; readonly items: number };
  readonly assets: { readonly wanted: number; readonly missing: number; readonly problem: string | null };
  readonly promotions: { readonly count: number };
  readonly journal: { readonly seq: number };
}

const TEA = '5012345678900';
const GOODS = `id,barcodes,name,price,soldBy,taxCodes\ntea,${TEA},Tea,199,unit,A\n`;
const OFFER = {
  ...{ id: 'offer', title: 'Tea', family: 'multibuy', discount: { percent: '10', per: 'unit' } },
  groups: [{ id: 'g', match: { items: ['tea'] }, quantity: 2 }],
};

describe.skipIf(!hasPostgres || !screensBuilt())(
  'an edge and its cloud, as processes (needs the embedded PostgreSQL and built screens)',
  () => {
    let folder: string;
    let config: string;
    let port: number;
    let cloud: RunningCommand;
    let scanner: Server;
    let wire: Socket | null = null;
    const running: RunningCommand[] = [];
    const NAMED = ['--store', 's1', '--workstation', 'lane-1', '--state', 'cloud'];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'checkstand-joined-'));
      // PostgreSQL, which refuses root, runs as another user there.
      chmodSync(folder, 0o711);
      port = await freePort();
      config = writeConfig(folder, await freePort());
      scanner = createServer((socket) => {
        wire = socket;
      }).listen(0, '127.0.0.1');
      await once(scanner, 'listening');
      const scanned = `tcp://127.0.0.1:${(scanner.address() as AddressInfo).port}`;
      writeFileSync(
        config,
        `${readFileSync(config, 'utf8')}[cloud]
url = "http://127.0.0.1:${port}"
[[devices]]
id = "scanner-1"
category = "scanner"
profile = "generic-line-over-tcp"
url = "${scanned}"
`,
      );
      cloud = await startCloud();
    });
    afterAll(async () => {
      for (const { child, ended } of running.toReversed()) {
        child.kill('SIGTERM');
        await ended;
      }
      wire?.destroy();
      scanner.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const started = (args: readonly string[]): RunningCommand => {
      const command = startCommand(args, folder, { DATABASE_URL: '' });
      running.push(command);
      return command;
    };
    const startCloud = async () => {
      const command = started(['cloud', '--port', String(port), '--state', 'cloud']);
      await command.says('cloud.ready');
      return command;
    };
    const status = async (): Promise<Status> =>
      JSON.parse((await runCommand(['status', '--json', '--config', config], folder)).out);
    const until = async (holds: (sync: Sync) => boolean) => {
      for (;;) {
        const now = await status();
        if (holds(now.sync)) return now;
        await pause(200);
      }
    };

    it('a box joins by a code, its journal goes up by itself, waits while the cloud is away, and is refused once revoked', async () => {
      const edge = started(['edge', '--config', config]);
      await edge.says('edge.ready');
      expect((await until(({ state }) => state === 'refused')).sync.problem).toBe('TOKEN_INVALID');

      const wrong = await runCommand(['enrol', '0000-0000-0000', '--config', config], folder);
      expect([wrong.code, wrong.err]).toEqual([1, expect.stringContaining('ENROLMENT_REFUSED')]);
      const code = (await runCommand(['cloud', 'code', ...NAMED], folder, { DATABASE_URL: '' })).out.trim();
      expect(code).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
      expect((await runCommand(['enrol', code, '--config', config], folder)).code).toBe(0);

      const joined = await until(({ state }) => state === 'idle');
      expect(joined.sync).toMatchObject({ backlog: 0, problem: null });
      expect(joined.sync.acknowledged?.seq).toBe(joined.journal.seq);

      const office = (args: readonly string[]) =>
        runCommand(['cloud', ...args, '--state', 'cloud'], folder, { DATABASE_URL: '' });
      const takes = async (holds: (now: Status) => boolean) => {
        for (;;) {
          const now = await status();
          if (holds(now)) return now;
          await pause(100);
        }
      };
      const soldFor = async (): Promise<unknown[]> => {
        const before = (await status()).journal.seq;
        wire?.write(`]E0${TEA}\r\n`);
        await takes(({ journal }) => journal.seq > before);
        const { out } = await runCommand(['journal', 'export', '--config', config], folder);
        const lines = out
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        return lines
          .filter(({ kind }) => kind === 'LineAdded' || kind === 'LineQuantityChanged')
          .map(({ body }) => body.item?.price ?? `${body.quantity} pieces`);
      };
      writeFileSync(join(folder, 'goods.csv'), GOODS);
      writeFileSync(
        join(folder, 'offers.ndjson'),
        `${JSON.stringify(OFFER)}\n${JSON.stringify({ ...OFFER, id: 'bad', family: 'none' })}\n`,
      );
      expect((await office(['import', 'goods.csv'])).code).toBe(0);
      await takes(({ catalogue }) => catalogue.items === 1);
      const picture = readFileSync(join(import.meta.dirname, '../../fixtures/jam.png'));
      mkdirSync(join(folder, 'photos'));
      for (const name of ['tea.png', 'coffee.png', 'notes.txt']) writeFileSync(join(folder, 'photos', name), picture);
      // The tea has its picture, and an item that there is not is named.
      expect(await office(['pictures', 'photos'])).toMatchObject({
        code: 1,
        err: expect.stringContaining('coffee.png'),
      });
      const shown = await takes(({ assets }) => assets.wanted === 1 && assets.missing === 0);
      expect(shown.assets.problem).toBeNull();
      expect(readFileSync(join(folder, 'state', 'media', hash('sha256', picture, 'hex'))).equals(picture)).toBe(true);
      expect(await office(['promotions', 'offers.ndjson'])).toMatchObject({
        code: 2,
        err: expect.stringContaining('offers.ndjson:2'),
      });
      expect((await office(['promotions', 'offers.ndjson', '--skip-bad'])).code).toBe(0);
      await takes(({ promotions }) => promotions.count === 1);

      const priced = await office(['price', TEA, '777']);
      expect(priced.out).toContain('tea costs 777');
      const from = performance.now();
      const version = Number(/version (\d+)/.exec(priced.out)?.[1]);
      await takes(({ catalogue }) => catalogue.version === `feed-${version}`);
      expect(performance.now() - from).toBeLessThan(10_000);
      expect(await soldFor()).toEqual([777]);

      const revoked = await runCommand(['cloud', 'revoke', ...NAMED], folder, { DATABASE_URL: '' });
      expect(revoked.code).toBe(0);

      cloud.child.kill('SIGTERM');
      expect((await cloud.ended).code).toBe(0);
      edge.child.kill('SIGTERM');
      await edge.ended;
      const again = started(['edge', '--config', config]);
      await again.says('edge.ready');
      expect((await until(({ state }) => state === 'waiting')).sync.problem).toBe('UNREACHABLE');
      // With no cloud it sells on, by what it has.
      expect((await takes(({ feed }) => feed.problem !== null)).feed.problem).toBe('UNREACHABLE');
      await again.says('"state":"ready"');
      expect(await soldFor()).toEqual([777, '2 pieces']);
      await startCloud();
      expect((await until(({ state }) => state === 'refused')).sync.problem).toBe('IDENTITY_REVOKED');
    });
  },
);
