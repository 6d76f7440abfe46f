import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Device, newDevice } from '../fixtures/cloud.ts';

export interface CloudOrder {
  readonly kind: 'price';
  readonly count: number;
  readonly price: number;
}
export type CloudAnswer =
  | { readonly kind: 'ready'; readonly url: string; readonly postgres: string }
  /** `at`: milliseconds since 1970, when it was committed. */
  | { readonly kind: 'published'; readonly version: number; readonly at: number };

export interface FeedCloud {
  readonly url: string;
  readonly device: Device;
  /** Publishes another price for so many goods. */
  reprice(count: number, price: number): Promise<{ readonly version: number; readonly at: number }>;
  readonly pid: number;
  /** The directory of its PostgreSQL's data. */
  readonly postgres: string;
}

const running = new Map<number, Promise<FeedCloud>>();

/** A cloud with so many goods of one retailer: one a run, whoever asks; it ends with the run. */
export function feedCloud(items: number): Promise<FeedCloud> {
  const cloud = running.get(items) ?? start(items);
  running.set(items, cloud);
  return cloud;
}

async function start(items: number): Promise<FeedCloud> {
  const device = newDevice('lane-1');
  const from = performance.now();
  const child = fork(join(import.meta.dirname, 'feed-cloud-process.ts'), [
    String(items),
    device.publicKey,
    device.signer.keyId,
  ]);
  const { url, postgres } = await heard(child, 'ready');
  process.stderr.write(`bench: published ${items} items in ${((performance.now() - from) / 1000).toFixed(1)} s\n`);
  child.unref();
  child.channel?.unref();
  return {
    url,
    device,
    pid: child.pid ?? 0,
    postgres,
    async reprice(count, price) {
      child.send({ kind: 'price', count, price } satisfies CloudOrder);
      return heard(child, 'published');
    },
  };
}

async function heard<Kind extends CloudAnswer['kind']>(child: ChildProcess, kind: Kind) {
  for (;;) {
    const [answer] = (await once(child, 'message')) as [CloudAnswer];
    if (answer.kind === kind) return answer as Extract<CloudAnswer, { kind: Kind }>;
  }
}
