import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasSocat } from '../../../src/device/rehearsal/pty-pair.ts';
import { PROFILES } from '../../../src/main/project.ts';
import { type Bench, startBench } from './bench.ts';
import { CASES } from './cases.ts';
import { use } from './uses.ts';

const shipped = readdirSync(PROFILES).flatMap((category) =>
  category === 'schema'
    ? []
    : readdirSync(join(PROFILES, category)).map((file) => `${category}/${file.replace(/\.json$/, '')}`),
);

it('has a case for each shipped profile, and none for another', () => {
  expect(Object.keys(CASES).toSorted()).toEqual(shipped.toSorted());
});

/** What "our own emulator" in the README and "tried against our emulator" in a profile mean: bound by its name, and used once for real. */
describe('a shipped profile, bound to its emulator', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await startBench();
  });
  afterAll(() => bench?.stop());

  const each = Object.entries(CASES).flatMap(([name, how]) => {
    const wires = 'wires' in how ? how.wires : (['tcp'] as const);
    return wires.map((wire) => ({ name, how, wire }));
  });

  it.for(each.filter(({ wire }) => wire === 'tcp'))('works: $name', ({ name, how, wire }) =>
    use(bench, name, how, wire),
  );

  it.for(each.filter(({ wire }) => wire === 'serial'))(
    'works over a serial port: $name (needs socat)',
    ({ name, how, wire }, context) => (hasSocat ? use(bench, name, how, wire) : context.skip('needs socat')),
  );
});
