import type { SignIn } from '../../workstation/ports/operators.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';
import { type Connection, immediately } from '../database/connection.ts';
import type { Argon2id } from './argon2id.ts';
import { triesAfterQuiet, waitLeft } from './back-off.ts';
import { hashPin, isCost, isSamePin, nobodysPin, type PinCost, readPinRecord } from './pin-hash.ts';
import { isPin } from './pin-rules.ts';
import { type OperatorTables, type Who, whoTries } from './tables.ts';

export interface SignInTools {
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly identifiers: Pick<Identifiers, 'randomBytes'>;
  readonly cost: PinCost;
}

const OPERATOR_ID = /^[0-9]{1,8}$/;
const LONGEST_INPUT = 64;

/** True for the number of an operator: 1 to 8 ASCII digits. */
export function isOperatorId(text: string): boolean {
  return OPERATOR_ID.test(text);
}

/**
 * Compares numbers and PINs, one at a time. A try is counted on disk, for the number and for the lane, before anything is compared;
 * a success takes back what its own number had counted, and no one else's. Waits run on the steady clock alone: after a restart
 * they begin anew, and what the wall clock does means nothing.
 */
export function signingIn(connection: Connection, tables: OperatorTables, tools: SignInTools) {
  const { clock, cost, identifiers } = tools;
  const nobody = nobodysPin(cost, identifiers.randomBytes);
  const opened = clock.monotonic();
  const lastTry = new Map<Who, number>();

  const elapsed = (who: Who, now: number): number => now - (lastTry.get(who) ?? opened);
  const triesOf = (who: Who, now: number): number => triesAfterQuiet(tables.tries(who), elapsed(who, now));

  /** Counts a try for all of `whose`; or says how long to wait, and counts nothing. */
  function countTry(whose: readonly Who[]): number {
    return immediately(connection, () => {
      const now = clock.monotonic();
      const wait = Math.max(...whose.map((who) => waitLeft(tables.tries(who), elapsed(who, now))));
      if (wait > 0) return wait;
      for (const who of whose) {
        tables.setTries(who, triesOf(who, now) + 1);
        lastTry.set(who, now);
      }
      return 0;
    });
  }

  return async (givenId: string, givenPin: string, argon2id: Argon2id): Promise<SignIn> => {
    const id = givenId.slice(0, LONGEST_INPUT);
    const row = isOperatorId(id) ? tables.operator(id) : undefined;
    const record = row === undefined ? nobody : readPinRecord(row.pin);
    const milliseconds = countTry(['lane', whoTries(id, row !== undefined)]);
    if (milliseconds > 0) return { kind: 'wait', milliseconds };

    // What cannot be a PIN costs what a PIN costs.
    const fits = await isSamePin(givenPin.slice(0, LONGEST_INPUT), record, argon2id);
    if (row === undefined || !fits || !isPin(givenPin)) return { kind: 'wrong' };
    const renewed = isCost(record.cost, cost)
      ? row.pin
      : await hashPin(givenPin, { argon2id, cost, randomBytes: identifiers.randomBytes });
    return immediately(connection, () => {
      // The operator may have been removed, or given another PIN, by another process meanwhile.
      if (tables.operator(id)?.pin !== row.pin) return { kind: 'wrong' };
      // Hashed anew where it was hashed at another price.
      if (renewed !== row.pin) tables.setPin(id, renewed);
      forgiveTries(tables, id);
      return { kind: 'signedIn', operator: { id: row.id, name: row.name, role: row.role } };
    });
  };
}

/** Takes an operator's tries back, from the lane's as well. */
export function forgiveTries(tables: OperatorTables, id: string): void {
  const who = whoTries(id, true);
  tables.setTries('lane', Math.max(0, tables.tries('lane') - tables.tries(who)));
  tables.setTries(who, 0);
}
