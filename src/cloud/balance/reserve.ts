/**
 * Reserving, committing and releasing. Every order locks the row of its balance first, so that two lanes that reach for one card come one
 * after the other, at whichever copies. What a reservation holds is free again when its time is over, without anyone doing anything.
 */
import type { Transaction } from 'kysely';
import type { Reservation, ReservationReply, ReservationRequest } from '../../sync/wire/reservation.ts';
import type { Database } from '../database/connect.ts';
import type { Tables } from '../database/tables.ts';
import { retailerOf } from '../feed/audience.ts';
import type { Identity } from '../identity/authenticate.ts';
import { CloudProblem, notFound } from '../problem.ts';
import { movementOf } from './movement.ts';

/** Time to pay the rest in, with a card terminal that is asked what became of it. */
export const RESERVATION_MINUTES = 15;

interface Row {
  readonly id: string;
  readonly balance_id: number;
  readonly amount: number;
  readonly state: 'reserved' | 'committed' | 'released';
  readonly expires_at: Date;
}

interface Balance {
  readonly id: number;
  readonly kind: string;
  readonly store: string | null;
  readonly currency: string;
  readonly balance: number;
  readonly valid_until: string | null;
  readonly blocked: boolean;
  readonly erased: boolean;
}

/**
 * Holds an amount for a sale. Asked again under the same id it says what it said; what may have become of it meanwhile included.
 * @param now milliseconds since 1970. @throws CloudProblem IDEMPOTENCY_CONFLICT when that id stands for another request.
 */
export function reserve(
  { journal }: Database,
  { workstationId, store }: Identity,
  request: ReservationRequest,
  codeHash: Buffer,
  now: number,
): Promise<ReservationReply> {
  return journal.transaction().execute(async (transaction) => {
    const found = await transaction
      .selectFrom('balances')
      .select(['id', 'kind', 'store', 'currency', 'balance', 'valid_until', 'blocked', 'erased'])
      .where('retailer', '=', await retailerOf(transaction, store))
      .where('kind', '=', request.kind)
      .where('code_hash', '=', codeHash)
      .forUpdate()
      .executeTakeFirst();
    const before = await transaction
      .selectFrom('reservations')
      .selectAll()
      .where('id', '=', request.id)
      .executeTakeFirst();
    if (before !== undefined) {
      const isSame =
        before.workstation_id === workstationId &&
        before.balance_id === found?.id &&
        before.asked === request.amount &&
        before.transaction_id === request.transactionId &&
        found.currency === request.currency;
      if (!isSame) throw new CloudProblem('IDEMPOTENCY_CONFLICT', 'That id stands for another reservation.');
      return done(before, found.currency, now);
    }
    // Another store's card is no card here.
    if (found === undefined || (found.store !== null && found.store !== store)) return refused('unknown');
    const available = await availableOf(transaction, found, now);
    const against = refusalOf(found, request, available, now);
    if (against !== null) return refused(against, available);
    const row = {
      id: request.id,
      balance_id: found.id,
      amount: Math.min(request.amount, available),
      state: 'reserved' as const,
      expires_at: new Date(now + RESERVATION_MINUTES * 60_000),
    };
    const asked = { workstation_id: workstationId, transaction_id: request.transactionId, asked: request.amount };
    await transaction
      .insertInto('reservations')
      .values({ ...row, ...asked })
      .execute();
    return done(row, found.currency, now);
  });
}

/**
 * Takes what was reserved. One whose time is over is still taken where it is there: the goods are paid for. Again: as before.
 * @throws CloudProblem NOT_FOUND for one that this workstation has not made.
 */
export function commit({ journal }: Database, who: Identity, id: string, now: number): Promise<ReservationReply> {
  return journal.transaction().execute(async (transaction) => {
    const { row, balance } = await lockedReservation(transaction, who, id);
    if (row.state === 'committed') return done(row, balance.currency, now);
    if (row.state === 'released') return refused('settled');
    const available = await availableOf(transaction, balance, now);
    if (row.expires_at.getTime() <= now && available < row.amount) return refused('expired', available);
    // What is left of a voucher lapses with it.
    const taken = balance.kind === 'voucher' ? balance.balance : row.amount;
    await transaction
      .updateTable('balances')
      .set({ balance: balance.balance - taken })
      .where('id', '=', balance.id)
      .execute();
    await transaction
      .insertInto('balance_movements')
      .values(movementOf(balance, id, -taken, `${who.store}/${who.name}`, now))
      .execute();
    return settle(transaction, row, balance, 'committed', now);
  });
}

