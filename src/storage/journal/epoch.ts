import { NO_HASH } from '../../domain/journal/record.ts';
import type { JournalDraft } from '../../workstation/ports/journal.ts';
import type { Identifiers } from '../../workstation/ports/time.ts';
import type { JournalTables } from './tables.ts';

/** Crockford's base 32: no I, L, O or U, so that a number can be read out loud. Source: crockford.com/base32.html. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 4;

/** Four characters that head every receipt number of an epoch, so that a restored disk never repeats one. */
export function epochCode(randomBytes: Identifiers['randomBytes']): string {
  const bytes = randomBytes(CODE_LENGTH);
  return Array.from(bytes, (byte) => CROCKFORD[byte % CROCKFORD.length]).join('');
}

/** Times that a code is drawn anew: of a million codes a journal has used a handful. */
const MOST_DRAWS = 1000;

/** A code that is not taken. @throws Error when chance gives none. */
export function freshEpochCode(
  identifiers: Pick<Identifiers, 'randomBytes'>,
  taken: (code: string) => boolean,
): string {
  for (let draw = 0; draw < MOST_DRAWS; draw += 1) {
    const code = epochCode(identifiers.randomBytes);
    if (!taken(code)) return code;
  }
  throw new Error('no code for a new epoch could be drawn');
}

/** Starts the first epoch of a new database; its first entry, which the caller appends, says so. */
export function startFirstEpoch(tables: JournalTables, workstation: string, identifiers: Identifiers): JournalDraft {
  const code = epochCode(identifiers.randomBytes);
  tables.startEpoch(identifiers.uuid(), code, workstation, Buffer.from(NO_HASH, 'hex'));
  return { kind: 'EpochStarted', v: 1, body: { parentEpoch: null, parentHash: null, epochCode: code, reason: 'new' } };
}
