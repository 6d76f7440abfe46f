import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGE, scribble } from '../../../test/fixtures/damage.ts';
import {
  EPOCH,
  everythingOf,
  key,
  listeningLog,
  sold,
  temporaryLedger,
  transactionsOf,
} from '../../../test/fixtures/ledger.ts';
import { temporaryFolder, temporaryJournal } from '../../../test/fixtures/storage.ts';
import { openConnection } from '../database/connection.ts';
import { sha256OfNode } from '../journal/options.ts';
import { openLateLedger } from './late.ts';

function chain(n: number) {
  return sold(`t${n}`, [key(n), key(n + 100_000)], { seq: n, prevSaleSeq: n - 1 });
}

function filledLedger() {
  const ledger = temporaryLedger();
  ledger.apply(Array.from({ length: 2_000 }, (_, n) => chain(n + 1)));
  return ledger;
}

/** Begins the ledger at `path` with a copy, and closes it. */
async function begin(path: string, from: string, sha256: string) {
  const ledger = openLateLedger({ path, log: listeningLog().log });
  const outcome = await ledger.beginWith(from, sha256);
  ledger.close();
  return outcome;
}

const sha256Of = (path: string) => sha256OfNode(readFileSync(path));

describe('a snapshot', () => {
  it('is one file with its checksum, from which a new gate starts', async () => {
    const hub = filledLedger();
    const copy = await hub.snapshot(join(temporaryFolder(), 'ledger.snapshot'));
    expect(readdirSync(dirname(copy.path))).toEqual(['ledger.snapshot']);
    expect(copy).toEqual({
      path: copy.path,
      bytes: readFileSync(copy.path).length,
      sha256: sha256Of(copy.path),
    });
    const path = join(dirname(copy.path), 'ledger.db');
    expect(await begin(path, copy.path, copy.sha256)).toEqual({ kind: 'begun' });
    const gate = temporaryLedger(path);
    expect(everythingOf(gate, 'lane-1', EPOCH)).toEqual(everythingOf(hub, 'lane-1', EPOCH));
    expect([gate.heads(), gate.gaps()]).toEqual([hub.heads(), hub.gaps()]);
    gate.apply([chain(2_001)]);
    expect(transactionsOf(gate, key(102_001))).toEqual(['t2001']);
  });

  it('has what was applied while it was made, each sale whole or not at all', async () => {
    const hub = filledLedger();
    const copying = hub.snapshot(join(temporaryFolder(), 'ledger.snapshot'));
    let applied = 2_000;
    const done = copying.then(() => true);
    while (!(await Promise.race([done, new Promise<false>((resolve) => setImmediate(() => resolve(false)))]))) {
      applied += 1;
      hub.apply([chain(applied)]);
    }
    expect(applied).toBeGreaterThan(2_000);
    const copy = await copying;
    const path = join(dirname(copy.path), 'ledger.db');
    await begin(path, copy.path, copy.sha256);
    const gate = temporaryLedger(path);
    const head = gate.heads()[0]!.seq;
    expect(everythingOf(gate, 'lane-1', EPOCH)).toEqual(everythingOf(hub, 'lane-1', EPOCH).slice(0, head));
    for (let n = 1; n <= head; n += 1) expect(transactionsOf(gate, key(n + 100_000))).toEqual([`t${n}`]);
  });

  it('is made one at a time, leaves nothing behind where it cannot be, and ends with the ledger', async () => {
    const hub = filledLedger();
    const folder = temporaryFolder();
    const first = hub.snapshot(join(folder, 'one'));
    await expect(hub.snapshot(join(folder, 'two'))).rejects.toMatchObject({ code: 'STORAGE_LOCKED' });
    await first;
    await expect(hub.snapshot(join(folder, 'gone', 'one'))).rejects.toMatchObject({ code: 'STORAGE_IO' });
    const last = hub.snapshot(join(folder, 'three'));
    hub.close();
    await expect(last).rejects.toMatchObject({ code: 'STORAGE_IO' });
    expect(readdirSync(folder)).toEqual(['one']);
  });
});

