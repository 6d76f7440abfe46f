import { z } from 'zod';
import { type EmulatedScale, SCALE_PROTOCOLS } from '../scale/index.ts';
import { fromHex, hex, plugRoute, post, type RouteEntry } from './route.ts';

const chunks = z.union([
  z.literal('whole'),
  z.literal('bytes'),
  z.literal('joined'),
  z.number().int().min(1).max(65_536),
]);
const stateBody = z.strictObject({
  grams: z.number().int().min(-2_000).max(60_000).optional(),
  settleMs: z.number().int().min(0).max(60_000).optional(),
  moving: z.boolean().optional(),
  zeroed: z.boolean().optional(),
  tare: z.number().int().min(0).max(15_000).optional(),
  silent: z.boolean().optional(),
  challenges: z.boolean().optional(),
  chunks: chunks.optional(),
  repeats: z.number().int().min(1).max(4).optional(),
  noise: hex.optional(),
  protocol: z.enum(SCALE_PROTOCOLS).optional(),
});
const garbageBody = z.strictObject({ garbage: hex });

/** Routes under `/api/scale/`. */
export function scaleRoutes(scale: EmulatedScale): RouteEntry[] {
  return [
    post(/^\/api\/scale\/state$/, stateBody, ({ noise, ...change }) =>
      scale.change({ ...change, ...(noise === undefined ? {} : { noise: fromHex(noise) }) }),
    ),
    post(/^\/api\/scale\/fault$/, garbageBody, ({ garbage }) => scale.garbage(fromHex(garbage))),
    plugRoute(/^\/api\/scale\/plug$/, scale),
  ];
}
