/**
 * A process that keeps a journal on a disk that fails now and then: sells so many sales, and after a fault reopens the journal
 * until that works, looks whether the sale is in it, and goes on. Prints what it knows to be recorded, and the faults.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openJournal } from '../../../src/storage/index.ts';
import { Fault } from '../../../src/workstation/ports/fault.ts';
import { sell } from '../../fixtures/sales.ts';

const SALES = 40;
const MOST_REOPENINGS = 50;

const journal = openJournal({
  path: process.argv[2]!,
  workstation: 'lane-1',
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  identifiers: { uuid: () => randomUUID(), randomBytes: (length) => randomBytes(length) },
  businessDay: () => '2026-03-02',
  reserveBytes: 0,
});
const say = (text: string) => writeSync(1, `${text}\n`);
const code = (error: unknown) => (error instanceof Fault ? error.code : String(error));

function mend(): void {
  for (let times = 0; times < MOST_REOPENINGS; times += 1) {
    try {
      journal.reopen();
      return;
    } catch (error) {
      say(`still ${code(error)}`);
    }
  }
  throw new Error('the disk never came back');
}

say('open');
for (let sale = 1; sale <= SALES; sale += 1) {
  const id = `sale-${sale}`;
  while (journal.entriesOf(id).length === 0) {
    try {
      sell(journal, id);
    } catch (error) {
      say(`fault ${code(error)}`);
      mend();
    }
  }
  const [, , completed] = journal.entriesOf(id);
  say(`sold ${id} ${completed?.body.receiptNumber}`);
  if (sale % 10 === 0) {
    try {
      journal.checkpoint();
    } catch (error) {
      say(`checkpoint ${code(error)}`);
    }
  }
}
journal.close();
say('closed');