/** Gives back what was reserved. Again: as before. @throws CloudProblem NOT_FOUND for one that this workstation has not made. */
export function release({ journal }: Database, who: Identity, id: string, now: number): Promise<ReservationReply> {
  return journal.transaction().execute(async (transaction) => {
    const { row, balance } = await lockedReservation(transaction, who, id);
    if (row.state === 'committed') return refused('settled');
    return settle(transaction, row, balance, 'released', now);
  });
}

/** How a reservation stands, for a lane that lost the answer. @throws CloudProblem NOT_FOUND for one that this workstation has not made. */
export function look({ journal }: Database, who: Identity, id: string, now: number): Promise<Reservation> {
  return journal.transaction().execute(async (transaction) => {
    const { row, balance } = await lockedReservation(transaction, who, id);
    return standing(row, balance.currency, now);
  });
}

async function lockedReservation(
  transaction: Transaction<Tables>,
  { workstationId }: Identity,
  id: string,
): Promise<{ readonly row: Row; readonly balance: Balance }> {
  const mine = () =>
    transaction
      .selectFrom('reservations')
      .selectAll()
      .where('id', '=', id)
      .where('workstation_id', '=', workstationId)
      .executeTakeFirst();
  const known = await mine();
  if (known === undefined) throw notFound();
  const balance = await transaction
    .selectFrom('balances')
    .selectAll()
    .where('id', '=', known.balance_id)
    .forUpdate()
    .executeTakeFirstOrThrow();
  // Read again behind the lock: another order may just have settled it.
  return { row: (await mine()) ?? known, balance };
}

async function settle(
  transaction: Transaction<Tables>,
  row: Row,
  { currency }: Balance,
  state: 'committed' | 'released',
  now: number,
): Promise<ReservationReply> {
  await transaction.updateTable('reservations').set({ state }).where('id', '=', row.id).execute();
  return done({ ...row, state }, currency, now);
}

/** What nobody else holds at this moment. */
async function availableOf(transaction: Transaction<Tables>, { id, balance }: Balance, now: number): Promise<number> {
  const { held } = await transaction
    .selectFrom('reservations')
    .select(({ fn }) => fn.sum<string | null>('amount').as('held'))
    .where('balance_id', '=', id)
    .where('state', '=', 'reserved')
    .where('expires_at', '>', new Date(now))
    .executeTakeFirstOrThrow();
  return Math.max(0, balance - Number(held ?? 0));
}

type Reason = Extract<ReservationReply, { outcome: 'refused' }>['reason'];

function refusalOf(balance: Balance, request: ReservationRequest, available: number, now: number): Reason | null {
  if (balance.blocked) return 'blocked';
  if (balance.valid_until !== null && now >= Date.parse(balance.valid_until) + 86_400_000) return 'outOfDate';
  if (balance.currency !== request.currency) return 'otherCurrency';
  // A voucher is taken whole by one sale.
  if (balance.kind === 'voucher') return available > 0 && available === balance.balance ? null : 'insufficient';
  return available < request.amount ? 'insufficient' : null;
}

function refused(reason: Reason, available?: number): ReservationReply {
  return { outcome: 'refused', reason, ...(available === undefined ? {} : { available }) };
}

function done(row: Row, currency: string, now: number): ReservationReply {
  return { outcome: 'done', reservation: standing(row, currency, now) };
}

function standing({ id, state, amount, expires_at }: Row, currency: string, now: number): Reservation {
  const isOver = state === 'reserved' && expires_at.getTime() <= now;
  return { id, state: isOver ? 'expired' : state, amount, currency, expiresAt: expires_at.toISOString() };
}
