/** `npm run simulate -- [--workstations N] [--minutes M]`: a fleet of lanes against a cloud, and what it took. Exit 1 where a sale failed. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { simulate } from './fleet.ts';
import type { Memory } from './machine.ts';

const options = {
  workstations: { type: 'string', default: '10000' },
  minutes: { type: 'string', default: '5' },
} as const;
const { values } = parseArgs({ options });
const [workstations, minutes] = [Number(values.workstations), Number(values.minutes)];
if (
  !Number.isInteger(workstations) ||
  workstations < 1 ||
  workstations > 100_000 ||
  !(minutes > 0 && minutes <= 1440)
) {
  process.stderr.write('wrong use: --workstations from 1 to 100000, --minutes to 1440\n');
  process.exit(2);
}
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const { seconds, acknowledged, ack, own, failures, orders, caughtUpMs, megabytes, processor } = await simulate({
  workstations,
  minutes,
  log: (line) => say(`  ${line}`),
});
const of = (memory: Memory | null): string =>
  memory === null ? 'not told here' : `${[memory.first, memory.most, memory.last].map(Math.round).join('/')} MB`;
say(`sales acknowledged   ${acknowledged} in ${seconds.toFixed(1)} s, ${(acknowledged / seconds).toFixed(1)} a second`);
say(`acknowledgement      p50 ${ack.p50} ms, p95 ${ack.p95} ms, p99 ${ack.p99} ms`);
say(`simulator's own lag  p50 ${own.p50} ms, p99 ${own.p99} ms`);
say(`errors               ${failures.size === 0 ? 'none' : [...failures].map(([why, n]) => `${why} ${n}`).join(', ')}`);
say(
  `orders               ${orders}, ${caughtUpMs === null ? 'still behind after two minutes' : `all ${Math.round(caughtUpMs)} ms after the last sale`}`,
);
say(
  `memory               at first, most, at last: simulator ${of(megabytes.simulator)}, cloud ${of(megabytes.cloud)}, PostgreSQL ${of(megabytes.postgres)}`,
);
const each = (spent: number | null): string =>
  spent === null ? 'not told here' : `${((spent * 1000) / Math.max(1, acknowledged)).toFixed(2)} ms`;
say(
  `computing a sale     simulator ${each(processor.simulator)}, cloud ${each(processor.cloud)}, PostgreSQL ${each(processor.postgres)}`,
);
const core = (spent: number | null): string =>
  spent === null ? 'not told here' : `${Math.round((spent / seconds) * 100)} %`;
say(
  `of a processor       simulator ${core(processor.simulator)}, cloud ${core(processor.cloud)}, PostgreSQL ${core(processor.postgres)}; the machine has ${availableParallelism()}`,
);
process.exit(failures.size === 0 ? 0 : 1);
