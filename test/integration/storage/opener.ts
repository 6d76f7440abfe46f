/**
 * A process that opens the journal named on its command line, says what came of it in one line of JSON, and closes it. With a
 * user id after it, it does so as that user.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { type JournalRecovery, openJournal } from '../../../src/storage/index.ts';
import { Fault } from '../../../src/workstation/ports/fault.ts';

const user = process.argv[3];
if (user !== undefined) process.setuid?.(Number(user));
const recoveries: JournalRecovery[] = [];
try {
  const journal = openJournal({
    path: process.argv[2]!,
    workstation: 'lane-1',
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    identifiers: { uuid: () => randomUUID(), randomBytes: (length) => randomBytes(length) },
    businessDay: () => '2026-03-02',
    reserveBytes: 0,
    recovered: (recovery) => recoveries.push(recovery),
  });
  console.log(JSON.stringify({ head: journal.head(), recoveries }));
  journal.close();
} catch (error) {
  console.log(JSON.stringify({ code: error instanceof Fault ? error.code : String(error) }));
}