describe('a snapshot is refused', () => {
  async function snapshot() {
    const copy = await filledLedger().snapshot(join(temporaryFolder(), 'ledger.snapshot'));
    return { ...copy, target: join(dirname(copy.path), 'ledger.db') };
  }

  it('where it is not the file that was announced', async () => {
    const { path, sha256, target } = await snapshot();
    scribble(path, 20 * PAGE, Buffer.of(1));
    expect(await begin(target, path, sha256)).toEqual({ kind: 'wrongChecksum', sha256: sha256Of(path) });
    expect(temporaryLedger(target).heads()).toEqual([]);
  });

  it.each([
    ['has a trigger more', 'CREATE TRIGGER clear AFTER INSERT ON tags BEGIN DELETE FROM tags; END'],
    ['has another column', 'ALTER TABLE journals ADD COLUMN note TEXT'],
    ['is of a newer version', 'PRAGMA user_version = 99'],
    ['is of another kind', 'PRAGMA application_id = 1'],
  ])('where it %s', async (_, sql) => {
    const { path, target } = await snapshot();
    const connection = openConnection(path);
    connection.exec(sql);
    connection.close();
    expect(await begin(target, path, sha256Of(path))).toMatchObject({ kind: 'unreadable' });
    expect(temporaryLedger(target).heads()).toEqual([]);
  });

  it('where a page of it is damaged, though the checksum fits', async () => {
    const { path, target } = await snapshot();
    scribble(path, 20 * PAGE, Buffer.alloc(PAGE, 0xff));
    expect(await begin(target, path, sha256Of(path))).toMatchObject({ kind: 'unreadable' });
  });

  it('where it is a journal', async () => {
    const journal = temporaryJournal();
    journal.close();
    const path = join(dirname(journal.path), 'copy');
    copyFileSync(journal.path, path);
    const target = join(dirname(path), 'ledger.db');
    expect(await begin(target, path, sha256Of(path))).toMatchObject({ kind: 'unreadable' });
  });

  it('where there is a ledger already, which stays', async () => {
    const { path, sha256 } = await snapshot();
    const own = temporaryLedger();
    own.apply([sold('own', [key(1)])]);
    own.close();
    expect(await begin(own.path, path, sha256)).toEqual({ kind: 'occupied' });
    expect(transactionsOf(temporaryLedger(own.path), key(1))).toEqual(['own']);
  });
});

describe('a ledger that begins late', () => {
  it('wants a copy while it is empty or lacks something, and only if it was empty when it was opened', () => {
    const path = join(temporaryFolder(), 'ledger.db');
    const ledger = openLateLedger({ path, log: listeningLog().log });
    expect(ledger.wantsCopy()).toBe(true);
    ledger.apply([chain(1)]);
    expect(ledger.wantsCopy(), 'nothing is missing').toBe(false);
    ledger.apply([chain(9)]);
    expect(ledger.wantsCopy()).toBe(true);
    ledger.close();
    const again = openLateLedger({ path, log: listeningLog().log });
    expect(again.wantsCopy()).toBe(false);
    again.close();
  });

  it('is in use while the copy is checked, and has in the end what both had', async () => {
    const copy = await filledLedger().snapshot(join(temporaryFolder(), 'ledger.snapshot'));
    const path = join(dirname(copy.path), 'ledger.db');
    const ledger = openLateLedger({ path, log: listeningLog().log });
    ledger.apply([chain(2_003)]);
    const beginning = ledger.beginWith(copy.path, copy.sha256);
    ledger.apply([chain(2_002)], [{ workstation: 'lane-9', epoch: EPOCH, afterSeq: 0, beforeSeq: 5 }]);
    expect(transactionsOf(ledger, key(2_002))).toEqual(['t2002']);
    expect(await beginning).toEqual({ kind: 'begun' });
    expect([1, 2_000, 2_001, 2_002, 2_003].map((n) => transactionsOf(ledger, key(n)))).toEqual([
      ['t1'],
      ['t2000'],
      [],
      ['t2002'],
      ['t2003'],
    ]);
    expect(ledger.gaps()).toMatchObject([{ afterSeq: 2_000, beforeSeq: 2_002 }]);
    expect(ledger.wantsCopy()).toBe(false);
    ledger.close();
    expect(readdirSync(dirname(path)).sort()).toEqual(['ledger.db']);
  });
});
