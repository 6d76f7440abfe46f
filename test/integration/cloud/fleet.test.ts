import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Broken, INVARIANTS, type Invariant } from '../../fault/fleet/invariants.ts';
import { type FleetRun, runFleet } from '../../fault/fleet/run.ts';
import { hasPostgres, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { fastFolder } from '../../fixtures/fast-folder.ts';

/** What a run must have come past, for its silence about an invariant to mean something. */
const MET: Readonly<Record<Invariant, readonly string[]>> = {
  1: ['sold', 'killed', 'orders'],
  2: ['epochs', 'orders'],
  3: ['moved', 'cloud restarted', 'orders'],
  4: ['acknowledged', 'killed'],
  5: ['restored', 'forked', 'alarms'],
  6: ['clock set', 'orders'],
  7: ['moved', 'orders'],
  8: ['disk filled', 'turned away', 'room made'],
  9: ['sold', 'forked'],
};

describe.skipIf(!hasPostgres)('a fleet on a wild network (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let fleet: FleetRun;
  beforeAll(async () => {
    cloud = await startTestCloud(fastFolder('checkstand-cloud-'));
    fleet = await runFleet(3, 400, cloud);
  }, 120_000);
  afterAll(() => cloud?.stop());

  it.each(Object.entries(INVARIANTS))('invariant %s: %s', (number) => {
    const invariant = Number(number) as Invariant;
    const against: readonly Broken[] = fleet.broken.filter((each) => each.invariant === invariant);
    expect(against).toEqual([]);
    for (const what of MET[invariant]) expect(fleet.seen[what], what).toBeGreaterThan(0);
  });
});
