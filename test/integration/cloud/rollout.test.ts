import { createHash, createPublicKey, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connectDatabase, type Database } from '../../../src/cloud/database/connect.ts';
import { configKey, publishConfig } from '../../../src/cloud/feed/configure.ts';
import { rolloutStatus } from '../../../src/cloud/rollout/members.ts';
import {
  advanceRollout,
  pauseRollout,
  type RolloutOrder,
  resumeRollout,
  rollBack,
  startRollout,
} from '../../../src/cloud/rollout/rollout.ts';
import { type Desired, judgeDesired } from '../../../src/domain/feed/desired.ts';
import { feedConfigSchema } from '../../../src/domain/feed/values.ts';
import { hasPostgres, newDevice, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';

vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 });

const BOXES = 20;
const now = Date.now();
const until = new Date(now + 86_400_000);

/** A box as it follows its feed: it goes by the narrowest scope's row, and takes what is newer than what it has taken. */
interface Box {
  readonly id: number;
  readonly name: string;
  last: number;
  fields: Desired['fields'];
}

describe.skipIf(!hasPostgres)('a change of configuration in cohorts (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let trusted: string;
  let office: Database;
  const boxes: Box[] = [];
  beforeAll(async () => {
    cloud = await startTestCloud();
    // As the command has it.
    office = connectDatabase(cloud.url, 1, () => {});
    trusted = await configKey(cloud.database);
    for (let at = 0; at < BOXES; at += 1) {
      const device = newDevice(`lane-${at}`);
      boxes.push({ id: await cloud.enrol(device, 's1'), name: device.name, last: 0, fields: {} });
    }
  });
  afterAll(async () => {
    await office.close();
    await cloud.stop();
  });
  beforeEach(async () => {
    await publishConfig(cloud.database, 'main', { scope: 'store', store: 's1' }, { 'kiosk.idleSeconds': 60 }, until);
    await follow();
  });

  const order = (name: string, more: Partial<RolloutOrder> = {}): RolloutOrder => ({
    ...{ retailer: 'main', name, store: null, fields: { 'kiosk.thankYouSeconds': 12 } },
    ...{ stages: [10, 50, 100], expiresAt: until, ...more },
  });
  const events = async (box: Box, kind: string, version: number, fields: unknown): Promise<void> => {
    const body = JSON.stringify({ version, fields });
    await cloud.rows(
      `INSERT INTO workstation_events VALUES (${box.id}, decode('${createHash('sha256')
        .update(kind + body)
        .digest('hex')}', 'hex'),
       '${kind}', now(), '2026-03-02', '${body}') ON CONFLICT DO NOTHING`,
    );
  };
  /** All boxes take what the feed has for them, and their journals say so. @returns the names of those that refused. */
  const follow = async (refuses: (box: Box) => boolean = () => false): Promise<string[]> => {
    const rows = await cloud.rows(`SELECT scope, owner, value FROM feed_rows WHERE collection = 'config'`);
    const refused: string[] = [];
    for (const box of boxes) {
      const mine = rows.filter(({ owner }) => owner === '' || owner === 's1' || owner === `${box.name} s1`);
      const [row] = mine.filter(({ value }) => value !== null).sort((a, b) => Number(b.scope) - Number(a.scope));
      if (row === undefined) continue;
      const judged = judgeDesired(feedConfigSchema.parse(JSON.parse(String(row.value))), {
        ...{ store: 's1', workstation: box.name, trusted, now, last: box.last },
        verify: (x, text, signature) => {
          const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
          return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'));
        },
        thumbprint: (x) =>
          createHash('sha256')
            .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
            .digest('base64url'),
      });
      if (judged.kind === 'refused') {
        if (judged.reason !== 'older') refused.push(`${box.name} ${judged.reason}`);
        // What it has already is not newer; what it is set to must be that.
        else expect(JSON.parse(feedConfigSchema.parse(JSON.parse(String(row.value))).body).version).toBe(box.last);
        continue;
      }
      const { version, fields } = judged.desired;
      Object.assign(box, { last: version, fields });
      if (refuses(box) && 'kiosk.thankYouSeconds' in fields) {
        await events(box, 'ConfigRefused', version, [{ field: 'kiosk.thankYouSeconds', reason: 'invalid' }]);
      }
      await events(box, 'ConfigApplied', version, fields);
    }
    return refused;
  };
  const having = () => boxes.filter(({ fields }) => fields['kiosk.thankYouSeconds'] === 12).length;
  const step = (name: string, anyway = false) => advanceRollout(office, 'main', name, anyway);
  const status = (name: string) => rolloutStatus(cloud.database.journal, 'main', name);

  it('goes from a few boxes to all, each step when the boxes before have said that they took it', async () => {
    expect(await startRollout(office, order('wide'))).toEqual({ kind: 'started', boxes: 2 });
    expect(await step('wide')).toEqual({ kind: 'waits', silent: 2 });
    const counts: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      expect(await follow()).toEqual([]);
      counts.push(having());
      await step('wide');
    }
    expect(counts).toEqual([2, 10, 20]);
    expect(await status('wide')).toMatchObject({ state: 'done', percent: 100 });
    expect(await follow()).toEqual([]);
    // What was set before stays set, and no box has a row of its own left that a later setting of its store would not reach.
    expect(boxes.map(({ fields }) => fields)).toEqual(
      boxes.map(() => ({ 'kiosk.idleSeconds': 60, 'kiosk.thankYouSeconds': 12 })),
    );
    expect(await cloud.rows('SELECT FROM feed_rows WHERE scope = 2 AND value IS NOT NULL')).toEqual([]);
  });

  it('is paused by the first box that refuses it, and says which', async () => {
    await startRollout(office, order('bad', { stages: [50, 100] }));
    await follow(({ id }) => id % 2 === 0);
    expect(await step('bad', true)).toMatchObject({ kind: 'halts' });
    const halted = await status('bad');
    expect(halted).toMatchObject({ state: 'paused', percent: 50, report: { members: 10, applied: 10 } });
    expect(halted?.refusing.length).toBe(halted?.report.refused);
    expect(halted?.refusing[0]?.fields).toContain('kiosk.thankYouSeconds');
    expect(await step('bad', true)).toEqual({ kind: 'refused', state: 'paused' });
    expect(await rollBack(office, 'main', 'bad', now)).toEqual({ kind: 'turned' });
  });

  it('is rolled back to what each box was set to, also where a box had a row of its own', async () => {
    const own = { scope: 'workstation', store: 's1', workstation: 'lane-0' } as const;
    await publishConfig(cloud.database, 'main', own, { 'kiosk.idleSeconds': 30 }, until);
    expect(await follow()).toEqual([]);
    await startRollout(office, order('back', { stages: [100] }));
    expect(await follow()).toEqual([]);
    expect(having()).toBe(BOXES);
    expect(await pauseRollout(office, 'main', 'back')).toEqual({ kind: 'turned' });
    expect(await resumeRollout(office, 'main', 'back')).toEqual({ kind: 'turned' });
    expect(await rollBack(office, 'main', 'back', now)).toEqual({ kind: 'turned' });
    expect(await follow()).toEqual([]);
    expect(boxes.map(({ fields }) => fields['kiosk.idleSeconds'])).toEqual([30, ...Array(BOXES - 1).fill(60)]);
    expect(having()).toBe(0);
    expect(await rollBack(office, 'main', 'back', now)).toEqual({ kind: 'refused', state: 'rolledBack' });
  });

  it('is refused beside another that is open, under a name that was there, and where it would reach nobody', async () => {
    await startRollout(office, order('one'));
    const refusals = [order('two'), order('one'), order('three', { stages: [10] })];
    const said = [];
    for (const each of refusals) said.push(await startRollout(office, each));
    await rollBack(office, 'main', 'one', now);
    said.push(await startRollout(office, order('four', { store: 'nowhere' })));
    expect(said.map((each) => (each.kind === 'refused' ? each.why : each.kind))).toEqual([
      'anotherIsOpen',
      'nameTaken',
      'stages',
      'noBoxes',
    ]);
    expect(await step('five')).toEqual({ kind: 'unknown' });
  });
});
