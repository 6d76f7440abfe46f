import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RESERVATION_MINUTES } from '../../../src/cloud/balance/reserve.ts';
import { issueKey } from '../../../src/cloud/office/keys.ts';
import type { CloudServer } from '../../../src/cloud/server.ts';
import { type Device, hasPostgres, newDevice, startTestCloud, type TestCloud } from '../../fixtures/cloud.ts';
import { get, post } from './requests.ts';

describe.skipIf(!hasPostgres)('vouchers, gift cards and points (needs the embedded PostgreSQL)', () => {
  let cloud: TestCloud;
  let server: CloudServer;
  /** Another copy, whose clock can be set: an hour is a number here. */
  let other: CloudServer;
  let ahead = 0;
  let key = '';
  let cards = 0;
  const lanes = [newDevice('lane-1'), newDevice('lane-2')] as const;
  const abroad = newDevice('lane-1');

  beforeAll(async () => {
    cloud = await startTestCloud();
    server = cloud.server();
    other = cloud.server({ now: () => Date.now() + ahead });
    for (const lane of lanes) await cloud.enrol(lane, 's1');
    await cloud.enrol(abroad, 's2');
    key = await issueKey(cloud.database, { name: 'erp', store: null, rights: ['balances'], days: 1 }, Date.now());
  });
  afterAll(async () => {
    await Promise.all([server?.app.close(), other?.app.close()]);
    await cloud?.stop();
  });

  const creditWith = (payload: object, by = key) =>
    server.app.inject({ method: 'POST', url: '/v1/balances', headers: { authorization: `Bearer ${by}` }, payload });
  const newCard = async (amount: number, more: object = {}) => {
    cards += 1;
    const card = { kind: 'giftCard', code: `CARD-${cards}-0000`, currency: 'GBP', ...more };
    expect((await creditWith({ id: v7(), ...card, amount })).json()).toEqual({
      balance: amount,
      currency: card.currency,
    });
    const { kind, code, currency } = card;
    return { kind, code, currency };
  };
  const request = (card: object, amount: number, id = v7()) => ({ id, ...card, amount, transactionId: 't1' });
  const reserve = async (lane: Device, body: object, at = server) =>
    (await post(at.app, lane, '/v1/reservations', body)).json();
  const order = async (lane: Device, id: string, what: 'commit' | 'release', at = server) =>
    (await post(at.app, lane, `/v1/reservations/${id}/${what}`)).json();
  const balanceOf = async (card: { code: string }) => {
    const probe = await reserve(lanes[0], request(card, 99_999_999));
    return probe.available;
  };

  it('a gift card is held, then taken, and the rest of it stays', async () => {
    const card = await newCard(1000);
    const body = request(card, 300);
    expect(await reserve(lanes[0], body)).toMatchObject({
      outcome: 'done',
      reservation: { id: body.id, state: 'reserved', amount: 300, currency: 'GBP' },
    });
    expect(await balanceOf(card)).toBe(700);
    expect(await order(lanes[0], body.id, 'commit')).toMatchObject({
      outcome: 'done',
      reservation: { state: 'committed' },
    });
    expect(await balanceOf(card)).toBe(700);
    expect(await cloud.rows('SELECT sum(amount)::int AS sum FROM balance_movements')).toEqual([{ sum: 700 }]);
  });

  it('whatever is sent again is done once, and says what it said', async () => {
    const card = await newCard(1000);
    const body = request(card, 400);
    const replies = await Promise.all([1, 2, 3].map((n) => reserve(lanes[0], body, n === 2 ? other : server)));
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    for (let n = 0; n < 2; n += 1)
      expect((await order(lanes[0], body.id, 'commit')).reservation.state).toBe('committed');
    expect((await reserve(lanes[0], body)).reservation.state).toBe('committed');
    expect(await order(lanes[0], body.id, 'release')).toEqual({ outcome: 'refused', reason: 'settled' });
    expect(await balanceOf(card)).toBe(600);
  });

  it('an id stands for one request', async () => {
    const card = await newCard(1000);
    const body = request(card, 400);
    await reserve(lanes[0], body);
    const elsewhere = await newCard(50);
    for (const changed of [
      { ...body, amount: 1 },
      { ...body, transactionId: 't2' },
      { ...body, ...elsewhere },
      { ...body, code: 'NO-SUCH' },
    ]) {
      expect((await reserve(lanes[0], changed)).code).toBe('IDEMPOTENCY_CONFLICT');
    }
    expect((await reserve(lanes[1], body)).code).toBe('IDEMPOTENCY_CONFLICT');
    const id = v7();
    await creditWith({ id, ...card, amount: 5 });
    expect((await creditWith({ id, ...card, amount: 5 })).json().balance).toBe(1005);
    expect((await creditWith({ id, ...card, amount: 6 })).json().code).toBe('IDEMPOTENCY_CONFLICT');
  });

  it('two lanes that reach for one card at once, at two copies, never take more than is on it', async () => {
    const card = await newCard(1000);
    const tries = Array.from({ length: 16 }, (_, n) => ({
      lane: lanes[n % 2]!,
      at: n % 3 === 0 ? other : server,
      body: request(card, 300),
    }));
    const replies = await Promise.all(tries.map(({ lane, at, body }) => reserve(lane, body, at)));
    const held = replies.filter(({ outcome }) => outcome === 'done');
    expect(held).toHaveLength(3);
    for (const reply of replies.filter(({ outcome }) => outcome === 'refused'))
      expect(reply.reason).toBe('insufficient');
    const owner = (id: string) => tries.find(({ body }) => body.id === id)!.lane;
    await Promise.all(
      held.flatMap(({ reservation: { id } }) => [
        order(owner(id), id, 'commit'),
        order(owner(id), id, 'commit', other),
      ]),
    );
    expect(await balanceOf(card)).toBe(100);
  });

  it('what is released is free again, and stays released', async () => {
    const card = await newCard(500);
    const body = request(card, 500);
    await reserve(lanes[0], body);
    expect((await reserve(lanes[1], request(card, 1))).reason).toBe('insufficient');
    for (let n = 0; n < 2; n += 1)
      expect((await order(lanes[0], body.id, 'release')).reservation.state).toBe('released');
    expect(await order(lanes[0], body.id, 'commit')).toEqual({ outcome: 'refused', reason: 'settled' });
    expect((await reserve(lanes[1], request(card, 500))).outcome).toBe('done');
  });

  it('what nobody commits in time is free again; a late commit takes it where it still is', async () => {
    const [free, gone] = [await newCard(500), await newCard(500)];
    const [late, lost] = [request(free, 500), request(gone, 500)];
    await reserve(lanes[0], late);
    await reserve(lanes[0], lost);
    // What the other copy judges tokens by is its own clock, too.
    ahead = RESERVATION_MINUTES * 60_000 + 1000;
    const at = other;
    expect((await get(at.app, lanes[0], `/v1/reservations/${late.id}`)).json().state).toBe('expired');
    const second = request(gone, 400);
    expect((await reserve(lanes[1], second, at)).outcome).toBe('done');
    expect((await order(lanes[0], late.id, 'commit', at)).reservation.state).toBe('committed');
    expect(await order(lanes[0], lost.id, 'commit', at)).toEqual({
      outcome: 'refused',
      reason: 'expired',
      available: 100,
    });
    expect((await order(lanes[1], second.id, 'commit', at)).reservation.state).toBe('committed');
    ahead = 0;
  });

  it('a voucher is taken whole by one sale, though the sale comes to less', async () => {
    const voucher = await newCard(500, { kind: 'voucher' });
    const body = request(voucher, 300);
    expect((await reserve(lanes[0], body)).reservation.amount).toBe(300);
    expect((await reserve(lanes[1], request(voucher, 1))).reason).toBe('insufficient');
    await order(lanes[0], body.id, 'commit');
    expect(await reserve(lanes[1], request(voucher, 1))).toEqual({
      outcome: 'refused',
      reason: 'insufficient',
      available: 0,
    });
    const big = await newCard(500, { kind: 'voucher' });
    expect((await reserve(lanes[0], request(big, 900))).reservation.amount).toBe(500);
  });

  it('a code that is wrong, over, of another currency, kind or store is refused, and says no more than it has to', async () => {
    const over = await newCard(500, { validUntil: '2020-01-01' });
    const pounds = await newCard(500);
    const theirs = await newCard(500, { store: 's2' });
    const points = await newCard(500, { kind: 'loyalty', currency: 'XXX' });
    const reason = async (card: object) => (await reserve(lanes[0], request(card, 10))).reason;
    expect(await reason({ ...pounds, code: 'NO-SUCH-CARD' })).toBe('unknown');
    expect(await reason({ ...pounds, kind: 'voucher' })).toBe('unknown');
    expect(await reserve(lanes[0], request(theirs, 10))).toEqual({ outcome: 'refused', reason: 'unknown' });
    expect(await reason(over)).toBe('outOfDate');
    expect(await reason({ ...pounds, currency: 'EUR' })).toBe('otherCurrency');
    expect((await reserve(abroad, request(theirs, 10))).outcome).toBe('done');
    expect((await reserve(lanes[0], request(points, 120))).outcome).toBe('done');
  });

  it("another lane's reservation is not there, and codes are kept nowhere in clear", async () => {
    const card = await newCard(500);
    const body = request(card, 100);
    await reserve(lanes[0], body);
    for (const stranger of [lanes[1], abroad]) {
      expect((await get(server.app, stranger, `/v1/reservations/${body.id}`)).statusCode).toBe(404);
      for (const what of ['commit', 'release'] as const)
        expect((await order(stranger, body.id, what)).code).toBe('NOT_FOUND');
    }
    expect(JSON.stringify(await cloud.rows('SELECT * FROM balances'))).not.toContain('CARD');
    const s1 = await issueKey(cloud.database, { name: 's1', store: 's1', rights: ['balances'], days: 1 }, Date.now());
    expect((await creditWith({ id: v7(), ...card, amount: 1 }, s1)).statusCode).toBe(404);
    expect((await creditWith({ id: v7(), ...card, amount: 1, store: 's2' }, s1)).statusCode).toBe(404);
  });

  it('a lane that tries many codes has to wait', async () => {
    const guessing = cloud.server();
    const replies = [];
    for (let n = 0; n < 31; n += 1) {
      replies.push(
        await post(
          guessing.app,
          lanes[0],
          '/v1/reservations',
          request({ kind: 'giftCard', code: `GUESS-${n}`, currency: 'GBP' }, 1),
        ),
      );
    }
    expect(replies.slice(0, 30).every((reply) => reply.json().reason === 'unknown')).toBe(true);
    expect(replies[30]?.json().code).toBe('BUSY');
    await guessing.app.close();
  });
});
