import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readZebraEvent, readZebraReply, readZebraTag } from './message.ts';

const tag = (data: unknown, more = {}) =>
  readZebraTag({ type: 'CUSTOM', timestamp: '2026-11-26T10:00:00.5+0100', data, ...more });

describe('a tag of a Zebra reader', () => {
  it('comes with what its mode tells of it', () => {
    expect(
      tag({ MAC: '84:24:8D:F0:F4:B5', antenna: 2, eventNum: 9, format: 'epc', idHex: 'e280', peakRssi: -70, reads: 3 }),
    ).toEqual({
      kind: 'tag',
      epc: 'E280',
      antenna: 2,
      rssi: -70,
      count: 3,
      seen: Date.UTC(2026, 10, 26, 9, 0, 0, 500),
    });
    expect(tag({ antenna: 1, idHex: '' }, { timestamp: 'now' })).toMatchObject({
      epc: '',
      rssi: null,
      count: 1,
      seen: null,
    });
  });

  it.each<[string, unknown, string]>([
    ['no EPC', { antenna: 1 }, 'noEpc'],
    ['an EPC with something behind it', { antenna: 1, idHex: '112233445566778899001134_2' }, 'badEpc'],
    ['an EPC that is no text', { antenna: 1, idHex: 112_233 }, 'badEpc'],
    ['another format', { antenna: 1, idHex: 'e280', format: 'gs1' }, 'badEpc'],
    ['no antenna', { idHex: 'e280' }, 'badAntenna'],
    ['an antenna in text', { idHex: 'e280', antenna: '1' }, 'badAntenna'],
    ['a strength in text', { idHex: 'e280', antenna: 1, peakRssi: '-70' }, 'badRssi'],
    ['no times', { idHex: 'e280', antenna: 1, reads: 0 }, 'badCount'],
    ['data that is a list', [], 'notAnEvent'],
    ['no data', undefined, 'notAnEvent'],
  ])('is refused with %s', (_, data, reason) => expect(tag(data)).toEqual({ kind: 'refused', reason }));

  it.each(['BLE_DATA', 'DIRECTIONALITY'])('is none in %s', (type) => {
    expect(tag({ idHex: 'e280', antenna: 1 }, { type })).toEqual({ kind: 'other' });
  });

  it('is never one that was not sent, and never throws, whatever the value', () => {
    const data = fc.dictionary(fc.constantFrom('idHex', 'antenna', 'format', 'peakRssi', '__proto__'), fc.anything());
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record({ data, type: fc.anything() })), (sent) => {
        const read = readZebraTag(sent);
        readZebraEvent(sent);
        readZebraReply(sent);
        if (read.kind !== 'tag') return;
        expect(String((sent as { data: Record<string, unknown> }).data.idHex).toUpperCase()).toBe(read.epc);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a management event of a Zebra reader', () => {
  it.each<[object, object]>([
    [
      { type: 'gpi', data: { pin: 4, state: 'HIGH' } },
      { kind: 'input', port: 4, high: true },
    ],
    [
      { type: 'GPI', data: { pin: 4, state: 'LOW' } },
      { kind: 'input', port: 4, high: false },
    ],
    [
      { type: 'gpi', data: { pin: 4, state: true } },
      { kind: 'refused', reason: 'badInput' },
    ],
    [
      { type: 'gpi', data: null },
      { kind: 'refused', reason: 'badInput' },
    ],
    [{ type: 'heartbeat', data: {} }, { kind: 'heartbeat' }],
    [
      { type: 'error', data: { message: 'x' } },
      { kind: 'complaint', severity: 'error' },
    ],
    [
      { type: 'warning', data: {} },
      { kind: 'complaint', severity: 'warning' },
    ],
    [{ type: 'firmwareUpdateProgress', data: {} }, { kind: 'other' }],
    [{ data: {} }, { kind: 'refused', reason: 'notAnEvent' }],
  ])('%j is %j', (event, expected) => expect(readZebraEvent(event)).toEqual(expected));
});

describe('a reply of a Zebra reader', () => {
  it('is read with its id, and a missing payload is none', () => {
    const reply = { command: 'start', command_id: 'cs1-7', response: 'failure' };
    expect(readZebraReply(reply)).toEqual({
      kind: 'reply',
      command: 'start',
      id: 'cs1-7',
      success: false,
      payload: null,
    });
  });

  it.each([
    { command: 'start', command_id: 7, response: 'success' },
    { command_id: 'a', response: 'success' },
    { command: 'start', command_id: 'a' },
    { command: 'start', command_id: 'a', response: 'ok' },
    [],
  ])('is none in %j', (value) => expect(readZebraReply(value)).toEqual({ kind: 'refused', reason: 'notAnEvent' }));
});
