import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { epcisOf } from '../../src/cloud/export/epcis.ts';
import { type GateAlarm, SETTLEMENTS } from '../../src/domain/gate/alarm.ts';
import { alarmEvent, epcUris, exitEvent, observedEvent, saleEvent } from '../../src/domain/gate/epcis.ts';
import { inMessages } from '../../src/main/edge/epcis-messages.ts';
import { gateNews } from '../../src/main/edge/gate/bus-news.ts';
import { placesOf } from '../../src/main/edge/places.ts';
import { saleNews } from '../../src/main/edge/sale-news.ts';
import { MAX_MESSAGE_BYTES } from '../../src/sync/wire/limits.ts';
import { EVENTS, type EventBody, type EventType } from '../../src/sync/wire/messages.ts';
import { gateUnderTest, mugTag } from '../fixtures/gate.ts';
import { CRISPS, MILK, PadUnderTest } from '../fixtures/pad.ts';
import schema from './epcis-object-event.json' with { type: 'json' };

const { source: _, ...shape } = schema;
const objectEvent = z.fromJSONSchema(shape as Parameters<typeof z.fromJSONSchema>[0]);

const PLACE = {
  id: '0197a1c2-0000-7000-8000-000000000001',
  at: Date.parse('2026-03-02T23:30:00.250Z'),
  offsetMinutes: 60,
  readPoint: 'urn:epc:id:sgln:9521141.00001.gate-1',
  bizLocation: 'https://id.gs1.org/414/9521141000012',
};
const MUG = 'urn:epc:id:sgtin:9521141.012345.1';
const PLUS = 'https://id.gs1.org/01/09521141123454/21/a%2Fb';

const ALARM: GateAlarm = {
  ...{ id: 'a1', cause: 'unsold', raisedAt: PLACE.at, count: 2, further: [], state: { kind: 'raised' } },
  tags: [
    { tag: { kind: 'readable', key: 'k', epc: 'k', uri: MUG, gtin: null, serial: null, foreign: false }, item: null },
    { tag: { kind: 'unreadable', key: '?00', reason: 'unprogrammed' }, item: null },
  ],
};

