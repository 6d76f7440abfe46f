import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ledgerArchive } from '../../../src/main/edge/ledger-archive.ts';
import { ledgerCopies } from '../../../src/main/edge/ledger-copies.ts';
import { deviceSigner } from '../../../src/main/edge/secrets.ts';
import { stateFiles } from '../../../src/main/edge/state-files.ts';
import { type EdgeBus, joinHub, openEdgeBus } from '../../../src/main/edge/store-bus.ts';
import { buildLedger, type LateLedger, openArchive, openLateLedger } from '../../../src/storage/index.ts';
import type { BoxRole } from '../../../src/sync/wire/names.ts';
import { key, NEXT_EPOCH, sold } from '../../fixtures/ledger.ts';
import { quietLog } from '../../fixtures/ledger-store.ts';
import { MemorySales } from '../../fixtures/sold-ledger.ts';

/** Long enough for a busy machine; what is waited for comes in milliseconds. */
const SOON = { timeout: 15_000 };
const SALES = 5_000;

let folder: string;
const closing: (() => Promise<void> | void)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bus-late-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(folder, { recursive: true });
});

function box(name: string, fill?: (path: string) => void, free?: () => number) {
  const stateDirectory = mkdtempSync(join(folder, `${name}-`));
  const path = stateFiles(stateDirectory).ledger;
  fill?.(path);
  const ledger = openLateLedger({ path, log: quietLog });
  closing.push(() => ledger.close());
  return { name, stateDirectory, ledger, signer: deviceSigner(stateDirectory), free };
}

async function opened(
  { name, stateDirectory, ledger, signer, free }: ReturnType<typeof box>,
  roles: readonly BoxRole[],
): Promise<EdgeBus & { ownSales: MemorySales }> {
  const ownSales = new MemorySales(name);
  const archive = roles.includes('hub')
    ? openArchive({ path: stateFiles(stateDirectory).archive, log: quietLog })
    : null;
  closing.push(() => archive?.close());
  const bus = await openEdgeBus({
    ...{ box: name, label: name, roles, stateDirectory, signer, log: quietLog, ledger, ownSales, doubled: () => {} },
    ...(archive === null ? {} : { archive: ledgerArchive(archive) }),
    ...(roles.includes('hub') ? { hub: { store: 's1', host: '127.0.0.1', busPort: 0, pairingPort: 0 } } : {}),
    copies: ledgerCopies(stateDirectory, ledger, quietLog, free),
  });
  if (bus === null) throw new Error('not paired');
  closing.push(() => bus.stop());
  return { ...bus, ownSales };
}

/** A hub whose ledger holds what a lane sold that is not in the store any more, and a new gate that was paired with it. */
async function hubAndGate(free?: () => number) {
  const entries = Array.from({ length: SALES }, (_, n) =>
    sold(`t${n}`, [key(n)], { workstation: 'lane-9', seq: n + 1, prevSaleSeq: n }),
  );
  const first = box('lane-1', (path) => buildLedger(path, entries), free);
  const hub = await opened(first, ['lane', 'hub']);
  const gate = box('gate-1');
  await paired(hub, gate, 'gate');
  return { first, hub, gate };
}

async function paired({ hub }: EdgeBus, { name, stateDirectory, signer }: ReturnType<typeof box>, role: BoxRole) {
  const where = { host: '127.0.0.1', port: hub?.pairingPort ?? 0, code: hub?.codeFor(name, [role]) ?? '' };
  expect(await joinHub({ box: name, stateDirectory, signer, ...where })).toMatchObject({ kind: 'joined' });
}

const knows = (ledger: LateLedger, n: number) => ledger.standing(key(n)).length === 1;

it("a gate that comes late knows from the hub's copy what nobody else could tell it, and hears the rest", async () => {
  const { first, hub, gate } = await hubAndGate();
  const watching = await opened(gate, ['gate']);
  hub.sync.committed(hub.ownSales.record('meanwhile', ['aa01']));
  await expect.poll(() => watching.sync.current, SOON).toBe(true);
  expect([0, SALES - 1].map((n) => knows(gate.ledger, n))).toEqual([true, true]);
  await expect.poll(() => gate.ledger.standing('aa01'), SOON).toHaveLength(1);
  expect(gate.ledger.heads()).toHaveLength(2);
  // One copy on the hub, for whoever comes next; none on the gate.
  expect(existsSync(stateFiles(first.stateDirectory).ledgerOffer)).toBe(true);
  expect(readdirSync(gate.stateDirectory).filter((name) => name.includes('copy'))).toEqual([]);
});

it('a hub with no room to spare makes no copy, and the gate goes on without', async () => {
  const { first, hub, gate } = await hubAndGate(() => 1_000_000_000);
  hub.sync.committed(hub.ownSales.record('before', ['aa01']));
  const watching = await opened(gate, ['gate']);
  await expect.poll(() => watching.sync.current, SOON).toBe(true);
  expect([knows(gate.ledger, 0), gate.ledger.standing('aa01').length]).toEqual([false, 1]);
  expect(existsSync(stateFiles(first.stateDirectory).ledgerOffer)).toBe(false);
});

it('a gate that was off learns from the hub what a lane sold that is off now, until that lane is shut out', async () => {
  const { first, hub, gate } = await hubAndGate();
  const second = box('lane-2');
  await paired(hub, second, 'lane');
  const watching = await opened(gate, ['gate']);
  const selling = await opened(second, ['lane']);
  await expect.poll(() => watching.sync.current && selling.sync.current, SOON).toBe(true);
  await watching.stop();
  for (let sale = 0; sale < 30; sale += 1)
    selling.sync.committed(selling.ownSales.record(`s-${sale}`, [`bb${sale.toString(16).padStart(4, '0')}`]));
  await expect.poll(() => first.ledger.standing('bb001d'), SOON).toHaveLength(1);
  await selling.stop();
  const again = await opened(gate, ['gate']);
  await expect.poll(() => again.sync.current, SOON).toBe(true);
  const known = () => ['bb0000', 'bb000f', 'bb001d'].map((each) => gate.ledger.standing(each).length);
  expect([known(), gate.ledger.gaps()]).toEqual([[1, 1, 1], []]);

  // What a revoked lane had said is not passed on any more.
  hub.hub?.revoke('lane-2');
  const late = box('gate-2');
  await paired(hub, late, 'gate');
  late.ledger.apply([sold('begun', [key(1)], { workstation: 'lane-1', epoch: NEXT_EPOCH })]);
  late.ledger.close();
  const third = { ...late, ledger: openLateLedger({ path: stateFiles(late.stateDirectory).ledger, log: quietLog }) };
  closing.push(() => third.ledger.close());
  const looking = await opened(third, ['gate']);
  await expect.poll(() => looking.sync.current, SOON).toBe(true);
  expect(third.ledger.standing('bb0000')).toEqual([]);
});
