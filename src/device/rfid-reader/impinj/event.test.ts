import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImpinjEvent } from './event.ts';

const AT = '2026-11-26T10:00:00.5Z';
const tag = (event: object) => readImpinjEvent({ timestamp: AT, eventType: 'tagInventory', tagInventoryEvent: event });
const time = Date.UTC(2026, 10, 26, 10, 0, 0, 500);

describe('a tag of an Impinj reader', () => {
  it('has the instants that it was first and last seen, else that of the event, else none', () => {
    const seen = {
      epcHex: 'e280',
      antennaPort: 1,
      firstSeenTime: '2026-11-26T09:59:59Z',
      lastSeenTime: '2026-11-26T10:00:00Z',
    };
    expect(tag(seen)).toMatchObject({ firstSeen: time - 1500, lastSeen: time - 500 });
    expect(tag({ epcHex: 'e280', antennaPort: 1 })).toMatchObject({ firstSeen: time, lastSeen: time, rssi: null });
    expect(readImpinjEvent({ tagInventoryEvent: { epcHex: '', antennaPort: 1 } })).toMatchObject({
      epc: '',
      lastSeen: null,
    });
  });

  it.each<[string, object, string]>([
    ['no EPC', { antennaPort: 1 }, 'noEpc'],
    ['an EPC that is no hex', { epcHex: 'e28', antennaPort: 1 }, 'badEpc'],
    ['an EPC that is no base64url', { epc: '4oAR+', antennaPort: 1 }, 'badEpc'],
    ['two EPCs that are not the same tag', { epc: 'ikUCJA==', epcHex: '8A450225', antennaPort: 1 }, 'badEpc'],
    ['one good EPC beside one that is null', { epc: null, epcHex: '8A450224', antennaPort: 1 }, 'badEpc'],
    ['an antenna by name only', { epcHex: 'e280', antennaName: 'door' }, 'badAntenna'],
    ['antenna 0', { epcHex: 'e280', antennaPort: 0 }, 'badAntenna'],
    ['a strength in text', { epcHex: 'e280', antennaPort: 1, peakRssiCdbm: '-7000' }, 'badRssi'],
    ['a strength that no receiver has', { epcHex: 'e280', antennaPort: 1, peakRssiCdbm: -70_000 }, 'badRssi'],
    ['a strength finer than it is told', { epcHex: 'e280', antennaPort: 1, peakRssiCdbm: -70.5 }, 'badRssi'],
  ])('is refused with %s', (_, event, reason) => expect(tag(event)).toEqual({ kind: 'refused', reason }));

  it('is one with both forms of its EPC', () => {
    expect(tag({ epc: 'ikUCJA==', epcHex: '8a450224', antennaPort: 1 })).toMatchObject({
      kind: 'tag',
      epc: '8A450224',
    });
  });
});

describe('another event of an Impinj reader', () => {
  const event = (type: string, body: object) =>
    readImpinjEvent({ timestamp: AT, eventType: type, [`${type}Event`]: body });

  it.each<[string, object, object]>([
    ['gpiTransition', { gpi: 2, transition: 'low-to-high' }, { kind: 'input', port: 2, high: true }],
    ['gpiTransition', { gpi: 1, transition: 'high-to-low' }, { kind: 'input', port: 1, high: false }],
    ['gpiTransition', { gpi: 1, transition: 'up' }, { kind: 'refused', reason: 'badInput' }],
    ['gpiTransition', { transition: 'low-to-high' }, { kind: 'refused', reason: 'badInput' }],
    ['inventoryStatus', { inventoryStatus: 'running' }, { kind: 'inventory', status: 'running' }],
    ['inventoryStatus', { inventoryStatus: 'armed' }, { kind: 'inventory', status: 'armed' }],
    ['inventoryStatus', { inventoryStatus: 'idle' }, { kind: 'inventory', status: 'idle' }],
    ['inventoryStatus', { inventoryStatus: 7 }, { kind: 'refused', reason: 'notAnEvent' }],
    ['antennaConnected', { antennaPort: 3 }, { kind: 'antenna', port: 3, connected: true }],
    ['antennaDisconnected', { antennaPort: 3 }, { kind: 'antenna', port: 3, connected: false }],
    ['antennaDisconnected', {}, { kind: 'refused', reason: 'badAntenna' }],
    ['overflow', {}, { kind: 'overflow' }],
    ['diagnostic', {}, { kind: 'other' }],
    ['tagLocationEntry', {}, { kind: 'other' }],
  ])('%s %j is %j', (type, body, expected) => expect(event(type, body)).toEqual(expected));

  it.each([
    null,
    1,
    'tagInventory',
    [],
    {},
    { eventType: 'tagInventory' },
    { eventType: 'diagnostic', diagnosticEvent: 1 },
  ])('is none in %j', (value) => expect(readImpinjEvent(value)).toEqual({ kind: 'refused', reason: 'notAnEvent' }));

  it('is never a tag that was not sent, and never throws, whatever the value', () => {
    const body = fc.dictionary(
      fc.constantFrom('epc', 'epcHex', 'antennaPort', 'peakRssiCdbm', '__proto__'),
      fc.anything(),
    );
    const value = fc.oneof(fc.anything(), fc.record({ tagInventoryEvent: body, eventType: fc.anything() }));
    fc.assert(
      fc.property(value, (sent) => {
        const read = readImpinjEvent(sent);
        if (read.kind !== 'tag') return;
        const { epc, epcHex } = (sent as { tagInventoryEvent: Record<string, unknown> }).tagInventoryEvent;
        const texts = [epcHex, Buffer.from(String(epc), 'base64url').toString('hex')].map((text) =>
          String(text).toUpperCase(),
        );
        expect(texts).toContain(read.epc);
      }),
      { numRuns: 2000 },
    );
  });
});
