/**
 * A small program that writes a journal with the product's own storage and tells each entry's seq on standard output, in one write
 * of its own, once the journal has given its word for it. Arguments: the file; FULL (as the product has it) or NORMAL (which breaks
 * the promise, so that whoever looks for lost entries can be seen to find some); pages of log before a commit checkpoints.
 */
import { writeSync } from 'node:fs';
import { systemClock as clock, systemIdentifiers as identifiers } from '../../../src/main/edge/system.ts';
import { openDurable } from '../../../src/storage/database/durability.ts';
import { migrate } from '../../../src/storage/database/migration.ts';
import type { DiskRoom } from '../../../src/storage/journal/room.ts';
import { JOURNAL_SCHEMA } from '../../../src/storage/journal/schema.ts';
import { sessionOn } from '../../../src/storage/journal/session.ts';
import { storeOn } from '../../../src/storage/journal/store.ts';

const [path = '', synchronous = 'FULL', autoCheckpoint = '4096'] = process.argv.slice(2);

const connection = openDurable(path, { autoCheckpoint: Number(autoCheckpoint) });
migrate(connection, JOURNAL_SCHEMA);
const businessDay = () => '2026-03-02';
const options = { path, workstation: 'lane-1', clock, identifiers, businessDay };
const room: DiskRoom = { space: () => ({ state: 'ok', freeBytes: null, reserve: 'held' }), giveUp: () => false };
const open = () => sessionOn(connection, options);
const journal = storeOn({ options, room, open, suspect() {}, forked() {}, closing() {}, release() {} });
// After the store has asserted that its commits are durable: only a test can get here.
if (synchronous === 'NORMAL') connection.pragma('synchronous = NORMAL');

for (let count = 0; ; count += 1) {
  const text = 'x'.repeat((count * 37) % 900);
  const [entry] = journal.append(() => [{ kind: 'ConfigApplied', v: 1, body: { count, text } }]);
  writeSync(1, `${entry?.seq}\n`);
}
