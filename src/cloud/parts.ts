import type { Database } from './database/connect.ts';
import type { Nonces } from './identity/nonce.ts';

/** What the cloud's rooms are handed. */
export interface CloudParts {
  readonly database: Database;
  readonly nonces: Nonces;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}
