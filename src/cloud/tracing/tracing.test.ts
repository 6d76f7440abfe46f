import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { connectDatabase } from '../database/connect.ts';
import { nonces } from '../identity/nonce.ts';
import type { Outgoing } from '../outbox/event.ts';
import { cloudServer } from '../server.ts';
import { BATCH, MOST_WAITING, otlpTracing } from './otlp.ts';
import { tracedSend } from './publishing.ts';
import { traced } from './tracing.ts';

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code: number };
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[];
}

const opened: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

/** A collector as OTLP/HTTP describes it, which keeps what it hears; or one that takes everything and never answers. */
async function collector(answers = true) {
  const heard: { path: string; type: string; spans: SentSpan[]; text: string }[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString();
      const spans = JSON.parse(text).resourceSpans.flatMap((resource: { scopeSpans: { spans: SentSpan[] }[] }) =>
        resource.scopeSpans.flatMap((scope) => scope.spans),
      );
      heard.push({ path: request.url ?? '', type: request.headers['content-type'] ?? '', spans, text });
      if (answers) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  opened.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const errors: unknown[] = [];
  const settings = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    onError: (error: unknown) => void errors.push(error),
  };
  const spans = () => heard.flatMap((each) => each.spans);
  return { heard, spans, errors, settings };
}

const plain = ({ attributes }: SentSpan) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
const TRACE = 'a'.repeat(32);
const FROM = { traceparent: `00-${TRACE}-${'b'.repeat(16)}-01` };
const TOKEN = 'Q'.repeat(22);

describe('tracing', () => {
  it('tells of requests by route and status, in the trace of whoever has a key, and never what stood in an address', async () => {
    const { heard, spans, settings } = await collector();
    const tracing = await otlpTracing(settings);
    const database = connectDatabase('postgres://x:x@127.0.0.1:1/x', 1, () => {});
    const parts = { database, nonces: nonces(new Uint8Array(32)), now: Date.now, tracing };
    const { app } = cloudServer({ ...parts, logger: pino({ level: 'silent' }, new PassThrough()) });
    const headers = { ...FROM, authorization: `Bearer ck_${'k'.repeat(43)}`, 'x-forwarded-for': '203.0.113.7' };
    await app.inject({ url: '/v1/export/sales?format=csv&store=secret-store', headers });
    await app.inject({ url: `/r/${TOKEN}`, headers });
    for (const url of ['/healthz', '/v1/made-up', `/r/${TOKEN}/`]) await app.inject({ url, headers });
    await app.close();
    await tracing.stop();
    const [office, receipt, ...others] = spans();
    expect(others).toEqual([]);
    expect(office).toMatchObject({
      name: 'GET /v1/export/sales',
      kind: 2,
      traceId: TRACE,
      parentSpanId: 'b'.repeat(16),
    });
    expect(plain(office!)).toEqual({
      'http.request.method': 'GET',
      'http.route': '/v1/export/sales',
      'http.response.status_code': 503,
      'error.type': '503',
    });
    expect(office?.status.code).toBe(2);
    // Whoever opens a receipt is a stranger, and begins a trace of their own.
    expect(receipt?.name).toBe('GET /r/:token');
    expect([receipt?.traceId === TRACE, receipt?.parentSpanId]).toEqual([false, undefined]);
    expect(heard[0]).toMatchObject({ path: '/v1/traces', type: expect.stringContaining('application/json') });
    const text = heard.map((each) => each.text).join();
    expect(text).toContain('checkstand-cloud');
    expect(text).not.toMatch(/QQQQ|kkkk|secret-store|203\.0\.113\.7|process\.|host\.name/);
    await database.close();
  });

  it('work that came to anything has a span, failed work has its code and not its words, and looking in vain has none', async () => {
    const { heard, spans, settings } = await collector();
    const tracing = await otlpTracing(settings);
    expect(await traced(tracing, 'project', 'checkstand.entries', async () => 250)).toBe(250);
    expect(await traced(tracing, 'project', 'checkstand.entries', async () => 0)).toBe(0);
    const broken = Object.assign(new Error('ada@example.com is no number'), { code: '22P02' });
    await expect(traced(tracing, 'project', 'checkstand.entries', () => Promise.reject(broken))).rejects.toBe(broken);
    await tracing.stop();
    expect(spans().map(plain)).toEqual([{ 'checkstand.entries': 250 }, { 'error.type': '22P02' }]);
    expect(heard.map((each) => each.text).join()).not.toContain('ada@');
  });

  it('events that are published name the span that sent them', async () => {
    const { spans, settings } = await collector();
    const tracing = await otlpTracing(settings);
    const sent: Outgoing[] = [];
    const send = tracedSend(tracing, async (events) => void sent.push(...events));
    const event = { specversion: '1.0', id: '1', type: 't', source: '/', time: '', partitionkey: '' } as const;
    await send([{ subject: 'orders', event: { ...event, datacontenttype: 'application/json', data: {} } }]);
    await tracing.stop();
    const [span] = spans();
    expect(sent[0]?.event.traceparent).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
    expect(plain(span!)).toEqual({ 'messaging.system': 'kafka', 'messaging.batch.message_count': 1 });
  });

  it('keeps so many spans and no more, and drops the rest', async () => {
    const { spans, settings } = await collector();
    const tracing = await otlpTracing(settings);
    for (let n = 0; n < 3 * MOST_WAITING; n += 1) tracing.begin('busy', 'internal').end({});
    await tracing.stop();
    expect(spans().length).toBeGreaterThanOrEqual(MOST_WAITING);
    expect(spans().length).toBeLessThanOrEqual(MOST_WAITING + BATCH);
  });

  it('a collector that never answers holds nothing up, is given up at the end, and is complained of once', async () => {
    const { errors, settings } = await collector(false);
    const tracing = await otlpTracing({ ...settings, timeoutMilliseconds: 50 });
    for (let n = 0; n < 3 * BATCH; n += 1) tracing.begin('unheard', 'internal').end({});
    await tracing.stop();
    expect(errors).toHaveLength(1);
  });

  it('loads OpenTelemetry only where it was asked for', () => {
    const room = join(import.meta.dirname, '..');
    const sources = readdirSync(room, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /(?<!\.test)\.ts$/.test(name),
    );
    const importing = sources.filter((name) =>
      /^import (?!type\b)[^;]*'@opentelemetry\//m.test(readFileSync(join(room, name), 'utf8')),
    );
    expect(sources).toContain(join('tracing', 'otlp.ts'));
    expect(importing).toEqual([]);
  });
});
