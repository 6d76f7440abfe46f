import { describe, expect, test } from 'vitest';
import { LaneUnderTest, SETTINGS } from '../../test/fixtures/lane.ts';
import { settle } from '../../test/fixtures/time.ts';
import type { KioskCommand } from '../protocol/command.ts';
import { NO_SYNC, type SyncStatus } from '../workstation/ports/sync-status.ts';
import { KioskEndpoint, type KioskEndpointOptions } from './kiosk-endpoint.ts';

const MILK = '9520000000011';
/** The connection that the tests speak on. */
const HERE = 'connection-1';

function open(more: Partial<KioskEndpointOptions> = {}) {
  const it = new LaneUnderTest();
  const endpoint = new KioskEndpoint({
    lane: it.lane,
    settings: SETTINGS,
    panel: { diagonalInches: 21.5, terminalSide: 'right' },
    operators: { signIn: () => Promise.resolve({ kind: 'wrong' }) },
    clock: it.clock,
    timers: it.clock,
    ...more,
  });
  let id = 0;
  const send = (command: KioskCommand, seen = endpoint.current(HERE).version) => {
    id += 1;
    return endpoint.command(HERE, { id: `00000000-0000-4000-8000-${String(id).padStart(12, '0')}`, seen, command });
  };
  return { it, endpoint, send };
}

describe('commands', () => {
  test('a repeated command gets its first answer and does nothing again', () => {
    const { it, endpoint } = open();
    it.scan(MILK);
    const lineId = it.lane.state().transaction?.lines[0]?.lineId ?? '';
    const id = '00000000-0000-4000-8000-000000000001';
    const envelope = { id, seen: endpoint.current(HERE).version, command: { kind: 'voidLine' as const, lineId } };
    expect(endpoint.command(HERE, envelope)).toEqual({ kind: 'accepted' });
    const entries = it.journal.entries.length;
    expect(endpoint.command(HERE, envelope)).toEqual({ kind: 'accepted' });
    expect(it.journal.entries).toHaveLength(entries);
  });

  test('what a scanner typed is a scan where the lane has such a scanner, on any screen, and is refused elsewhere', () => {
    const typed: string[] = [];
    const command = { kind: 'keyboardScan', data: MILK } as const;
    const { endpoint, send } = open({ keyboardScan: (data) => typed.push(data) });
    expect(endpoint.current(HERE).keyboardScanner).toBe(true);
    expect(send(command, 0)).toEqual({ kind: 'accepted' });
    expect(typed).toEqual([MILK]);
    const without = open();
    expect(without.endpoint.current(HERE).keyboardScanner).toBeUndefined();
    expect(without.send(command)).toEqual({ kind: 'refused', reason: 'notAllowed' });
  });

  test('a touch meant for the screen before is stale: a double tap on Pay never presses Cancel', () => {
    const { it, endpoint, send } = open();
    it.scan(MILK);
    send({ kind: 'toReview' });
    const { version } = endpoint.current(HERE);
    expect(send({ kind: 'pay' }, version)).toEqual({ kind: 'accepted' });
    expect(send({ kind: 'abortPayment' }, version)).toEqual({ kind: 'refused', reason: 'stale' });
    expect(it.terminal.aborts).toBe(0);
  });

  test('a quantity meant for this screen still holds when a scan came in between', () => {
    const { it, endpoint, send } = open();
    it.scan(MILK);
    const { version } = endpoint.current(HERE);
    it.scan('9520000000028');
    const lineId = it.lane.state().transaction?.lines[0]?.lineId ?? '';
    expect(send({ kind: 'changeQuantity', lineId, quantity: 4 }, version)).toEqual({ kind: 'accepted' });
  });

  test('a version from before a restart of the edge is stale', () => {
    const { it, send } = open();
    it.scan(MILK);
    expect(send({ kind: 'undo' }, 9_999)).toEqual({ kind: 'refused', reason: 'stale' });
  });
});

describe('views', () => {
  test('whole views come at once and on every change, and a slow reader gets the newest', async () => {
    const { it, endpoint } = open();
    const stop = new AbortController();
    const views = endpoint.views(HERE, stop.signal);
    expect((await views.next()).value?.screen.kind).toBe('attract');
    it.scan(MILK);
    it.scan(MILK);
    const view = (await views.next()).value;
    expect(view?.screen).toMatchObject({ kind: 'basket', basket: { itemCount: 2, total: 350 } });
    stop.abort();
    expect((await views.next()).done).toBe(true);
  });

  test('nothing of one shopper is left for the next', async () => {
    const { it, endpoint, send } = open();
    it.scan(MILK);
    send({ kind: 'setAppearance', appearance: { text: 4, theme: 'dark', contrast: 'more', lowReach: true } });
    expect(endpoint.current(HERE).appearance.text).toBe(4);
    send({ kind: 'cancelBasket' });
    expect(endpoint.current(HERE).appearance).toEqual({ text: 1, theme: 'light', contrast: 'normal', lowReach: false });
    expect(JSON.stringify(endpoint.current(HERE))).not.toContain('milk');
    await settle();
  });

  test('goodbye counts down from the moment of sending', async () => {
    const { it, endpoint, send } = open();
    it.scan(MILK);
    send({ kind: 'toReview' });
    send({ kind: 'pay' });
    it.terminal.answer({ kind: 'approved', amount: 175, evidence: { receiptText: [] } });
    await settle();
    await it.clock.advance(3_000);
    expect(endpoint.current(HERE).screen).toMatchObject({
      kind: 'thanks',
      paid: 175,
      receipt: 'printed',
      closesIn: 5_000,
    });
  });

  test('a line that waits for an age check says so, and why paying waits', () => {
    const { it, endpoint } = open();
    it.scan('9520000000035');
    expect(endpoint.current(HERE).screen).toMatchObject({
      basket: { canPay: false, hold: { id: 'hold.age' }, lines: [{ waiting: 'age' }] },
    });
  });
});

describe('the upload', () => {
  test('is shown while the cloud is out of reach, and pushed when what is shown changes, not for every sale that goes up', () => {
    let status: SyncStatus = { ...NO_SYNC, state: 'idle', lastAckAt: 1_000 };
    let changed = () => {};
    const { endpoint } = open({
      sync: {
        status: () => status,
        subscribe: (listener) => {
          changed = listener;
          return () => {};
        },
      },
    });
    const became = (now: Partial<SyncStatus>) => {
      status = { ...status, ...now };
      changed();
      const { online, upload, version } = endpoint.current(HERE);
      return { online, upload, version };
    };
    const before = endpoint.current(HERE).version;
    expect(became({ state: 'sending', backlog: 3 })).toEqual({ online: true, upload: null, version: before });
    const oldestUnsentAt = '2026-03-02T10:00:00.000Z';
    expect(became({ state: 'waiting', oldestUnsentAt })).toEqual({
      online: false,
      upload: { backlog: 3, oldestUnsentAt, lastAckAt: 1_000 },
      version: before + 1,
    });
    expect(became({ backlog: 4 })).toMatchObject({ upload: { backlog: 4 }, version: before + 2 });
    expect(became({ state: 'idle', backlog: 0 })).toEqual({ online: true, upload: null, version: before + 3 });
  });
});
