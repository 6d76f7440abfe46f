import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runFleet } from '../../fault/fleet/run.ts';
import { hasPostgres, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';

describe.skipIf(!hasPostgres)('a fleet on a wild network (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  beforeAll(async () => {
    cloud = await startTestCloud();
  });
  afterAll(() => cloud?.stop());

  it('invariants 1 to 7 and 9: every sale is one order, to the cent, both chains hold, and all drains by itself', async () => {
    const { broken, seen } = await runFleet(3, 300, cloud);
    expect(broken).toEqual([]);
    for (const what of ['sold', 'killed', 'restored', 'clock set', 'forked', 'alarms'])
      expect(seen[what], what).toBeGreaterThan(0);
    expect(seen.orders).toBeGreaterThan(10);
  }, 120_000);
});
