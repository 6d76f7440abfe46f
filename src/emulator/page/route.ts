import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { type Answer, json, readBody } from './answer.ts';

/** A route: what it answers to a request with these parts of its path. */
type Route = (request: IncomingMessage, parts: readonly string[]) => Answer | Promise<Answer>;

export interface RouteEntry {
  readonly method: 'GET' | 'POST';
  readonly path: RegExp;
  readonly run: Route;
}

export const forMs = z.number().int().min(0).max(600_000).optional();
export const hex = z
  .string()
  .regex(/^([0-9a-f]{2} ?)*$/i, 'expected bytes in hexadecimal, such as "30 36 45"')
  .max(60_000);
const plugBody = z.strictObject({ plugged: z.boolean(), forMs });

export const get = (path: RegExp, run: Route): RouteEntry => ({ method: 'GET', path, run });

/** A route that takes a body, and answers with what `run` gives, or that it is done. */
export const post = <T>(path: RegExp, schema: z.ZodType<T>, run: (body: T) => unknown): RouteEntry => ({
  method: 'POST',
  path,
  run: async (request) => {
    const reading = await readBody(request, schema);
    return reading.kind === 'refused' ? reading.answer : json((await run(reading.body)) ?? { done: true });
  },
});

/** `/api/{device}/plug`. */
export const plugRoute = (path: RegExp, device: { plug(): Promise<void>; unplug(forMs?: number): void }): RouteEntry =>
  post(path, plugBody, (body) => (body.plugged ? device.plug() : device.unplug(body.forMs)));

/** The same of a device that stays unplugged until it is plugged in. */
export const cableRoute = (
  path: RegExp,
  device: { plug(): Promise<void> | void; unplug(): Promise<void> },
): RouteEntry =>
  post(path, z.strictObject({ plugged: z.boolean() }), ({ plugged }) => (plugged ? device.plug() : device.unplug()));

export function fromHex(text: string): Buffer {
  return Buffer.from(text.replaceAll(' ', ''), 'hex');
}

/** The members that are there, so that a missing one never overwrites a state. */
export function present<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
