import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';
import { askedFor, isMendedByToken, isNetwork, jsonOf, problemCode } from '../upload/answer.ts';
import type { Fetch, FetchReply, Refused, Unreachable } from '../upload/client.ts';
import { type KnownNonce, signToken } from '../upload/token.ts';
import { NONCE_HEADER, nonceInstant } from '../wire/identity.ts';

export interface LinkOptions {
  /** Address of the cloud, "https://cloud.example". */
  readonly url: string;
  readonly workstation: string;
  readonly signer: Signer;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identifiers: Identifiers;
}

/** Told of bytes as they come. */
export type Take = (bytes: Uint8Array) => void;

export type Answer = { readonly kind: 'ok'; readonly status: number; readonly bytes: number } | Refused | Unreachable;

export interface CloudLink {
  /**
   * Asks once, signed, and hands the body of a success on as it comes. It is given up when nothing comes for `idle` milliseconds, and where
   * there is more than `most` bytes of it (code TOO_LARGE). What `take` throws comes out.
   */
  get(request: LinkRequest, take: Take): Promise<Answer>;
  /** Gives up what is under way, and asks for nothing more. */
  close(): void;
}

export interface LinkRequest {
  /** Without the query, as the token names it. */
  readonly path: string;
  /** With its "?", or empty. */
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly idle: number;
  readonly most: number;
}

const MOST_PROBLEM_BYTES = 64 * 1024;

/** Signed questions to the cloud, one at a time. */
export function cloudLink(options: LinkOptions): CloudLink {
  const { url, workstation, fetch, clock, timers } = options;
  const base = url.replace(/\/+$/, '');
  let known: KnownNonce | null = null;
  let underWay: AbortController | null = null;
  let closed = false;

  const once = async (request: LinkRequest, signed: boolean, take: Take): Promise<Answer> => {
    if (closed) return { kind: 'unreachable' };
    const controller = new AbortController();
    underWay = controller;
    let cancel = timers.after(request.idle, () => controller.abort());
    const alive = (): void => {
      cancel();
      cancel = timers.after(request.idle, () => controller.abort());
    };
    try {
      const { path, query = '' } = request;
      const token = signed && known !== null ? signToken(workstation, { method: 'GET', path }, known, options) : null;
      const reply = await fetch(`${base}${path}${query}`, {
        method: 'GET',
        headers: { ...request.headers, ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
        signal: controller.signal,
        redirect: 'error',
      });
      alive();
      const nonce = reply.headers.get(NONCE_HEADER);
      if (nonce !== null && nonceInstant(nonce) !== null) known = { nonce, at: clock.monotonic() };
      if (reply.status < 200 || reply.status > 299) return await refusal(reply);
      let bytes = 0;
      for await (const chunk of reply.body ?? []) {
        alive();
        bytes += chunk.length;
        if (bytes > request.most) {
          controller.abort();
          return { kind: 'refused', code: 'TOO_LARGE', asked: null };
        }
        take(chunk);
      }
      return { kind: 'ok', status: reply.status, bytes };
    } catch (error) {
      if (isNetwork(error)) return { kind: 'unreachable' };
      controller.abort();
      throw error;
    } finally {
      cancel();
      underWay = null;
    }
  };

  return {
    async get(request, take) {
      if (known === null)
        await once({ path: '/v1/nonce', idle: request.idle, most: MOST_PROBLEM_BYTES }, false, () => {});
      if (known === null) return { kind: 'unreachable' };
      for (let tokens = 1; ; tokens += 1) {
        const answer = await once(request, true, take);
        if (answer.kind !== 'refused' || !isMendedByToken(answer.code, tokens)) return answer;
      }
    },
    close() {
      closed = true;
      underWay?.abort();
    },
  };
}

/** Whatever answers without a code of ours (a portal, a gateway) is no cloud: its words are told as its status. */
async function refusal({ status, headers, body }: FetchReply): Promise<Refused> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.length;
    if (size > MOST_PROBLEM_BYTES) break;
    chunks.push(chunk);
  }
  const code = problemCode(jsonOf(Buffer.concat(chunks).toString('utf8'))) ?? `HTTP_${status}`;
  return { kind: 'refused', code, asked: askedFor(headers.get('retry-after')) };
}
