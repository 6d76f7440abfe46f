import type { FastifyInstance } from 'fastify';
import type { Fetch, FetchInit, FetchReply } from '../../../src/sync/upload/client.ts';
import type { Chance } from '../chance.ts';

/** A request on its way, or an answer on its way back. */
interface Parcel {
  readonly from: string;
  readonly url: string;
  readonly init: FetchInit;
  /** Null for one that the network made up: nobody waits for its answer. */
  readonly settle: { resolve(reply: FetchReply): void; reject(error: Error): void } | null;
  reply: FetchReply | null;
  given: boolean;
}

/** Signs a request anew: a token opens one, and a network that repeats requests must not be stopped by that alone. */
export type Resign = (from: string, url: string, init: FetchInit) => Promise<FetchInit>;

/** A network in which nothing happens but what the seeded scheduler does to it. */
export class WildNetwork {
  /** Requests that a box made before the last one was answered. */
  readonly doubled: string[] = [];
  readonly #parcels: Parcel[] = [];
  readonly #chance: Chance;
  readonly #cloud: () => FastifyInstance;
  readonly #resign: Resign;

  constructor(chance: Chance, cloud: () => FastifyInstance, resign: Resign) {
    this.#chance = chance;
    this.#cloud = cloud;
    this.#resign = resign;
  }

  /** The network as one edge sees it. */
  fetchOf(from: string): Fetch {
    return (url, init) =>
      new Promise((resolve, reject) => {
        if (this.waits(from)) this.doubled.push(`${from} asks ${url} while it waits for an answer`);
        const parcel: Parcel = { from, url, init, settle: { resolve, reject }, reply: null, given: false };
        this.#parcels.push(parcel);
        init.signal.addEventListener('abort', () => {
          parcel.given = true;
          reject(Object.assign(new Error('aborted'), { name: 'AbortError' }));
        });
      });
  }

  /** Whether an edge waits for an answer. */
  waits(from: string): boolean {
    return this.#parcels.some((parcel) => parcel.from === from && parcel.settle !== null && !parcel.given);
  }

  get busy(): boolean {
    return this.#parcels.length > 0;
  }

  /** Its requests may still arrive; its answers reach nobody. */
  killed(from: string): void {
    for (const parcel of this.#parcels) if (parcel.from === from) parcel.given = true;
  }

  /** Moves one parcel, whichever: out of order, twice, or not at all. */
  async move(wildness: 'wild' | 'healed'): Promise<void> {
    if (this.#parcels.length === 0) return;
    const parcel = wildness === 'wild' ? this.#chance.pick(this.#parcels) : this.#parcels[0]!;
    const fate = wildness === 'wild' ? this.#chance.next() : 1;
    if (fate < 0.07) return this.#lose(parcel);
    if (fate < 0.2 && parcel.reply === null) this.#repeat(parcel);
    if (parcel.reply === null && parcel.settle === null) {
      await this.#deliver({ ...parcel, init: await this.#resign(parcel.from, parcel.url, parcel.init) });
      this.#remove(parcel);
    } else if (parcel.reply === null) {
      parcel.reply = await this.#deliver(parcel);
    } else {
      this.#remove(parcel);
      if (!parcel.given) parcel.settle?.resolve(parcel.reply);
      parcel.given = true;
    }
  }

  /** Neither side learns whether it got through. */
  #lose(parcel: Parcel): void {
    this.#remove(parcel);
    if (!parcel.given) parcel.settle?.reject(new TypeError('fetch failed'));
    parcel.given = true;
  }

  #repeat(parcel: Parcel): void {
    this.#parcels.push({ ...parcel, settle: null, reply: null, given: true });
  }

  async #deliver({ url, init }: Parcel): Promise<FetchReply> {
    const { method, headers, body } = init;
    const payload = body === undefined ? {} : { payload: Buffer.from(body) };
    const path = new URL(url).pathname;
    const reply = await this.#cloud().inject({ method, url: path, headers: { ...headers }, ...payload });
    const pairs = Object.entries(reply.headers).map(([name, value]): [string, string] => [name, String(value)]);
    // A Response of 204 has no body.
    return new Response(reply.statusCode === 204 ? null : reply.payload, { status: reply.statusCode, headers: pairs });
  }

  #remove(parcel: Parcel): void {
    const at = this.#parcels.indexOf(parcel);
    if (at !== -1) this.#parcels.splice(at, 1);
  }
}
