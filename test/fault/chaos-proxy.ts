import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chance } from './chance.ts';
import { type Fate, fateOf, type Weather } from './chaos-weather.ts';

export type Direction = 'toDevice' | 'toEdge';

interface Trigger {
  readonly direction: Direction;
  left: number;
  readonly run: () => void;
}

/** Bytes that one direction may have waiting; a real wire pushes back before that. */
const MOST_WAITING = 1 << 20;

/** A line through the proxy: the edge's end and the device's. */
interface Line {
  readonly edge: Socket;
  readonly device: Socket;
  /** A second connection that says to the device all that the first one says. Nobody hears what it is answered. */
  readonly twin: Socket | null;
}

/**
 * A TCP proxy in front of one device. In fair weather it passes bytes on at once; in foul weather it does to them what networks and
 * device servers do. It can also count: after so many bytes in one direction it calls, with the rest held back for ever.
 */
export class ChaosProxy {
  readonly #server: Server;
  readonly #target: () => number;
  readonly #lines = new Set<Line>();
  #weather: { readonly kind: Weather; readonly chance: Chance } | null = null;
  #trigger: Trigger | null = null;
  #twins: { readonly share: number; readonly chance: Chance } | null = null;
  /** What happened, by its name. */
  readonly happened = new Map<string, number>();

  private constructor(server: Server, target: () => number) {
    this.#server = server;
    this.#target = target;
    server.on('connection', (socket) => this.#accept(socket));
  }

  /** Listens on any free port of 127.0.0.1; `target` is the device's port, asked for at each connection. */
  static async listen(target: () => number): Promise<ChaosProxy> {
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new ChaosProxy(server, target);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** From now on this weather, or fair (null). */
  setWeather(kind: Weather | null, chance: Chance): void {
    this.#weather = kind === null ? null : { kind, chance };
  }

  /** From now on so many of one line are led to the device twice, as by a middlebox that repeats what it took for lost. */
  setTwins(share: number, chance: Chance): void {
    this.#twins = { share, chance };
  }

  /** Calls once so many more bytes went that way. What comes after them on that line is never passed on. */
  after(direction: Direction, bytes: number, run: () => void): void {
    this.#trigger = { direction, left: bytes, run };
  }

  disarm(): void {
    this.#trigger = null;
  }

  /** Ends all lines, at once and without a word. */
  cut(): void {
    for (const line of this.#lines) this.#end(line);
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(edge: Socket): void {
    const connect = () =>
      createConnection({ port: this.#target(), host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    const device = connect();
    const isTwin = this.#twins?.chance.happens(this.#twins.share) === true;
    const line = { edge, device, twin: isTwin ? connect() : null };
    line.twin?.on('error', () => line.twin?.destroy()).resume();
    if (isTwin) this.#count('twin');
    this.#lines.add(line);
    for (const socket of [edge, device]) {
      socket.on('error', () => this.#end(line));
      socket.on('close', () => this.#end(line));
    }
    this.#carry(line, edge, device, 'toDevice');
    this.#carry(line, device, edge, 'toEdge');
  }

  #end(line: Line): void {
    this.#lines.delete(line);
    line.edge.destroy();
    line.device.destroy();
    line.twin?.destroy();
  }

  /** One direction of a line: chunks are dealt with one after another, each by what the weather has in store for it. */
  #carry(line: Line, from: Socket, to: Socket, direction: Direction): void {
    const waiting: Buffer[] = [];
    let working = false;
    let ended = false;
    const work = async () => {
      working = true;
      for (let chunk = waiting.shift(); chunk !== undefined && this.#lines.has(line); chunk = waiting.shift()) {
        const fate = this.#fate();
        if (fate.kind === 'coalesce') {
          await delay(fate.ms);
          chunk = Buffer.concat([chunk, ...waiting.splice(0)]);
        }
        if (fate.kind === 'pass' || fate.kind === 'coalesce') this.#pass(line, to, chunk, direction);
        else await this.#suffer(line, to, chunk, direction, fate);
      }
      working = false;
      if (ended && this.#lines.has(line)) to.end();
    };
    const arrived = (chunk: Buffer) => {
      waiting.push(chunk);
      if (waiting.reduce((sum, each) => sum + each.length, 0) > MOST_WAITING) return this.#end(line);
      if (!working) void work();
    };
    from.on('data', arrived);
    from.on('end', () => {
      ended = true;
      if (!working) to.end();
    });
  }

  #fate(): Fate {
    if (this.#weather === null) return { kind: 'pass' };
    const fate = fateOf(this.#weather.kind, this.#weather.chance);
    this.#count(fate.kind);
    return fate;
  }

  #count(what: string): void {
    this.happened.set(what, (this.happened.get(what) ?? 0) + 1);
  }

  async #suffer(line: Line, to: Socket, chunk: Buffer, direction: Direction, fate: Fate): Promise<void> {
    switch (fate.kind) {
      case 'delay':
        await delay(fate.ms);
        return this.#pass(line, to, chunk, direction);
      case 'pieces':
        for (let at = 0; at < chunk.length && this.#lines.has(line); at += 1) {
          this.#pass(line, to, chunk.subarray(at, at + 1), direction);
          await delay(0);
        }
        return;
      case 'duplicate':
        this.#pass(line, to, Buffer.concat([chunk, chunk]), direction);
        return;
      case 'lose':
        this.#pass(line, to, Buffer.concat([chunk.subarray(0, fate.at % chunk.length)]), direction);
        return;
      case 'cut':
        this.#pass(line, to, chunk.subarray(0, fate.at % (chunk.length + 1)), direction);
        // What was passed on is to arrive before the line is gone.
        await delay(1);
        return this.#end(line);
      case 'halfClose':
        this.#pass(line, to, chunk, direction);
        to.end();
        await delay(fate.ms);
        return this.#end(line);
      case 'stall':
        await delay(fate.ms);
        return this.#end(line);
      default:
        return this.#pass(line, to, chunk, direction);
    }
  }

  #pass(line: Line, to: Socket, bytes: Buffer, direction: Direction): void {
    const trigger = this.#trigger;
    if (to.writableEnded || to.destroyed) return;
    if (direction === 'toDevice' && line.twin?.destroyed === false) line.twin.write(bytes);
    if (trigger === null || trigger.direction !== direction) return void to.write(bytes);
    const now = bytes.subarray(0, trigger.left);
    if (now.length > 0) to.write(now);
    trigger.left -= now.length;
    if (trigger.left > 0) return;
    this.#trigger = null;
    trigger.run();
    // The sender is about to die: only what was let through may arrive.
    to.end();
    if (direction === 'toEdge') this.#end(line);
  }
}
