import { promisify } from 'node:util';
import { gzip, zstdCompress, zstdCompressSync } from 'node:zlib';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';
import { NONCE_HEADER, nonceInstant } from '../wire/identity.ts';
import {
  type Acknowledgement,
  acknowledgementSchema,
  batchOf,
  headProblemSchema,
  heldEntrySchema,
  NDJSON_TYPE,
} from '../wire/journal-upload.ts';
import { askedFor, isMendedByToken, isNetwork, jsonOf, problemCode } from './answer.ts';
import { boundedText } from './bounded-text.ts';
import { type KnownNonce, signToken } from './token.ts';

/** `fetch`, as far as it is used here; a test stands in for the network. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchReply>;

export interface FetchInit {
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer>;
  readonly signal: AbortSignal;
  /** A cloud that sends its workstations elsewhere is not followed: tokens are for it alone. */
  readonly redirect: 'error';
}

export type FetchReply = Pick<Response, 'status' | 'headers' | 'body'>;

export interface ClientOptions {
  /** Address of the cloud, "https://cloud.example". */
  readonly url: string;
  readonly workstation: string;
  readonly signer: Signer;
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identifiers: Identifiers;
}

/** What came of a request. `asked`: milliseconds that the cloud asked to wait. */
export type Refused = { readonly kind: 'refused'; readonly code: string; readonly asked: number | null };
export type Unreachable = { readonly kind: 'unreachable' };
export type HeadReply = { readonly kind: 'acknowledged'; readonly head: Acknowledgement } | Refused | Unreachable;
export type BatchReply = HeadReply | { readonly kind: 'gap' | 'forked'; readonly head: Acknowledgement };
export type HashReply = { readonly kind: 'held'; readonly hash: string | null } | Refused | Unreachable;

export interface JournalClient {
  send(epoch: string, entries: readonly { readonly bytes: Uint8Array }[]): Promise<BatchReply>;
  head(epoch: string): Promise<HeadReply>;
  hashAt(epoch: string, seq: number): Promise<HashReply>;
  /** Gives up what is under way, and asks for nothing more. */
  close(): void;
}

/** Milliseconds until an answer is given up; it is asked for again. */
const PATIENCE_MS = 30_000;
/** Bytes from which packing is worth it. */
const WORTH_PACKING = 1024;
/** Bytes from which packing goes to another thread: before that it takes a tenth of a millisecond, and the way there and back twice that. */
const WORTH_A_THREAD = 64 * 1024;

const packGzip = promisify(gzip);
const packZstd = promisify(zstdCompress);

interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly asked: number | null;
}

/** Speaks with the cloud about this workstation's journal; see wire/journal-upload.ts. Nothing it returns is believed without its schema. */
export function journalClient(options: ClientOptions): JournalClient {
  const { url, workstation, fetch, clock, timers } = options;
  const base = url.replace(/\/+$/, '');
  let known: KnownNonce | null = null;
  let underWay: AbortController | null = null;
  let closed = false;

  const exchange = async (
    method: 'GET' | 'POST',
    path: string,
    more: Packed | null,
    signed: boolean,
  ): Promise<Answer | null> => {
    if (closed) return null;
    const controller = new AbortController();
    underWay = controller;
    const cancel = timers.after(PATIENCE_MS, () => controller.abort());
    try {
      const token = signed && known !== null ? signToken(workstation, { method, path }, known, options) : null;
      const reply = await fetch(`${base}${path}`, {
        method,
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...more?.headers,
        },
        ...(more === null ? {} : { body: more.body }),
        signal: controller.signal,
        redirect: 'error',
      });
      const nonce = reply.headers.get(NONCE_HEADER);
      if (nonce !== null && nonceInstant(nonce) !== null) known = { nonce, at: clock.monotonic() };
      const text = await boundedText(reply.body);
      return { status: reply.status, json: jsonOf(text), asked: askedFor(reply.headers.get('retry-after')) };
    } catch (error) {
      if (isNetwork(error)) return null;
      throw error;
    } finally {
      cancel();
      underWay = null;
    }
  };

  const ask = async (method: 'GET' | 'POST', path: string, more: Packed | null): Promise<Answer | null> => {
    if (known === null) await exchange('GET', '/v1/nonce', null, false);
    if (known === null) return null;
    for (let tokens = 1; ; tokens += 1) {
      const answer = await exchange(method, path, more, true);
      const code = answer === null ? null : problemCode(answer.json);
      if (code === null || !isMendedByToken(code, tokens)) return answer;
    }
  };
  const addressOf = (epoch: string) => `/v1/journal/${workstation}/${epoch}`;

  return {
    async send(epoch, entries) {
      const answer = await ask('POST', addressOf(epoch), await packed(batchOf(entries)));
      if (answer === null) return { kind: 'unreachable' };
      const stopped = answer.status === 409 ? headProblemSchema.safeParse(answer.json) : null;
      if (stopped?.success && stopped.data.head.epoch === epoch) {
        return { kind: stopped.data.code === 'JOURNAL_GAP' ? 'gap' : 'forked', head: stopped.data.head };
      }
      return headReply(answer, epoch);
    },
    async head(epoch) {
      const answer = await ask('GET', addressOf(epoch), null);
      return answer === null ? { kind: 'unreachable' } : headReply(answer, epoch);
    },
    async hashAt(epoch, seq) {
      const answer = await ask('GET', `${addressOf(epoch)}/${seq}`, null);
      if (answer === null) return { kind: 'unreachable' };
      const held = heldEntrySchema.safeParse(answer.json);
      if (answer.status === 200 && held.success && held.data.epoch === epoch && held.data.seq === seq) {
        return { kind: 'held', hash: held.data.hash };
      }
      return answer.status === 404 && problemCode(answer.json) === 'NOT_FOUND'
        ? { kind: 'held', hash: null }
        : refused(answer);
    },
    close() {
      closed = true;
      underWay?.abort();
    },
  };
}

function headReply(answer: Answer, epoch: string): HeadReply {
  const head = acknowledgementSchema.safeParse(answer.json);
  if (answer.status === 200 && head.success && head.data.epoch === epoch)
    return { kind: 'acknowledged', head: head.data };
  return refused(answer);
}

/** Whatever answers without a code of ours (a portal, a gateway) is no cloud: its words are told as its status. */
function refused({ json, status, asked }: Answer): Refused {
  return { kind: 'refused', code: problemCode(json) ?? `HTTP_${status}`, asked };
}

interface Packed {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly headers: Readonly<Record<string, string>>;
}

async function packed(batch: Uint8Array): Promise<Packed> {
  const headers = { 'content-type': NDJSON_TYPE };
  if (batch.length < WORTH_PACKING) return { body: new Uint8Array(batch), headers };
  // Node has zstd from 22.15 on.
  const encoding = typeof zstdCompress === 'function' ? 'zstd' : 'gzip';
  const isSmall = batch.length < WORTH_A_THREAD;
  const pack = encoding === 'gzip' ? packGzip : isSmall ? zstdCompressSync : packZstd;
  const body = new Uint8Array(await pack(batch));
  return { body, headers: { ...headers, 'content-encoding': encoding } };
}
