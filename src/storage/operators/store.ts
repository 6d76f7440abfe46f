import type { Fault } from '../../workstation/ports/fault.ts';
import type { Operator, OperatorsPort } from '../../workstation/ports/operators.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';
import { type Connection, immediately } from '../database/connection.ts';
import { assertDurable, emptyLog, openDurable } from '../database/durability.ts';
import { guarded, isPassing, storageFault } from '../database/faults.ts';
import { migrate } from '../database/migration.ts';
import { type Argon2id, argon2idOfNode, required } from './argon2id.ts';
import { hashPin, PIN_COST, type PinCost } from './pin-hash.ts';
import { type PinProblem, pinProblem } from './pin-rules.ts';
import { keepPrivate } from './private-file.ts';
import { OPERATORS_SCHEMA } from './schema.ts';
import { forgiveTries, isOperatorId, signingIn } from './sign-in.ts';
import { operatorTables } from './tables.ts';

export interface OperatorsOptions {
  readonly path: string;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly identifiers: Pick<Identifiers, 'randomBytes'>;
  /** Node's own when left out; null where there is none. */
  readonly argon2id?: Argon2id | null;
  /** What hashing a PIN costs; OWASP's minimum when left out. */
  readonly cost?: PinCost;
}

/** Why an operator is not taken: the number is not 1 to 8 digits, the name not 1 to 60 printable characters, or the PIN won't do. */
export type OperatorProblem = 'id' | 'name' | PinProblem;

export type OperatorAdded =
  | { readonly kind: 'added' }
  /** Somebody has this number. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly problem: OperatorProblem };

export type PinChanged =
  | { readonly kind: 'changed' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused'; readonly problem: PinProblem };

/** Every call may throw Fault STORAGE_*; several processes may have one file open. */
export interface OperatorStore extends OperatorsPort {
  /** By number. PINs never come out of here. */
  list(): Operator[];
  add(operator: Operator, pin: string): Promise<OperatorAdded>;
  /** Also takes back the operator's wrong tries. */
  changePin(id: string, pin: string): Promise<PinChanged>;
  /** False when there is nobody of that number. */
  remove(id: string): boolean;
  close(): void;
}

/** The file is a few pages; its log is moved into it every so many. */
const AUTO_CHECKPOINT_PAGES = 64;
/** Milliseconds to wait for another process: its writes take one fsync each. */
const BUSY_TIMEOUT_MS = 1000;
/** What a second try hears while the first is being compared, in milliseconds. */
const BUSY_WAIT_MS = 500;
/** Printable; joiners are letters' business in some scripts. */
const NAME = /^(?:[^\p{C}]|[\u200c\u200d]){1,60}$/u;

/**
 * Opens the staff file of a lane, or makes one that only its owner can read: four digits are soon found by whoever has the hashes.
 * @throws Fault STORAGE_CORRUPT, STORAGE_NOT_DURABLE, STORAGE_SCHEMA_NEWER, STORAGE_LOCKED, STORAGE_DISK_FULL, STORAGE_IO.
 */
export function openOperators(options: OperatorsOptions): OperatorStore {
  guarded(`opening ${options.path}`, () => keepPrivate(options.path));
  const connection = openDurable(options.path, {
    autoCheckpoint: AUTO_CHECKPOINT_PAGES,
    busyTimeout: BUSY_TIMEOUT_MS,
    overwrites: true,
  });
  try {
    return guarded(`opening ${options.path}`, () => {
      migrate(connection, OPERATORS_SCHEMA);
      return storeOn(connection, options);
    });
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** The store on an open connection whose schema is up to date. */
export function storeOn(connection: Connection, options: OperatorsOptions): OperatorStore {
  const { clock, identifiers, argon2id = argon2idOfNode, cost = PIN_COST } = options;
  const tables = operatorTables(connection);
  let broken: Fault | null = null;
  let comparing = false;

  // A write at every opening shows that the disk takes writes, and lets the settings be asserted before anyone signs in.
  immediately(connection, () => tables.countOpening());
  assertDurable(connection);
  const compare = signingIn(connection, tables, { clock, identifiers, cost });
  const hash = (pin: string) =>
    hashPin(pin, { argon2id: required(argon2id), randomBytes: identifiers.randomBytes, cost });

  /** After a fault that does not pass, every later call throws the same. */
  const failing = (error: unknown): unknown => {
    const fault = storageFault(error, 'the staff file');
    if (fault !== null && !isPassing(fault)) broken = fault;
    return fault ?? error;
  };
  const working = <T>(work: () => T): T => {
    if (broken !== null) throw broken;
    try {
      return work();
    } catch (error) {
      throw failing(error);
    }
  };
  const changing = <T>(work: () => T): T => working(() => immediately(connection, work));

  return {
    async signIn(id, pin) {
      if (broken !== null) throw broken;
      if (comparing) return { kind: 'wait', milliseconds: BUSY_WAIT_MS };
      comparing = true;
      try {
        return await compare(id, pin, required(argon2id));
      } catch (error) {
        throw failing(error);
      } finally {
        comparing = false;
      }
    },
    list: () => working(() => tables.operators()),
    async add(operator, pin) {
      const problem = problemOf(operator) ?? pinProblem(pin, operator.id);
      if (problem !== null) return { kind: 'refused', problem };
      const row = { ...operator, pin: await hash(pin) };
      return changing(() => {
        if (!tables.insert(row)) return { kind: 'taken' };
        forgiveTries(tables, row.id);
        return { kind: 'added' };
      });
    },
    async changePin(id, pin) {
      const problem = pinProblem(pin, id);
      if (problem !== null) return { kind: 'refused', problem };
      const hashed = await hash(pin);
      return changing(() => {
        if (!tables.setPin(id, hashed)) return { kind: 'unknown' };
        forgiveTries(tables, id);
        return { kind: 'changed' };
      });
    },
    remove(id) {
      const removed = changing(() => {
        if (!tables.remove(id)) return false;
        forgiveTries(tables, id);
        return true;
      });
      if (removed) working(() => emptyLog(connection));
      return removed;
    },
    close: () => void connection.close(),
  };
}

function problemOf({ id, name }: Operator): OperatorProblem | null {
  if (!isOperatorId(id)) return 'id';
  return NAME.test(name) && name.trim() === name ? null : 'name';
}
