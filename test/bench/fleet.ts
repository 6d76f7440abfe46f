import { simulate } from '../simulate/fleet.ts';
import { type Row, round } from './row.ts';

const WORKSTATIONS = 10_000;
const MINUTES = 2;
const LIMIT_MS = 250;

/** Ten thousand lanes at one sale a minute each: from the last entry of a sale to its acknowledgement; and the memory of all who take part. */
export async function* run(): AsyncGenerator<Row> {
  const log = (line: string) => void process.stderr.write(`bench: ${line}\n`);
  const { ack, acknowledged, failures, megabytes, processor } = await simulate({
    workstations: WORKSTATIONS,
    minutes: MINUTES,
    log,
  });
  yield {
    suite: 'fleet',
    name: 'ack-10000',
    unit: 'ms',
    ...ack,
    target: `p99 <= ${LIMIT_MS}, all ${WORKSTATIONS * MINUTES} sales acknowledged`,
    reached: ack.p99 <= LIMIT_MS && failures.size === 0 && acknowledged === WORKSTATIONS * MINUTES,
  };
  for (const [name, memory] of Object.entries(megabytes)) {
    if (memory === null) continue;
    const target = `told: the most while they sold; ${round(memory.first)} at first, ${round(memory.last)} at last`;
    yield { suite: 'fleet', name: `rss-${name}`, unit: 'MB', n: 1, value: round(memory.most), target, reached: true };
  }
  for (const [name, seconds] of Object.entries(processor)) {
    if (seconds === null) continue;
    const value = round((seconds * 1000) / Math.max(1, acknowledged));
    yield { suite: 'fleet', name: `cpu-${name}`, unit: 'ms a sale', n: 1, value, target: 'told', reached: true };
  }
}
