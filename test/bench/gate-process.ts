/** The gate that test/bench/gate.ts measures: a real edge of that role, which notes when each verdict fell and tells at the end. */
import { argv } from 'node:process';
import { openBox } from '../../src/main/edge/box.ts';
import { Cleanup } from '../../src/main/edge/cleanup.ts';
import { loadConfig } from '../../src/main/edge/config/index.ts';
import { composeGate } from '../../src/main/edge/gate/run.ts';
import { gateWires } from '../../src/main/edge/gate/wires.ts';
import { openStoreSide } from '../../src/main/edge/store-side.ts';
import { steadyMs } from './gate-clock.ts';
import { syntheticKey } from './synthetic-ledger.ts';

const [, , configFile = '', stateDirectory = ''] = argv;
const quiet = () => {};
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

const loaded = loadConfig(configFile, {});
if (loaded.kind !== 'ok') throw new Error(JSON.stringify(loaded));
const cleanup = new Cleanup(log);
const box = openBox({ config: loaded.config, stateDirectory, log }, cleanup);
// The bus is heard, as it is on a good day; here nothing comes over it.
const bus = { lastHeard: () => performance.now(), missing: () => ({ waited: [], givenUp: [] }) };
const store = await openStoreSide(box, cleanup);
// As at night, when old sales are let go of whoever comes: the worst of it, all the time.
store.retain(() => true);
const wires = { ...gateWires(box, store), bus };
const { gate } = await composeGate(box, { wires, onShutdownRequest: quiet }, cleanup);
const keys: string[] = [];
const times: number[] = [];
gate.onVerdict(({ tag, ruling }) => {
  keys.push(`${tag.key} ${ruling.verdict}`);
  times.push(steadyMs());
});
box.devices.start();

process.on('message', (asked) => {
  if (asked === 'states') process.send?.({ states: box.devices.reports().map(({ state }) => state) });
  if (asked !== 'end') return;
  const rssMegabytes = process.memoryUsage.rss() / 2 ** 20;
  const oldest = Array.from({ length: 50 }, (_, n) => syntheticKey(n));
  const forgotten = oldest.filter((key) => store.ledger.standing(key).length === 0).length;
  process.send?.({ keys, times, rssMegabytes, forgotten }, () => void cleanup.run().then(() => process.exit(0)));
});
process.send?.({ ready: true });
