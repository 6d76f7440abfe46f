import type { Health } from '../../../server/index.ts';
import type { CatalogueStore, JournalStore } from '../../../storage/index.ts';
import type { Gatekeeper } from '../../../workstation/gatekeeping/gatekeeper.ts';
import { hearingOfAll } from '../../../workstation/gatekeeping/reader-watch.ts';
import type { DeviceReport } from '../../../workstation/ports/device.ts';
import type { EdgeStatus } from '../control/protocol.ts';
import type { EdgeIdentity } from '../health.ts';
import type { GateCloud } from './cloud.ts';

export interface GateParts {
  readonly gate: Pick<Gatekeeper, 'state'>;
  readonly journal: Pick<JournalStore, 'head' | 'epochCode' | 'openTransactions'>;
  readonly catalogue: Pick<CatalogueStore, 'version' | 'counts'>;
  readonly reports: () => readonly DeviceReport[];
  readonly bus: () => EdgeStatus['bus'];
  readonly sync: GateCloud['sync'];
  readonly feed: GateCloud['feed'];
}

/**
 * Whether the gate does what it is there for. One of whose readers none hears is not ready; one that hears with some is, and says so. A
 * ledger that is stale makes it no less ready: the policy says what is done then.
 */
export function gateHealth({ gate, reports }: GateParts): Health {
  const { ledger, records, readers } = gate.state();
  const hearing = hearingOfAll(readers);
  const checks: Record<string, string> = {
    ledger: ledger.condition === 'unavailable' ? 'unavailable' : 'ok',
    journal: records.fault ?? 'ok',
    readers: hearing === 'impaired' ? 'ok' : hearing,
  };
  const ready = Object.values(checks).every((state) => state === 'ok');
  if (ledger.condition === 'stale') checks.ledger = 'stale';
  checks.readers = hearing;
  for (const report of reports()) checks[report.id] = report.code ?? report.state;
  return { ready, checks };
}

/** The answer to "how are you", in the form that lanes have; the stage is the gate's mode. @throws Fault when the journal cannot be read. */
export function gateStatus(parts: GateParts, identity: EdgeIdentity): EdgeStatus {
  const { gate, journal, catalogue, reports } = parts;
  const { version, workstation, label, url, startedAt, now } = identity;
  return {
    ...{ version, workstation, label, url, pid: process.pid },
    startedAt: new Date(startedAt).toISOString(),
    uptimeSeconds: Math.max(0, (now - startedAt) / 1000),
    ready: gateHealth(parts).ready,
    lane: { stage: gate.state().mode.kind },
    journal: { ...journal.head(), epochCode: journal.epochCode(), openTransactions: journal.openTransactions().length },
    catalogue: { version: catalogue.version(), items: catalogue.counts().items },
    promotions: { setHash: 'none', count: 0 },
    sync: parts.sync.status(),
    feed: parts.feed.status(),
    bus: parts.bus(),
    devices: reports().map((report) => ({ ...report })),
    memoryMegabytes: process.memoryUsage.rss() / (1024 * 1024),
  };
}
