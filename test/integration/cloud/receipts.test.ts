import { once } from 'node:events';
import { Writable } from 'node:stream';
import { pino } from 'pino';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { erase } from '../../../src/cloud/erasure/erase.ts';
import { projectSome } from '../../../src/cloud/projection/project.ts';
import { rebuild } from '../../../src/cloud/projection/rebuild.ts';
import { setHeading } from '../../../src/cloud/receipt/heading.ts';
import { type Deliver, smtp } from '../../../src/cloud/receipt/mail.ts';
import { sendNext } from '../../../src/cloud/receipt/mail-queue.ts';
import type { CloudServer } from '../../../src/cloud/server.ts';
import { hasPostgres, newDevice, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { epochOf, sold } from '../../fixtures/cloud-sales.ts';
import { send } from './requests.ts';

const tokenOf = (letter: string) => letter.repeat(22);

describe.skipIf(!hasPostgres)('digital receipts (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let server: CloudServer;
  let logged = '';
  const lane = newDevice('lane-1');

  beforeAll(async () => {
    cloud = await startTestCloud();
    const sink = new Writable({
      write(chunk, _encoding, done) {
        logged += chunk;
        done();
      },
    });
    server = cloud.server({ sendsMail: true, logger: pino({ level: 'trace' }, sink) });
    await cloud.enrol(lane);
    const sales = ['B', 'C', 'D', 'E'].flatMap((letter) =>
      sold(`t-${letter}`, [199, 350], `A7K2-${letter}`, tokenOf(letter)),
    );
    const entries = epochOf('lane-1', sales);
    expect((await send(server.app, lane, entries[0]!.record.epoch, entries)).statusCode).toBe(200);
    while ((await projectSome(cloud.database.journal)) > 0);
    await setHeading(cloud.database, {
      store: 's1',
      name: 'Corner & Co.',
      address: ['1 Market Square'],
      taxId: null,
      timezone: 'Europe/London',
    });
  });
  afterAll(async () => {
    await server?.app.close();
    await cloud?.stop();
  });

  const look = (token: string, query = '') => server.app.inject(`/r/${token}${query}`);
  const ask = (token: string, address: string, app = server.app) =>
    app.inject({
      method: 'POST',
      url: `/r/${token}/mail`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ address }).toString(),
    });
  const erased = (kind: 'address' | 'receipt', value: string, store: string | null = null) =>
    erase(cloud.database, { retailer: 'main', store }, { kind, value, dryRun: false }, 'test', Date.now());
  const waiting = () => cloud.rows('SELECT address FROM receipt_mails WHERE address IS NOT NULL ORDER BY address');

  it('the token of the sale opens it, with headers that keep it to its holder', async () => {
    const reply = await look(tokenOf('B'));
    expect(reply.statusCode).toBe(200);
    expect(reply.body).toContain('Corner &amp; Co.');
    expect(reply.body).toContain('A7K2-B');
    expect(reply.body).toContain('£5.49');
    expect(reply.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow, noarchive',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
  });

  it('any other is "on its way": there is no telling one that is not uploaded from one that never was', async () => {
    const answers = [];
    for (const token of [tokenOf('Z'), 'x', 'B'.repeat(21), encodeURIComponent("' OR 1=1 --")]) {
      const { statusCode, body, headers } = await look(token);
      expect(headers.refresh).toBe('15');
      answers.push(`${statusCode} ${body}`);
    }
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('404');
    expect(answers[0]).toContain('Your receipt is on its way');
  });

  it('one that two boxes claim opens neither', async () => {
    const copycat = newDevice('lane-2');
    await cloud.enrol(copycat);
    const token = tokenOf('X');
    const entries = [
      epochOf('lane-1', sold('t-X', [1], 'A7K2-X', token)),
      epochOf('lane-2', sold('t', [2], 'B-X', token)),
    ];
    await send(server.app, lane, entries[0]![0]!.record.epoch, entries[0]!);
    while ((await projectSome(cloud.database.journal)) > 0);
    expect((await look(token)).statusCode).toBe(200);
    await send(server.app, copycat, entries[1]![0]!.record.epoch, entries[1]!);
    while ((await projectSome(cloud.database.journal)) > 0);
    expect((await look(token)).statusCode).toBe(404);
  });

  it('tokens are kept nowhere in clear but in the journal, and never logged', async () => {
    await ask(tokenOf('B'), 'nobody');
    const kept = JSON.stringify(await cloud.rows('SELECT * FROM receipts'));
    expect(kept).not.toContain(tokenOf('B'));
    expect(logged).toContain('incoming request');
    expect(logged).not.toContain(tokenOf('B'));
  });

  it('whoever tries many has to wait, with a page that says so', async () => {
    const tried = cloud.server();
    const statuses = new Set<number>();
    let last = await tried.app.inject(`/r/${tokenOf('Y')}`);
    for (let n = 0; n < 125; n += 1) {
      last = await tried.app.inject(`/r/${tokenOf('Y')}`);
      statuses.add(last.statusCode);
    }
    expect([...statuses]).toEqual([404, 429]);
    expect(last.body).toContain('One moment, please');
    expect(Number(last.headers['retry-after'])).toBeGreaterThan(0);
    await tried.app.close();
  });

  it('goes out by e-mail, to the one address that was given, which is then forgotten', async () => {
    const heard: { to: string[]; text: string }[] = [];
    const mailServer = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, session, done) {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          heard.push({
            to: session.envelope.rcptTo.map(({ address }) => address),
            text: Buffer.concat(chunks).toString(),
          });
          done();
        });
      },
    });
    const listening = mailServer.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    const { port } = listening.address() as { port: number };
    const post = smtp({ url: `smtp://127.0.0.1:${port}`, from: 'Corner <receipts@shop.example>' });
    expect((await ask(tokenOf('C'), 'ada@example.com')).headers.location).toBe(`/r/${tokenOf('C')}?mail=asked`);
    expect((await look(tokenOf('C'), '?mail=asked')).body).toContain('It is on its way to you.');
    expect(await waiting()).toEqual([{ address: 'ada@example.com' }]);
    expect(await sendNext(cloud.database, post.deliver, Date.now())).toBe(1);
    expect(await sendNext(cloud.database, post.deliver, Date.now())).toBe(0);
    expect(heard.map(({ to }) => to)).toEqual([['ada@example.com']]);
    expect(heard[0]?.text).toContain('Subject: Your receipt A7K2-C from Corner & Co.');
    expect(await waiting()).toEqual([]);
    post.close();
    await new Promise<void>((done) => mailServer.close(done));
  });

  it('no address can name a second one, and one receipt sends three mails at most', async () => {
    for (const bad of [
      'a@b.c,d@e.f',
      'a@example.com\r\nBcc: x@example.com',
      '<a@example.com>',
      'nobody',
      `${'a'.repeat(250)}@b.example`,
    ]) {
      expect((await ask(tokenOf('D'), bad)).headers.location).toContain('mail=refused');
    }
    const other = cloud.server({ sendsMail: true });
    const outcomes = [];
    for (let n = 0; n < 4; n += 1)
      outcomes.push((await ask(tokenOf('D'), 'd@example.com', other.app)).headers.location);
    expect(outcomes.map((each) => each?.split('=')[1])).toEqual(['asked', 'asked', 'asked', 'refused']);
    await other.app.close();
  });

  it('what the mail server refuses for good is given up at once, what fails is tried again, and both are forgotten in the end', async () => {
    await erased('address', 'D@example.com');
    expect(await waiting()).toEqual([]);
    const outcomes: Awaited<ReturnType<Deliver>>[] = [];
    const deliver: Deliver = async () => outcomes.shift() ?? 'failed';
    await ask(tokenOf('E'), 'e@example.com');
    outcomes.push('refused');
    await sendNext(cloud.database, deliver, Date.now());
    expect(await waiting()).toEqual([]);
    await ask(tokenOf('E'), 'e@example.com');
    let now = Date.now() + 1;
    for (let tries = 1; tries <= 8; tries += 1) {
      expect(await waiting()).toHaveLength(1);
      expect(await sendNext(cloud.database, deliver, now)).toBe(1);
      expect(await sendNext(cloud.database, deliver, now)).toBe(0);
      now += 60_000 * 2 ** tries;
    }
    expect(await waiting()).toEqual([]);
  });

  it('is erased by its number in its store: shown to nobody any more, its mails not sent, also after a rebuild', async () => {
    await ask(tokenOf('E'), 'late@example.com');
    expect(await erased('receipt', 'A7K2-E', 's2')).toBeNull();
    expect(await erased('receipt', 'A7K2-E', 's1')).toMatchObject({ counts: { receipts: 1, mails: 1 } });
    expect((await rebuild(cloud.database.journal)).differing).toEqual([]);
    const reply = await look(tokenOf('E'));
    expect([reply.statusCode, reply.body.includes('A7K2')]).toEqual([410, false]);
    expect(await waiting()).toEqual([]);
    expect((await look(tokenOf('B'))).statusCode).toBe(200);
  });

  it('offers no e-mail, and has no address for it, where none can be sent', async () => {
    const plain = cloud.server();
    expect((await plain.app.inject(`/r/${tokenOf('B')}`)).body).not.toContain('<form');
    expect((await ask(tokenOf('B'), 'a@example.com', plain.app)).statusCode).toBe(404);
    await plain.app.close();
  });
});
