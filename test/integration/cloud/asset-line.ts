/** A box's fetcher on a line to a running cloud that does mischief; time is moved by hand. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AssetRef } from '../../../src/domain/asset/asset.ts';
import { assetClient } from '../../../src/sync/assets/client.ts';
import { createFetcher } from '../../../src/sync/assets/fetcher.ts';
import { cloudLink } from '../../../src/sync/feed/link.ts';
import type { Fetch } from '../../../src/sync/upload/client.ts';
import type { AssetShelf } from '../../../src/workstation/ports/assets.ts';
import { realClock, realIdentifiers } from '../../bench/real-ports.ts';
import type { Device } from '../../fixtures/cloud.ts';

export interface Mischief {
  /** Each answer with bytes of a file breaks off after so many of them; those behind the last come whole. */
  readonly cutAfter?: readonly number[];
  /** So many answers have a bit of a file turned. */
  readonly changes?: number;
}

export function fetchingFrom(given: {
  readonly url: string;
  readonly device: Device;
  readonly shelf: AssetShelf;
  readonly mischief: Mischief;
}) {
  const { url, device, shelf, mischief } = given;
  const ranges: string[] = [];
  const said = new Set<string>();
  const waiting = new Map<string, () => void>();
  const rests: (() => void)[] = [];
  const cuts = [...(mischief.cutAfter ?? [])];
  let changes = mischief.changes ?? 0;

  const badFetch: Fetch = async (address, init) => {
    const reply = await fetch(address, init);
    const { range } = init.headers;
    if (range === undefined || reply.body === null || reply.status > 299) return reply;
    ranges.push(range);
    const cut = cuts.shift();
    const isChanged = changes > 0;
    changes -= 1;
    let left = cut ?? Number.POSITIVE_INFINITY;
    const bad = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, out) {
        const bytes = chunk.slice(0, left);
        if (isChanged && bytes.length > 0) bytes[0] = (bytes[0] ?? 0) ^ 1;
        left -= bytes.length;
        out.enqueue(bytes);
        // Behind what was handed on, as a line breaks.
        if (left === 0) queueMicrotask(() => out.error(new TypeError('the line is cut')));
      },
    });
    return { status: reply.status, headers: reply.headers, body: reply.body.pipeThrough(bad) } as Response;
  };
  const timers = {
    after(milliseconds: number, run: () => void) {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  };
  const link = cloudLink({
    ...{ url, workstation: device.name, signer: device.signer, fetch: badFetch },
    ...{ clock: realClock, timers, identifiers: realIdentifiers },
  });
  const tell = (what: string) => (ref: AssetRef) => {
    said.add(`${what} ${ref.sha256}`);
    waiting.get(`${what} ${ref.sha256}`)?.();
  };
  const fetcher = createFetcher({
    ...{ clients: [assetClient(link)], shelf, arrived: tell('arrived'), spoilt: tell('spoilt') },
    timers: {
      after(_milliseconds, run) {
        rests.push(run);
        return () => void rests.splice(rests.indexOf(run), 1);
      },
    },
    random: () => 0,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  const told = (what: string): Promise<void> =>
    said.has(what) ? Promise.resolve() : new Promise((resolve) => waiting.set(what, resolve));
  return {
    fetcher,
    shelf,
    ranges: () => ranges,
    /** Until the fetcher has said this. */
    told,
    /** Which of them it says first. */
    either: (...what: readonly string[]): Promise<string> =>
      Promise.race(what.map(async (each) => told(each).then(() => each))),
    /** Until the fetcher waits, and its wait is over. */
    async rest() {
      while (rests.length === 0) await nextTurn();
      rests.shift()?.();
    },
    async stop() {
      link.close();
      await fetcher.stop();
    },
  };
}
