import type { Health } from '../../server/index.ts';
import type { CatalogueStore, JournalStore } from '../../storage/index.ts';
import type { AssetStatus } from '../../workstation/ports/assets.ts';
import type { DeviceReport } from '../../workstation/ports/device.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { FeedStatus } from '../../workstation/ports/feed.ts';
import type { PromotionsPort } from '../../workstation/ports/promotions.ts';
import type { SyncStatusPort } from '../../workstation/ports/sync-status.ts';
import type { Lane } from '../../workstation/selling/lane.ts';
import type { EdgeStatus } from './control/protocol.ts';

export interface EdgeParts {
  readonly lane: Pick<Lane, 'state'>;
  readonly journal: Pick<JournalStore, 'head' | 'epochCode' | 'openTransactions'>;
  readonly catalogue: Pick<CatalogueStore, 'version' | 'counts'>;
  readonly promotions: Pick<PromotionsPort, 'current'>;
  readonly devices: { reports(): readonly DeviceReport[] };
  readonly bus: () => EdgeStatus['bus'];
  readonly sync: Pick<SyncStatusPort, 'status'>;
  readonly feed: { status(): FeedStatus };
  /** Left out where the box fetches no files. */
  readonly assets?: { status(): AssetStatus };
}

export interface EdgeIdentity {
  readonly version: string;
  readonly workstation: string;
  readonly label: string;
  readonly url: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly now: number;
}

/** Whether this edge can sell, part by part. A device that is away is told and does not make the edge unready. */
export function edgeHealth({ lane, journal, catalogue, devices }: EdgeParts): Health {
  const { stage } = lane.state();
  const checks: Record<string, string> = {
    lane: stage.kind === 'unavailable' ? stage.code : 'ok',
    journal: answerOf(() => journal.head()),
    catalogue: catalogue.counts().items > 0 ? 'ok' : 'empty',
  };
  const ready = Object.values(checks).every((state) => state === 'ok');
  for (const report of devices.reports()) checks[report.id] = report.code ?? report.state;
  return { ready, checks };
}

/** The whole answer to "how are you", for the control socket. @throws Fault when the journal cannot be read. */
export function edgeStatus(parts: EdgeParts, identity: EdgeIdentity): EdgeStatus {
  const { lane, journal, catalogue, promotions, devices, sync } = parts;
  const { engine, count } = promotions.current();
  const { stage } = lane.state();
  const { version, workstation, label, url, startedAt, now } = identity;
  return {
    version,
    workstation,
    label,
    pid: process.pid,
    startedAt: new Date(startedAt).toISOString(),
    uptimeSeconds: Math.max(0, (now - startedAt) / 1000),
    url,
    ready: edgeHealth(parts).ready,
    lane: { stage: stage.kind, ...(stage.kind === 'unavailable' ? { code: stage.code } : {}) },
    journal: { ...journal.head(), epochCode: journal.epochCode(), openTransactions: journal.openTransactions().length },
    catalogue: { version: catalogue.version(), items: catalogue.counts().items },
    promotions: { setHash: engine.setHash, count },
    bus: parts.bus(),
    sync: sync.status(),
    feed: parts.feed.status(),
    ...(parts.assets === undefined ? {} : { assets: parts.assets.status() }),
    devices: devices.reports().map((report) => ({ ...report })),
    memoryMegabytes: process.memoryUsage.rss() / (1024 * 1024),
  };
}

function answerOf(ask: () => unknown): string {
  try {
    ask();
    return 'ok';
  } catch (error) {
    return error instanceof Fault ? error.code : 'failed';
  }
}
