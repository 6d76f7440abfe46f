import type { Sha256 } from '../../domain/journal/record.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { ReadingTables } from './tables.ts';

/**
 * What can be told in a moment when a journal is opened: that its head is its last entry and that this entry is whole. The chain
 * before it is `verifyJournal`'s business.
 * @throws Fault STORAGE_CORRUPT.
 */
export function checkHead(tables: ReadingTables, sha256: Sha256): void {
  const head = tables.currentEpoch();
  const last = tables.last();
  if (head === undefined && last === undefined) return;
  if (head === undefined || last === undefined)
    throw corrupt('it has a head without entries, or entries without a head');
  if (last.epoch !== head.epoch || last.seq !== head.seq || !last.hash.equals(head.hash)) {
    throw corrupt(
      `its head is entry ${head.seq} of epoch ${head.epoch}, its last entry is ${last.seq} of ${last.epoch}`,
    );
  }
  if (sha256(last.bytes) !== last.hash.toString('hex')) {
    throw corrupt(`entry ${last.seq} of epoch ${last.epoch} is not what was recorded`);
  }
}

function corrupt(detail: string): Fault {
  return new Fault('STORAGE_CORRUPT', `the journal is damaged: ${detail}`);
}
