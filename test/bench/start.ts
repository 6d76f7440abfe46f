import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, writeEdgeConfig } from '../fixtures/edge.ts';
import { MILLION, placeCatalogue } from './catalogue.ts';
import { percentiles, type Row, round } from './row.ts';
import { withFolder } from './scratch.ts';

const STARTS = 7;
const LIMIT_MS = 1_500;
const LIMIT_MB = 200;
const ROOT = join(import.meta.dirname, '../..');

/** From spawning the edge's process to its first answer on /readyz's port, with 1,000,000 items; and its memory two seconds later. */
export async function* run(): AsyncGenerator<Row> {
  const { times, megabytes } = await withFolder(async (folder) => {
    const port = await freePort();
    const config = writeEdgeConfig({ folder }, port);
    await placeCatalogue(MILLION, join(folder, 'state'));
    const times: number[] = [];
    const megabytes: number[] = [];
    for (let n = 0; n <= STARTS; n += 1) {
      const one = await startOnce(config, port);
      // The first start brings the files into the page cache, as any start after an import finds them.
      if (n === 0) continue;
      times.push(one.milliseconds);
      megabytes.push(one.megabytes);
    }
    return { times, megabytes };
  });
  const figures = percentiles(times);
  const typical = round(figures.p50);
  const most = round(Math.max(...megabytes));
  const start = { suite: 'start', n: STARTS };
  yield {
    ...start,
    name: '1m',
    unit: 'ms',
    ...figures,
    value: typical,
    target: `value <= ${LIMIT_MS}`,
    reached: typical <= LIMIT_MS,
  };
  yield { ...start, name: 'rss', unit: 'MB', value: most, target: `value <= ${LIMIT_MB}`, reached: most <= LIMIT_MB };
}

async function startOnce(config: string, port: number): Promise<{ milliseconds: number; megabytes: number }> {
  const from = performance.now();
  const edge = spawn(process.execPath, [join(ROOT, 'bin/checkstand.js'), 'edge', '--config', config], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const exited = once(edge, 'exit');
  try {
    await answers(port, edge);
    const milliseconds = performance.now() - from;
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    return { milliseconds, megabytes: residentMegabytes(edge.pid ?? 0) };
  } finally {
    edge.kill('SIGTERM');
    await exited;
  }
}

async function answers(port: number, edge: { readonly exitCode: number | null }): Promise<void> {
  for (let tries = 0; tries < 5_000; tries += 1) {
    if (edge.exitCode !== null) throw new Error('the edge ended before it answered');
    const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('the edge did not answer');
}

/** VmRSS of a process, from /proc (Linux). */
function residentMegabytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
