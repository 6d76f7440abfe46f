import { type Kysely, sql } from 'kysely';
import { SCOPES, type Scope } from '../../domain/feed/row.ts';
import type { Tables } from '../database/tables.ts';
import type { Identity } from '../identity/authenticate.ts';

/** Of stores that no retailer was named for. */
export const DEFAULT_RETAILER = 'main';

/** Whom rows are for: everyone of the retailer, one store, or one workstation of it. */
export type Target =
  | { readonly scope: 'retailer' }
  | { readonly scope: 'store'; readonly store: string }
  | { readonly scope: 'workstation'; readonly store: string; readonly workstation: string };

/** A scope as the tables name it. */
export interface Owned {
  /** Its place in SCOPES. */
  readonly scope: number;
  readonly owner: string;
}

/** A workstation's id has no space in it, so that no other pair of names makes the same text. */
export function ownedBy(target: Target): Owned {
  const scope = SCOPES.indexOf(target.scope);
  if (target.scope === 'retailer') return { scope, owner: '' };
  return { scope, owner: target.scope === 'store' ? target.store : `${target.workstation} ${target.store}` };
}

/** The other way round. */
export function targetOf({ scope, owner }: Owned): Target {
  const name = scopeName(scope);
  if (name === 'retailer') return { scope: name };
  if (name === 'store') return { scope: name, store: owner };
  const space = owner.indexOf(' ');
  return { scope: name, workstation: owner.slice(0, space), store: owner.slice(space + 1) };
}

export function scopeName(scope: number): Scope {
  return SCOPES[scope] ?? 'workstation';
}

/** What one workstation may see: its retailer's rows, its store's, and its own. */
export interface Audience {
  readonly retailer: string;
  readonly owned: readonly Owned[];
}

export async function audienceOf(
  db: Kysely<Tables>,
  { store, name }: Pick<Identity, 'store' | 'name'>,
): Promise<Audience> {
  return {
    retailer: await retailerOf(db, store),
    owned: [
      ownedBy({ scope: 'retailer' }),
      ownedBy({ scope: 'store', store }),
      ownedBy({ scope: 'workstation', store, workstation: name }),
    ],
  };
}

export async function retailerOf(db: Kysely<Tables>, store: string): Promise<string> {
  const { rows } = await sql<{ retailer: string }>`SELECT retailer FROM stores WHERE store = ${store}`.execute(db);
  return rows[0]?.retailer ?? DEFAULT_RETAILER;
}
