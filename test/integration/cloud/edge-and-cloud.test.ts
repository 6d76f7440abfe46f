import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { screensBuilt } from '../../../src/main/project.ts';
import { hasPostgres } from '../../fixtures/cloud.ts';
import { freePort, type RunningCommand, runCommand, startCommand, writeConfig } from '../main-process.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

interface Sync {
  readonly state: string;
  readonly backlog: number;
  readonly problem: string | null;
  readonly acknowledged: { readonly seq: number } | null;
}

describe.skipIf(!hasPostgres || !screensBuilt())(
  'an edge and its cloud, as processes (needs the embedded PostgreSQL and built screens)',
  () => {
    let folder: string;
    let config: string;
    let port: number;
    let cloud: RunningCommand;
    const running: RunningCommand[] = [];
    const NAMED = ['--store', 's1', '--workstation', 'lane-1', '--state', 'cloud'];

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'checkstand-joined-'));
      // PostgreSQL, which refuses root, runs as another user there.
      chmodSync(folder, 0o711);
      port = await freePort();
      config = writeConfig(folder, await freePort());
      writeFileSync(config, `${readFileSync(config, 'utf8')}[cloud]\nurl = "http://127.0.0.1:${port}"\n`);
      cloud = await startCloud();
    });
    afterAll(async () => {
      for (const { child, ended } of running.toReversed()) {
        child.kill('SIGTERM');
        await ended;
      }
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
    const status = async (): Promise<{ readonly sync: Sync; readonly journal: { readonly seq: number } }> =>
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

      const revoked = await runCommand(['cloud', 'revoke', ...NAMED], folder, { DATABASE_URL: '' });
      expect(revoked.code).toBe(0);

      cloud.child.kill('SIGTERM');
      expect((await cloud.ended).code).toBe(0);
      edge.child.kill('SIGTERM');
      await edge.ended;
      const again = started(['edge', '--config', config]);
      await again.says('edge.ready');
      expect((await until(({ state }) => state === 'waiting')).sync.problem).toBe('UNREACHABLE');
      await startCloud();
      expect((await until(({ state }) => state === 'refused')).sync.problem).toBe('IDENTITY_REVOKED');
    });
  },
);
