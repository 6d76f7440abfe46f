import type { FastifyReply } from 'fastify';
import { CloudProblem } from '../problem.ts';

/** Files that one copy gives at a time; each holds one piece. */
const MOST_DOWNLOADS = 64;
/** Whoever takes nothing for so long is let go. */
const DOWNLOAD_IDLE_MS = 30_000;

/** Counts what is being given: a reply holds its place until it is closed. @throws CloudProblem UNAVAILABLE from what it returns, when there is none. */
export function downloadPlaces(): (reply: FastifyReply) => void {
  let taken = 0;
  return (reply) => {
    if (taken >= MOST_DOWNLOADS) throw new CloudProblem('UNAVAILABLE', 'Too many downloads.', { retryAfter: 5 });
    taken += 1;
    reply.raw.once('close', () => {
      taken -= 1;
    });
    reply.raw.setTimeout(DOWNLOAD_IDLE_MS, () => reply.raw.destroy());
  };
}
