import { type ChildProcess, fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeEpc } from '../../src/domain/epc/epc.ts';
import { mosquittoProgram } from '../fixtures/mosquitto.ts';
import { steadyMs } from './gate-clock.ts';
import { type Feed, llrpFeed, mqttFeed } from './gate-feed.ts';
import { saleKnown } from './gate-sale.ts';
import { percentiles, type Row, round } from './row.ts';
import { ledgerOf, syntheticKey, TEN_MILLION } from './synthetic-ledger.ts';

const READS_A_SECOND = 1_000;
const SECONDS = 60;
const WARM_UP_SECONDS = 5;
/** A tag satisfies the filter with its second read, so long after its first. */
const AGAIN_MS = 120;
/** One tag in so many is not sold, and sounds. */
const UNSOLD_EVERY = 100;
const FEED_EVERY_MS = 2;
const VERDICT_LIMIT_MS = 5;
const RSS_LIMIT_MB = 400;
/** The oldest tags, of which the retention lets go meanwhile; nobody carries these. */
const FORGOTTEN_FIRST = 20_000;
/** Shorter than the 46 days over which the made-up sales fell, so that there is always something to let go of. */
const KEPT_DAYS = 30;
const READY_MS = 30_000;

interface Told {
  readonly keys: readonly string[];
  readonly times: readonly number[];
  readonly rssMegabytes: number;
  /** Tags of the ten oldest sales that are not known any more. */
  readonly forgotten: number;
}

/**
 * A real gate with 10,000,000 sold tags and 1,000 reads a second for a minute, while the retention lets go of old ones all the time, over
 * LLRP and over MQTT by a real Mosquitto: from the moment
 * that the read which satisfies its filter is handed to the system until the verdict, across two processes on one clock. A tag without a
 * verdict, or with the wrong one, is lost.
 */
export async function* run(only = ''): AsyncGenerator<Row> {
  let lost = 0;
  let rss = 0;
  let tags = 0;
  const wires = { llrp: llrpFeed, mqtt: mqttFeed };
  for (const [name, open] of Object.entries(wires)) {
    if (!name.includes(only)) continue;
    if (name === 'mqtt' && mosquittoProgram() === null) {
      process.stderr.write('bench: gate/verdict-mqtt is left out: there is no mosquitto on this machine\n');
      continue;
    }
    const outcome = await measure(await open());
    lost += outcome.lost;
    tags += outcome.latencies.length + outcome.lost;
    rss = Math.max(rss, outcome.rssMegabytes);
    const figures = percentiles(outcome.latencies);
    const target = `p99 <= ${VERDICT_LIMIT_MS}`;
    yield {
      ...{ suite: 'gate', name: `verdict-${name}`, unit: 'ms', ...figures, target },
      reached: figures.p99 <= VERDICT_LIMIT_MS,
    };
  }
  yield { suite: 'gate', name: 'lost', unit: 'tags', value: lost, n: tags, target: 'value <= 0', reached: lost === 0 };
  if ('sale-known'.includes(only)) yield await saleKnown();
  const target = `value <= ${RSS_LIMIT_MB}`;
  const reached = rss <= RSS_LIMIT_MB;
  yield { suite: 'gate', name: 'rss', unit: 'MB', value: round(rss), n: 1, target, reached };
}

