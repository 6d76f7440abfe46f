import type { Schema } from '../database/migration.ts';

/**
 * operators.db: the staff of this lane, and the tries to sign in that nothing has made good yet. `pin` is argon2id as a PHC string.
 * `tries.who` is "lane", "operator/{id}", or "unknown/{group}" for numbers nobody has: a PIN typed into the wrong field must not
 * lie here in clear.
 */
export const OPERATORS_SCHEMA: Schema = {
  name: 'staff file',
  applicationId: 0x43_53_4f_50,
  migrations: [
    {
      name: 'operators, tries',
      sql: `
        CREATE TABLE operators (
          id TEXT PRIMARY KEY,
          name TEXT NOT NULL,
          role TEXT NOT NULL CHECK (role IN ('attendant', 'manager', 'technician')),
          pin TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tries (
          who TEXT PRIMARY KEY,
          count INTEGER NOT NULL CHECK (count >= 0)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE openings (
          only INTEGER PRIMARY KEY CHECK (only = 1),
          count INTEGER NOT NULL
        ) STRICT;
        INSERT INTO openings (only, count) VALUES (1, 0);
      `,
    },
  ],
};
