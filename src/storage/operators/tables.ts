import { hash } from 'node:crypto';
import type { Operator } from '../../workstation/ports/operators.ts';
import type { Connection } from '../database/connection.ts';

/** A row of operators.db: an operator and their PIN as a PHC string. */
export interface OperatorRow extends Operator {
  readonly pin: string;
}

/** Whose tries are counted. */
export type Who = 'lane' | `operator/${string}` | `unknown/${number}`;

const UNKNOWN_GROUPS = 64;

/** The operator of that number; or, for a number nobody has, one of 64 groups, so that strangers cannot fill the disk. */
export function whoTries(id: string, known: boolean): Who {
  if (known) return `operator/${id}`;
  return `unknown/${Number.parseInt(hash('sha256', id, 'hex').slice(0, 2), 16) % UNKNOWN_GROUPS}`;
}

export type OperatorTables = ReturnType<typeof operatorTables>;

/** The statements of operators.db, prepared once. */
export function operatorTables(connection: Connection) {
  const one = connection.prepare<[string], OperatorRow>('SELECT id, name, role, pin FROM operators WHERE id = ?');
  const all = connection.prepare<[], Operator>('SELECT id, name, role FROM operators ORDER BY length(id), id');
  const insert = connection.prepare<[string, string, string, string]>(
    'INSERT INTO operators (id, name, role, pin) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const update = connection.prepare<[string, string]>('UPDATE operators SET pin = ? WHERE id = ?');
  const remove = connection.prepare<[string]>('DELETE FROM operators WHERE id = ?');
  const tries = connection.prepare<[string], { count: number }>('SELECT count FROM tries WHERE who = ?');
  const set = connection.prepare<[string, number]>(
    'INSERT INTO tries (who, count) VALUES (?, ?) ON CONFLICT (who) DO UPDATE SET count = excluded.count',
  );
  const opening = connection.prepare<[]>('UPDATE openings SET count = count + 1');
  return {
    operator: (id: string): OperatorRow | undefined => one.get(id),
    operators: (): Operator[] => all.all(),
    /** False when the number is taken. */
    insert: ({ id, name, role, pin }: OperatorRow): boolean => insert.run(id, name, role, pin).changes === 1,
    setPin: (id: string, pin: string): boolean => update.run(pin, id).changes === 1,
    remove: (id: string): boolean => remove.run(id).changes === 1,
    tries: (who: Who): number => tries.get(who)?.count ?? 0,
    setTries: (who: Who, count: number): void => void set.run(who, count),
    countOpening: (): void => void opening.run(),
  };
}