describe('an EPCIS event', () => {
  it('of a sale has the time of the store, the tags once each, and the words of the vocabulary', () => {
    expect(saleEvent(PLACE, [MUG, PLUS, MUG], 'https://r.example/A7K2-000042')).toEqual({
      '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'],
      type: 'ObjectEvent',
      eventID: 'urn:uuid:0197a1c2-0000-7000-8000-000000000001',
      eventTime: '2026-03-03T00:30:00.250+01:00',
      eventTimeZoneOffset: '+01:00',
      epcList: [MUG, PLUS],
      action: 'OBSERVE',
      bizStep: 'retail_selling',
      disposition: 'retail_sold',
      readPoint: { id: 'urn:epc:id:sgln:9521141.00001.gate-1' },
      bizLocation: { id: 'https://id.gs1.org/414/9521141000012' },
      bizTransactionList: [{ bizTransaction: 'https://r.example/A7K2-000042' }],
    });
  });

  it.each([
    ['unsold, with nobody having looked', ALARM, 'unknown'],
    ['paid for after all', settled('paid'), 'retail_sold'],
    ['brought back', settled('returned'), 'sellable_accessible'],
    ['gone', settled('left'), 'stolen'],
  ] as const)('of an alarm, %s', (_name, alarm, disposition) => {
    expect(alarmEvent(PLACE, alarm)).toMatchObject({ bizStep: 'entering_exiting', disposition, epcList: [MUG] });
  });

  it('is none where there is nothing to say', () => {
    expect(alarmEvent(PLACE, settled('falseAlarm'))).toBeNull();
    expect(alarmEvent(PLACE, { ...ALARM, tags: ALARM.tags.slice(1) })).toBeNull();
    expect(exitEvent(PLACE, [])).toBeNull();
  });

  it('means the same instant at whatever offset the store has', () => {
    fc.assert(
      fc.property(fc.integer({ min: -840, max: 840 }), fc.integer({ min: 0, max: 4e12 }), (offsetMinutes, at) => {
        const event = exitEvent({ ...PLACE, at, offsetMinutes }, [MUG]);
        return event !== null && Date.parse(event.eventTime) === at && objectEvent.safeParse(event).success;
      }),
    );
  });

  it('holds to the published shape, whatever it is of', () => {
    const { readPoint: _point, bizLocation: _location, ...bare } = PLACE;
    const alarms = [ALARM, ...SETTLEMENTS.map(settled)];
    const events = [PLACE, bare].flatMap((place) => [
      saleEvent(place, [MUG]),
      saleEvent(place, [MUG], 'https://r.example/1'),
      exitEvent(place, [MUG, PLUS]),
      observedEvent(place, [MUG]),
      ...alarms.map((alarm) => alarmEvent(place, alarm)),
    ]);
    const said = events.filter((event) => event !== null);
    expect(said).toHaveLength(18);
    for (const event of said) expect(objectEvent.safeParse(event).error).toBeUndefined();
  });

  it('holds to the published shape as the gate sends it, with its place, and of every tag that has a name', async () => {
    const sent: EventBody<'epcis'>[] = [];
    const bus = {
      publish: (type: EventType, body: unknown) => void (type === 'epcis' && sent.push(EVENTS.epcis.body.parse(body))),
    };
    const place = placesOf({ store: { id: 'Süd 1' }, workstation: { id: 'gate-1' } });
    const news = gateNews({ bus: bus as never }, { timezone: 'Europe/London', place, uuid: randomUUID });
    const { gate, ledger, pass, clock } = gateUnderTest({ events: news });
    const serials = Array.from({ length: 40 }, (_, n) => n + 1);
    ledger.sold.add(mugTag(41).toLowerCase());
    pass(...serials.map(mugTag), '0'.repeat(24), mugTag(41));
    gate.mute(60_000, '7');
    pass(mugTag(42));
    await clock.advance(2000);
    for (const { id } of gate.state().alarms) gate.settle(id, 'paid', '7');
    for (const event of sent) expect(objectEvent.safeParse(event).error).toBeUndefined();
    const places = sent.map(({ readPoint, bizLocation }) => `${readPoint?.id} ${bizLocation?.id}`);
    expect(new Set(places)).toEqual(new Set(['urn:checkstand:S%C3%BCd%201:gate-1 urn:checkstand:S%C3%BCd%201']));
    const told = (disposition: string) =>
      sent.filter((event) => event.disposition === disposition).flatMap(({ epcList }) => epcList).length;
    expect([told('unknown'), told('retail_sold')]).toEqual([41, 41]);
  });

  it('of a sale is the one that the cloud exports, with the place and the time of the store', async () => {
    const lane = new PadUnderTest();
    await lane.lay(MILK, CRISPS);
    lane.confirm();
    await lane.pay();
    const [entry, moved] = [lane.published[0]!, lane.moved[0]!];
    const sent: EventBody<'epcis'>[] = [];
    const bus = { publish: (_: EventType, body: unknown) => void sent.push(EVENTS.epcis.body.parse(body)) };
    const store = { id: 's1', timezone: 'Europe/London', location: 'https://id.gs1.org/414/9521141000012' };
    const tell = saleNews(bus, { store, workstation: { id: 'lane-1' } });
    tell(entry, moved);
    expect(objectEvent.safeParse(sent[0]).error).toBeUndefined();
    const { epcList, eventID, eventTime, bizTransactionList, ...said } = sent[0]!;
    expect(epcList).toEqual(epcUris([MILK, CRISPS]));
    expect(said).toMatchObject({
      ...{ bizStep: 'retail_selling', disposition: 'retail_sold', bizLocation: { id: store.location } },
      readPoint: { id: 'urn:checkstand:s1:lane-1' },
    });
    const sale = {
      ...{ store: 's1', workstation: 'lane-1', transactionId: entry.transaction, returnedEpcs: [] },
      ...moved,
    };
    let text = '';
    for await (const part of epcisOf(one(sale))) text += part;
    const exported = JSON.parse(text) as { epcisBody: { eventList: [Record<string, unknown>] } };
    const [first] = exported.epcisBody.eventList;
    expect(first).toMatchObject({ eventID, epcList, bizTransactionList });
    expect(Date.parse(String(first.eventTime))).toBe(Date.parse(eventTime));

    tell({ ...entry, kind: 'returned', cancels: 'x' }, moved);
    expect(sent).toHaveLength(1);
  });

  it.each([
    [1_000, 20, 1],
    [1_001, 20, 2],
    [1_000, 400, 3],
  ])(
    'of %d tags whose names have %d letters is told in %d messages, each of which the bus takes',
    (tags, letters, parts) => {
      const uris = Array.from({ length: tags }, (_, n) => `urn:epc:id:${String(n).padStart(letters - 11, '0')}`);
      const event = exitEvent(PLACE, uris);
      const messages = inMessages(event!, (part) => `part-${part}`);
      expect(messages.flatMap(({ epcList }) => epcList)).toEqual(uris);
      expect(new Set(messages.map(({ eventID }) => eventID)).size).toBe(parts);
      for (const message of messages) {
        expect(EVENTS.epcis.body.safeParse(message).error).toBeUndefined();
        expect(JSON.stringify(message).length).toBeLessThan(MAX_MESSAGE_BYTES - 2_000);
      }
    },
  );

  it.each([
    ['a word of nobody', { bizStep: 'observing' }],
    ['a disposition of nobody', { disposition: 'unsold' }],
    ['a tag that is no URI', { epcList: ['3074257BF7194E4000001A85'] }],
    ['an offset without its colon', { eventTimeZoneOffset: '+0100' }],
    ['a time without its offset', { eventTime: '2026-03-03T00:30:00' }],
    ['a member of its own', { colour: 'red' }],
  ])('with %s does not', (_name, wrong) => {
    expect(objectEvent.safeParse({ ...exitEvent(PLACE, [MUG]), ...wrong }).success).toBe(false);
  });
});

async function* one<Of>(only: Of) {
  yield only;
}

function settled(settlement: (typeof SETTLEMENTS)[number]): GateAlarm {
  return { ...ALARM, state: { kind: 'settled', settlement, operatorId: '7' } };
}