async function measure(feed: Feed): Promise<{ latencies: number[]; lost: number; rssMegabytes: number }> {
  const stateDirectory = dirname(ledgerOf(TEN_MILLION));
  const config = join(stateDirectory, 'config.toml');
  writeFileSync(config, configuration(feed.device, stateDirectory));
  const gate = fork(join(import.meta.dirname, 'gate-process.ts'), [config, stateDirectory], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  try {
    await heard(gate, (message) => 'ready' in message);
    await readersReady(gate);
    const sent = await play(feed);
    await delay(1_500);
    gate.send('end');
    const told = (await heard(gate, (message) => 'keys' in message)) as unknown as Told;
    if (told.forgotten === 0) throw new Error('the retention let go of nothing');
    return { ...compare(sent, told), rssMegabytes: told.rssMegabytes };
  } finally {
    gate.kill();
    await feed.stop();
  }
}

/** Says each tag twice, at the pace of the day; returns when its second read was handed over. */
async function play(feed: Feed): Promise<ReadonlyMap<string, number>> {
  const sent = new Map<string, number>();
  const again: { readonly epc: string; readonly due: number }[] = [];
  const tags = numbers();
  const begin = steadyMs();
  let reads = 0;
  let passed = 0;
  for (let now = begin; now - begin < (WARM_UP_SECONDS + SECONDS) * 1_000; now = steadyMs()) {
    const warm = now - begin >= WARM_UP_SECONDS * 1_000;
    while (reads < ((now - begin) / 1_000) * READS_A_SECOND) {
      const [second] = again;
      reads += 1;
      if (second !== undefined && second.due <= steadyMs()) {
        again.shift();
        if (warm) sent.set(second.epc.toLowerCase(), steadyMs());
        feed.say(second.epc);
        continue;
      }
      passed += 1;
      const epc = tags(passed % UNSOLD_EVERY === 0);
      again.push({ epc, due: steadyMs() + AGAIN_MS });
      feed.say(epc);
    }
    await delay(FEED_EVERY_MS);
  }
  return sent;
}

/** Tags that a gate can read, each once: sold ones from the ledger, and others. */
function numbers(): (unsold: boolean) => string {
  const step = 7_919;
  let next = 0;
  return (unsold) => {
    for (;;) {
      next = (next + step) % TEN_MILLION;
      if (next < FORGOTTEN_FIRST) continue;
      const key = syntheticKey(unsold ? TEN_MILLION + next : next).toUpperCase();
      if (decodeEpc(key).kind === 'epc') return key;
    }
  };
}

function compare(sent: ReadonlyMap<string, number>, { keys, times }: Told): { latencies: number[]; lost: number } {
  const verdicts = new Map(
    keys.map((key, at) => [key.split(' ')[0] ?? '', { ruling: key.split(' ')[1], at: times[at] }]),
  );
  const latencies: number[] = [];
  let lost = 0;
  for (const [key, from] of sent) {
    const verdict = verdicts.get(key);
    if (verdict?.at === undefined || verdict.ruling !== expected(key)) lost += 1;
    else latencies.push(verdict.at - from);
  }
  return { latencies, lost };
}

/** What is to be ruled, by the number that a made-up tag ends with. */
function expected(key: string): string {
  return Number.parseInt(key.slice(-8), 16) < TEN_MILLION ? 'sold' : 'unsold';
}

async function readersReady(gate: ChildProcess): Promise<void> {
  for (const until = steadyMs() + READY_MS; ; await delay(100)) {
    gate.send('states');
    const { states } = (await heard(gate, (message) => 'states' in message)) as { states: readonly string[] };
    if (states.every((state) => state === 'ready')) return;
    if (steadyMs() > until) throw new Error(`the reader is ${states.join()}`);
  }
}

/** The next message of this kind. @throws Error when the gate ends before it */
function heard(gate: ChildProcess, wanted: (message: object) => boolean): Promise<object> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the gate ended with ${code}`));
    const listen = (message: unknown) => {
      if (typeof message !== 'object' || message === null || !wanted(message)) return;
      gate.off('message', listen);
      gate.off('exit', ended);
      resolve(message);
    };
    gate.on('message', listen);
    gate.on('exit', ended);
  });
}

function configuration(device: string, stateDirectory: string): string {
  return `[workstation]
id = "gate-1"
label = "Gate"
roles = ["gate"]
[store]
id = "s1"
name = "Bench"
address = []
currency = "GBP"
timezone = "Europe/London"
pricesIncludeTax = true
taxRounding = "line"
tagsKeptDays = ${KEPT_DAYS}
[[taxes]]
code = "A"
percent = "20"
[gate]
ttlMs = 600000
[server]
port = 7398
[state]
directory = ${JSON.stringify(stateDirectory)}
${device}`;
}
