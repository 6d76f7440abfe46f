import { expect, test } from 'vitest';
import { StateBoard } from '../../sync/store-bus/homie.ts';
import type { DeviceReport } from '../../workstation/ports/device.ts';
import { showOnBoard } from './state-board.ts';

test('a box shows its stage and its devices, and what changes, until it is told to end', () => {
  const said = new Map<string, string>();
  const board = new StateBoard(
    { state: (levels, value) => void said.set(levels.join('/'), value) },
    { now: () => 0, monotonic: () => 0 },
    'Lane 1',
  );
  let stage = 'idle';
  let report: DeviceReport = { id: 'printer-1', category: 'posPrinter', profile: 'any', state: 'ready', since: 0 };
  const listeners = new Set<() => void>();
  const listen = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const end = showOnBoard(board, {
    ...{ kind: 'lane', stage: () => stage, onStage: listen },
    devices: { reports: () => [report], onReport: listen },
  });
  expect(said.get('$state')).toBe('ready');
  expect([said.get('lane/stage'), said.get('printer-1/state')]).toEqual(['idle', 'ready']);
  stage = 'basket';
  report = { ...report, state: 'degraded', code: 'DEVICE_PAPER_OUT' };
  for (const listener of listeners) listener();
  expect([said.get('lane/stage'), said.get('printer-1/state'), said.get('printer-1/code')]).toEqual([
    'basket',
    'degraded',
    'DEVICE_PAPER_OUT',
  ]);
  end();
  expect(listeners.size).toBe(0);
});
