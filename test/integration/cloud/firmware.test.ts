import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { firmwareList, firmwareOf, removeFirmware } from '../../../src/cloud/asset/firmware.ts';
import { pruneAssets } from '../../../src/cloud/asset/pictures.ts';
import { connectDatabase, type Database } from '../../../src/cloud/database/connect.ts';
import { configKey, publishConfig } from '../../../src/cloud/feed/configure.ts';
import { issueKey } from '../../../src/cloud/office/keys.ts';
import type { Fields } from '../../../src/cloud/rollout/given.ts';
import { rolloutStatus } from '../../../src/cloud/rollout/members.ts';
import { advanceRollout, pauseRollout, rollBack, startRollout } from '../../../src/cloud/rollout/rollout.ts';
import type { FirmwareRef } from '../../../src/domain/asset/asset.ts';
import type { FirmwareOutcome } from '../../../src/workstation/ports/firmware.ts';
import { hasPostgres, sha256, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { type FirmwareBox, firmwareBox } from './firmware-box.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const MIB = 1024 * 1024;
const until = new Date(Date.now() + 86_400_000);
const FIELD = 'device.reader.firmware';

describe.skipIf(!hasPostgres)('firmware for the devices of a few lanes first (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let app: FastifyInstance;
  let office: Database;
  let url: string;
  let key: string;
  let trusted: string;
  let folder: string;
  const boxes: FirmwareBox[] = [];
  const [first, second] = [randomBytes(3 * MIB + 17), randomBytes(MIB - 5)];
  let old: FirmwareRef;
  let next: FirmwareRef;
  beforeAll(async () => {
    cloud = await startTestCloud();
    app = cloud.server().app;
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    office = connectDatabase(cloud.url, 1, () => {});
    trusted = await configKey(cloud.database);
    key = await issueKey(cloud.database, { name: 'maker', store: null, rights: ['publish'], days: 1 }, Date.now());
    old = await keep('7.0.0', first);
    next = await keep('8.1.0', second);
  });
  afterAll(async () => {
    await app.close();
    await office.close();
    await cloud.stop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'checkstand-firmware-'));
    return async () => {
      for (const box of boxes.splice(0)) await box.stop();
      await cloud.rows('DELETE FROM rollout_members');
      await cloud.rows('DELETE FROM rollouts');
      await cloud.rows('DELETE FROM workstations');
      await cloud.rows(`DELETE FROM feed_rows WHERE collection = 'config'`);
      rmSync(folder, { recursive: true });
    };
  });

  const keep = async (version: string, bytes: Buffer): Promise<FirmwareRef> => {
    const reply = await app.inject({
      ...{ method: 'PUT', url: `/v1/office/firmware/${version}?sha256=${sha256(bytes)}`, payload: bytes },
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
    });
    expect([reply.statusCode, reply.json()]).toEqual([200, { version, sha256: sha256(bytes), bytes: bytes.length }]);
    return reply.json();
  };
  const box = async (name: string, more: Partial<Parameters<typeof firmwareBox>[0]> = {}) => {
    const made = await firmwareBox({ cloud, url, trusted, folder, name, ...more });
    boxes.push(made);
    return made;
  };
  const start = (name: string, fields: Fields, stages: number[]) =>
    startRollout(office, { ...{ retailer: 'main', name, store: null, fields, stages, expiresAt: until } });
  const status = async (name: string) => (await rolloutStatus(cloud.database.journal, 'main', name))?.report;
  const running = (image: Buffer) => boxes.filter(({ runs }) => runs().equals(image)).length;
  const follow = async () => {
    for (const each of boxes) await each.follow();
  };

  it('one lane has it checked and installed first; a pause stops the second, and the way back gives the first what it ran', async () => {
    const [lane, other] = [await box('lane-1'), await box('lane-2', { mischief: { cutAfter: [MIB / 2] } })];
    await publishConfig(cloud.database, 'main', { scope: 'store', store: 's1' }, { [FIELD]: old }, until);
    await follow();
    expect(running(first)).toBe(2);

    expect(await start('r8', { [FIELD]: next }, [50, 100])).toEqual({ kind: 'started', boxes: 1 });
    expect(await advanceRollout(office, 'main', 'r8', false)).toEqual({ kind: 'waits', silent: 1 });
    await follow();
    expect([running(second), running(first)]).toEqual([1, 1]);
    expect(await status('r8')).toEqual({ members: 1, applied: 1, refused: 0 });

    expect(await pauseRollout(office, 'main', 'r8')).toEqual({ kind: 'turned' });
    expect(await advanceRollout(office, 'main', 'r8', true)).toEqual({ kind: 'refused', state: 'paused' });
    await follow();
    expect([running(second), running(first)]).toEqual([1, 1]);

    expect(await rollBack(office, 'main', 'r8', Date.now())).toEqual({ kind: 'turned' });
    await follow();
    expect([lane, other].map(({ runs }) => runs().equals(first))).toEqual([true, true]);
  });

  it('the next lanes get it when the first has it, and in the end it is what all are set to', async () => {
    await box('lane-1');
    await box('lane-2');
    await start('wide', { [FIELD]: next }, [50, 100]);
    await follow();
    expect(await advanceRollout(office, 'main', 'wide', false)).toMatchObject({ kind: 'widens' });
    await follow();
    expect(running(second)).toBe(2);
    expect(await advanceRollout(office, 'main', 'wide', false)).toEqual({ kind: 'finishes' });
    const late = await box('lane-3');
    await late.follow();
    expect(late.runs().equals(second)).toBe(true);
  });

  const REJECTED: FirmwareOutcome = { kind: 'refused', reason: 'rejected' };
  it.each([
    ['comes changed', { mischief: { changes: 9 } }, FIELD, 'spoilt'],
    ['is not taken by the device', { reader: () => REJECTED }, FIELD, 'rejected'],
    ['is for a device that takes none', {}, 'device.scanner.firmware', 'takesNone'],
  ] as const)('a lane whose image %s says so, and halts it', async (_, more, field, reason) => {
    const lane = await box('lane-1', more);
    await start('bad', { [field]: next }, [1, 100]);
    await follow();
    expect(lane.runs()).toHaveLength(0);
    expect(await advanceRollout(office, 'main', 'bad', true)).toMatchObject({ kind: 'halts' });
    const halted = await rolloutStatus(cloud.database.journal, 'main', 'bad');
    expect(JSON.parse(halted?.refusing[0]?.fields ?? '')).toEqual([{ field, reason }]);
  });

  it('an image is known to its own retailer alone', async () => {
    expect(await firmwareOf(cloud.database.journal, 'main', next.sha256)).toEqual(next);
    expect(await firmwareOf(cloud.database.journal, 'rival', next.sha256)).toBeNull();
    expect(await firmwareOf(cloud.database.journal, 'main', '0'.repeat(64))).toBeNull();
  });

  it('an image is forgotten when no device is set to it, nor would be by the way back', async () => {
    const spare = await keep('6.0.0', randomBytes(100));
    const remove = (sha: string) => removeFirmware(cloud.database.journal, 'main', sha);
    await box('lane-1');
    await publishConfig(cloud.database, 'main', { scope: 'store', store: 's1' }, { [FIELD]: old }, until);
    await start('r', { [FIELD]: next }, [100]);
    expect(await Promise.all([spare, old, next].map(({ sha256: sha }) => remove(sha)))).toEqual([
      ...['removed', 'inUse', 'inUse'],
    ]);
    expect(await remove(spare.sha256)).toBe('unknown');
    expect((await firmwareList(cloud.database.journal, 'main')).map(({ version }) => version).sort()).toEqual([
      ...['7.0.0', '8.1.0'],
    ]);
    expect(await pruneAssets(cloud.database.journal)).toBe(1);
  });
});
