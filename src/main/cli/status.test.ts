import { describe, expect, it } from 'vitest';
import { NO_FEED } from '../../workstation/ports/feed.ts';
import { NO_SYNC } from '../../workstation/ports/sync-status.ts';
import type { EdgeStatus } from '../edge/control/protocol.ts';
import { statusLines } from './status.ts';

const STATUS: EdgeStatus = {
  version: '0.1.0',
  workstation: 'lane-1',
  label: 'Lane 1',
  pid: 42,
  startedAt: '2026-01-31T10:00:00.000Z',
  uptimeSeconds: 3 * 3600 + 25 * 60 + 7,
  url: 'http://127.0.0.1:7300',
  ready: false,
  lane: { stage: 'unavailable', code: 'STORAGE_IO' },
  journal: { epoch: 'e', epochCode: 'A7K2', seq: 12, hash: '0', openTransactions: 1 },
  catalogue: { version: 'v7', items: 297 },
  sync: NO_SYNC,
  feed: NO_FEED,
  bus: 'away',
  promotions: { setHash: '0123456789abcdef0123', count: 30 },
  devices: [
    {
      id: 'printer-1',
      category: 'posPrinter',
      profile: 'epson-tm-t20',
      state: 'disconnected',
      since: 0,
      code: 'DEVICE_UNREACHABLE',
    },
  ],
  memoryMegabytes: 131.4,
};

describe('the status', () => {
  it('says how far the journal has got to the cloud, and why no further', () => {
    const sync = {
      state: 'waiting',
      backlog: 41,
      oldestUnsentAt: '2026-01-31T13:20:00.000Z',
      lastAckAt: Date.parse('2026-01-31T13:19:07.000Z'),
      acknowledged: { epoch: 'e', seq: 3 },
      problem: 'UNREACHABLE',
    } as const;
    expect(statusLines({ ...STATUS, sync }, '')).toContain(
      '  Cloud       waiting (UNREACHABLE), 41 to send, the oldest since 2026-01-31T13:20:00.000Z, acknowledged 6 min ago',
    );
  });

  it('is a few lines that a person reads at a glance', () => {
    expect(statusLines(STATUS, 'http://127.0.0.1:7300/launch?token=t')).toEqual([
      'Lane 1 (lane-1), Checkstand 0.1.0',
      '  State       not ready, unavailable (STORAGE_IO)',
      '  Up          3 h 25 min, pid 42, 131 MB',
      '  Journal     epoch A7K2, entry 12, 1 open',
      '  Cloud       none configured',
      '  Catalogue   297 items, v7',
      '  Promotions  30, set 0123456789ab',
      '  Store bus   away: the hub cannot be reached',
      '  printer-1   disconnected (DEVICE_UNREACHABLE), epson-tm-t20',
      '  Open        http://127.0.0.1:7300/launch?token=t  (once; ask again for another)',
    ]);
  });

  it('says seconds, minutes and days where they are', () => {
    const up = (uptimeSeconds: number): string =>
      statusLines({ ...STATUS, uptimeSeconds }, '')[2]!
        .slice(14)
        .split(',')[0]!;
    expect([up(0.4), up(59.9), up(60), up(90_061)]).toEqual(['0 s', '59 s', '1 min', '1 d 1 h']);
  });
});
