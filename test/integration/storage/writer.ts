/**
 * A process that keeps a journal and can be killed: opens the journal named on its command line, appends sales of three lines
 * and a receipt number for as long as it lives, and prints the seq and the number of each that was recorded.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { openJournal } from '../../../src/storage/index.ts';

const journal = openJournal({
  path: process.argv[2]!,
  workstation: 'lane-1',
  clock: { now: () => Date.now(), monotonic: () => performance.now() },
  identifiers: { uuid: () => randomUUID(), randomBytes: (length) => randomBytes(length) },
  businessDay: () => '2026-03-02',
});
writeSync(1, 'open\n');
for (let sale = 1; process.argv[3] !== 'idle'; sale += 1) {
  const body = { name: 'x'.repeat(sale % 900) };
  const entries = journal.append((numbers) => [
    { kind: 'LineAdded', v: 1, body, transactionId: `t${sale}`, transaction: 'opens' },
    { kind: 'LineAdded', v: 1, body, transactionId: `t${sale}` },
    {
      kind: 'TransactionCompleted',
      v: 1,
      body: { number: numbers.receiptNumber() },
      transactionId: `t${sale}`,
      transaction: 'closes',
    },
  ]);
  writeSync(1, `${entries[2]!.seq} ${entries[2]!.body.number}\n`);
  if (sale % 7 === 0) journal.checkpoint();
}
setInterval(() => {}, 1000);
