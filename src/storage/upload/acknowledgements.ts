import type { Acknowledgements } from '../../workstation/ports/journal-upload.ts';
import { immediately } from '../database/connection.ts';
import { assertDurable, openDurable } from '../database/durability.ts';
import { guarded } from '../database/faults.ts';
import { migrate, type Schema } from '../database/migration.ts';

/** upload.db. Apart from the journal, so that it outlives a journal that was damaged or restored; and it could be asked for again. */
const UPLOAD_SCHEMA: Schema = {
  name: 'upload',
  applicationId: 0x43_53_55_50,
  migrations: [
    {
      name: 'acknowledgements',
      sql: `
        CREATE TABLE acknowledged (
          epoch TEXT PRIMARY KEY,
          seq INTEGER NOT NULL CHECK (seq > 0),
          hash TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TRIGGER acknowledged_only_grows BEFORE UPDATE ON acknowledged WHEN new.seq < old.seq
        BEGIN SELECT RAISE(ABORT, 'an acknowledgement is never taken back'); END;
        CREATE TRIGGER acknowledged_never_goes BEFORE DELETE ON acknowledged
        BEGIN SELECT RAISE(ABORT, 'an acknowledgement is never taken back'); END;
      `,
    },
  ],
};

const AUTO_CHECKPOINT_PAGES = 64;

export interface AcknowledgementStore extends Acknowledgements {
  close(): void;
}

/**
 * Opens what is known of the cloud's acknowledgements, or starts with none: then everything is sent once more, and passed over there.
 * @throws Fault STORAGE_CORRUPT, STORAGE_NOT_DURABLE, STORAGE_SCHEMA_NEWER, STORAGE_LOCKED, STORAGE_DISK_FULL, STORAGE_IO.
 */
export function openAcknowledgements(path: string): AcknowledgementStore {
  const connection = openDurable(path, { autoCheckpoint: AUTO_CHECKPOINT_PAGES });
  try {
    guarded(`opening ${path}`, () => migrate(connection, UPLOAD_SCHEMA));
    const find = connection.prepare<[string], { seq: number; hash: string }>(
      'SELECT seq, hash FROM acknowledged WHERE epoch = ?',
    );
    const grow = connection.prepare<[string, number, string]>(
      `INSERT INTO acknowledged (epoch, seq, hash) VALUES (?, ?, ?)
       ON CONFLICT (epoch) DO UPDATE SET seq = excluded.seq, hash = excluded.hash WHERE excluded.seq > acknowledged.seq`,
    );
    let asserted = false;
    return {
      of: (epoch) => guarded('reading acknowledgements', () => find.get(epoch) ?? null),
      record(epoch, { seq, hash }) {
        if (seq < 1) return;
        guarded('keeping an acknowledgement', () => immediately(connection, () => void grow.run(epoch, seq, hash)));
        if (!asserted) assertDurable(connection);
        asserted = true;
      },
      close: () => void connection.close(),
    };
  } catch (error) {
    connection.close();
    throw error;
  }
}
