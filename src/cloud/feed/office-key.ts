import { hash, timingSafeEqual } from 'node:crypto';
import type { Database } from '../database/connect.ts';
import { sharedSecret } from '../database/secret.ts';

const BEARER = /^Bearer ([\w-]{43})$/;

/** What opens the office's side of a cloud: whoever can read its database has it. */
export async function officeKey(database: Database): Promise<string> {
  return Buffer.from(await sharedSecret(database, 'office')).toString('base64url');
}

/** Whether a request carries it. */
export function opensOffice(authorization: string | undefined, key: string): boolean {
  const given = BEARER.exec(authorization ?? '')?.[1] ?? '';
  const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
  return timingSafeEqual(digest(given), digest(key)) && given !== '';
}
