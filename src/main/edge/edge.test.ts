import { describe, expect, it } from 'vitest';
import type { DeviceReport } from '../../workstation/ports/device.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { NO_FEED } from '../../workstation/ports/feed.ts';
import { WITHOUT_PROMOTIONS } from '../../workstation/ports/promotions.ts';
import { NO_SYNC } from '../../workstation/ports/sync-status.ts';
import type { LaneState } from '../../workstation/selling/lane-state.ts';
import { betweenSales } from './between-sales.ts';
import { businessDays } from './business-day.ts';
import { Cleanup } from './cleanup.ts';
import { type EdgeParts, edgeHealth, edgeStatus } from './health.ts';

const stateOf = (stage: LaneState['stage']): LaneState => ({ stage }) as LaneState;
const HEAD = { epoch: 'e', seq: 7, hash: 'f'.repeat(64) };
const REPORT: DeviceReport = { id: 'printer-1', category: 'posPrinter', profile: 'p', state: 'ready', since: 0 };

function parts(changes: Partial<EdgeParts> = {}): EdgeParts {
  return {
    lane: { state: () => stateOf({ kind: 'idle' }) },
    journal: { head: () => HEAD, epochCode: () => 'A7K2', openTransactions: () => [] },
    catalogue: { version: () => 'v1', counts: () => ({ items: 3, barcodes: 4, plus: 0 }) },
    promotions: WITHOUT_PROMOTIONS,
    bus: () => 'alone' as const,
    devices: { reports: () => [REPORT] },
    sync: { status: () => NO_SYNC },
    feed: { status: () => NO_FEED },
    ...changes,
  };
}

describe('the health of an edge', () => {
  it('is ready when lane, journal and catalogue are', () => {
    expect(edgeHealth(parts())).toEqual({
      ready: true,
      checks: { lane: 'ok', journal: 'ok', catalogue: 'ok', 'printer-1': 'ready' },
    });
  });

  it('is still ready when a device is away, and says so', () => {
    const devices = { reports: () => [{ ...REPORT, state: 'disconnected' as const, code: 'DEVICE_UNREACHABLE' }] };
    expect(edgeHealth(parts({ devices }))).toMatchObject({
      ready: true,
      checks: { 'printer-1': 'DEVICE_UNREACHABLE' },
    });
  });

  it('is not ready with a lane that cannot go on, a journal that cannot be read, or nothing to sell', () => {
    const lane = { state: () => stateOf({ kind: 'unavailable', code: 'STORAGE_IO', recovering: true }) };
    expect(edgeHealth(parts({ lane }))).toMatchObject({ ready: false, checks: { lane: 'STORAGE_IO' } });
    const head = (): never => {
      throw new Fault('STORAGE_CORRUPT', 'x');
    };
    const journal = { ...parts().journal, head };
    expect(edgeHealth(parts({ journal }))).toMatchObject({ ready: false, checks: { journal: 'STORAGE_CORRUPT' } });
    const catalogue = { version: () => 'none', counts: () => ({ items: 0, barcodes: 0, plus: 0 }) };
    expect(edgeHealth(parts({ catalogue }))).toMatchObject({ ready: false, checks: { catalogue: 'empty' } });
  });

  it('is told whole to whoever asks over the control socket', () => {
    const identity = {
      version: '1',
      workstation: 'lane-1',
      label: 'Lane 1',
      url: 'http://127.0.0.1:1',
      startedAt: 0,
      now: 1500,
    };
    expect(edgeStatus(parts(), identity)).toMatchObject({
      startedAt: '1970-01-01T00:00:00.000Z',
      uptimeSeconds: 1.5,
      lane: { stage: 'idle' },
      journal: { seq: 7, epochCode: 'A7K2', openTransactions: 0 },
      catalogue: { version: 'v1', items: 3 },
      promotions: { setHash: 'none', count: 0 },
    });
  });
});

describe('between two sales', () => {
  function upkeep(journal: { checkpoint: () => { logged: number; moved: number } }) {
    let listener: (state: LaneState) => void = () => {};
    let run: (() => void) | null = null;
    let stage: LaneState['stage'] = { kind: 'basket' };
    let refreshed = 0;
    const faults: unknown[] = [];
    let reloaded = 0;
    const work = betweenSales({
      lane: {
        state: () => stateOf(stage),
        subscribe(it) {
          listener = it;
          return () => {};
        },
      },
      journal,
      catalogue: {
        refresh() {
          refreshed += 1;
          return false;
        },
      },
      promotions: {
        refresh() {
          reloaded += 1;
          return false;
        },
        tidy: () => {},
      },
      timers: {
        after(_, work) {
          run = work;
          return () => {
            run = null;
          };
        },
      },
      log: { debug() {}, info() {}, error() {}, warn: (code, fields) => void faults.push([code, fields]) },
    });
    return {
      become(kind: 'idle' | 'basket') {
        stage = { kind };
        listener(stateOf(stage));
      },
      rest: () => run?.(),
      refreshed: () => refreshed,
      soon: () => work.soon(),
      reloaded: () => reloaded,
      faults,
    };
  }

  it('the log is moved and a new catalogue is looked for, and never while someone shops', () => {
    let checkpoints = 0;
    const it = upkeep({
      checkpoint() {
        checkpoints += 1;
        return { logged: 0, moved: 0 };
      },
    });
    it.become('idle');
    it.become('basket');
    it.rest();
    expect([checkpoints, it.refreshed()]).toEqual([0, 0]);
    it.become('idle');
    it.rest();
    expect([checkpoints, it.refreshed()]).toEqual([1, 1]);
  });

  it('a full disk is told and stops nothing', () => {
    const it = upkeep({
      checkpoint() {
        throw new Fault('STORAGE_DISK_FULL', 'x');
      },
    });
    it.become('idle');
    it.rest();
    expect(it.faults).toEqual([['edge.upkeepFailed', { what: 'checkpoint', code: 'STORAGE_DISK_FULL' }]]);
    expect(it.refreshed()).toBe(1);
  });

  it('takes new promotions at once where nobody is there, and after the shopper who is', () => {
    const it = upkeep({ checkpoint: () => ({ logged: 0, moved: 0 }) });
    it.soon();
    it.rest();
    expect(it.reloaded()).toBe(0);
    it.become('idle');
    it.rest();
    expect(it.reloaded()).toBe(1);
    it.soon();
    it.rest();
    expect(it.reloaded()).toBe(2);
  });
});

describe('the business day', () => {
  const clock = (instant: string) => ({ now: () => Date.parse(instant), monotonic: () => 0 });

  it("is the store's date, not the machine's", () => {
    expect(businessDays(clock('2026-07-01T23:30:00Z'), 'Europe/London')()).toBe('2026-07-02');
    expect(businessDays(clock('2026-01-01T03:00:00Z'), 'America/New_York')()).toBe('2025-12-31');
  });
});

describe('what was begun', () => {
  it('is ended last begun first, each once, whatever fails on the way', async () => {
    const ended: string[] = [];
    const faults: unknown[] = [];
    const cleanup = new Cleanup({
      debug() {},
      info() {},
      warn() {},
      error: (_, fields) => void faults.push(fields?.part),
    });
    cleanup.add('lock', () => void ended.push('lock'));
    cleanup.add('journal', () => {
      throw new Error('stuck');
    });
    cleanup.add('server', async () => void ended.push('server'));
    await cleanup.run();
    await cleanup.run();
    expect(ended).toEqual(['server', 'lock']);
    expect(faults).toEqual(['journal']);
  });
});
