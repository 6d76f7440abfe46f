import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { tagOf } from '../../../../test/fixtures/gate.ts';
import type { GateAlarm } from '../../../domain/gate/alarm.ts';
import { type ReadableTag, readTag } from '../../../domain/gate/gate-tag.ts';
import { EVENTS, type EventType } from '../../../sync/wire/messages.ts';
import { gateNews, offsetMinutes } from './bus-news.ts';

const AT = Date.parse('2026-07-01T10:00:00Z');
const ID = '0190f5a0-0000-7000-8000-000000000001';
const TAG: ReadableTag = {
  kind: 'readable',
  key: '3036451dac008940000003f0',
  epc: '3036451dac008940000003f0',
  uri: 'urn:epc:id:sgtin:9521003.000549.1008',
  gtin: '09521003005492',
  serial: '1008',
  foreign: false,
};
const BLANK = { kind: 'unreadable', key: '?0000', reason: 'header' } as never;

const PLACE = { readPoint: 'urn:checkstand:s1:gate-1', bizLocation: 'https://id.gs1.org/414/9521141000012' };

function rig() {
  const said: (readonly [EventType, unknown])[] = [];
  const bus = { publish: (type: EventType, body: unknown) => void said.push([type, EVENTS[type].body.parse(body)]) };
  return { said, news: gateNews({ bus: bus as never }, { timezone: 'Europe/London', place: PLACE, uuid: () => ID }) };
}

const alarm = (more: Partial<GateAlarm> = {}): GateAlarm => ({
  ...{ id: ID, cause: 'unsold', raisedAt: AT, count: 2, further: [], state: { kind: 'raised' } },
  tags: [
    { tag: TAG, item: { id: 'milk', name: 'Milk', price: 175, picture: 'milk' } },
    { tag: BLANK, item: null },
  ],
  ...more,
});

test('an alarm goes out with the items that it names, and as an EPCIS event', () => {
  const { said, news } = rig();
  news.publish({ kind: 'alarmRaised', at: AT, alarm: alarm() });
  expect(said).toMatchObject([
    [
      'gateAlarm',
      {
        ...{ reason: 'unsold', moreTags: 0 },
        tags: [
          { epc: TAG.epc, uri: TAG.uri, gtin: TAG.gtin, item: 'milk', name: 'Milk', picture: 'milk' },
          { epc: '0000', unreadable: 'header' },
        ],
      },
    ],
    ['epcis', { epcList: [TAG.uri], bizStep: 'entering_exiting', eventTimeZoneOffset: '+01:00' }],
  ]);
});

test('an EPC whose key is a hash is named in full, and what is no hex of whole bytes is counted', () => {
  const { said, news } = rig();
  const hex = tagOf('urn:epc:tag:sgtin-198:3.9521141.012345.A%2FB-32a');
  const long = readTag(hex, [], (bytes) => createHash('sha256').update(bytes).digest());
  const odd = readTag('30F', [], () => new Uint8Array(16));
  const tags = [long, odd].map((tag) => ({ tag, item: null }));
  news.publish({ kind: 'alarmRaised', at: AT, alarm: alarm({ tags }) });
  const uri = 'urn:epc:id:sgtin:9521141.012345.A%2FB-32a';
  expect(long.key).toHaveLength(32);
  const epc = hex.toLowerCase().slice(0, 50);
  expect(said[0]).toMatchObject(['gateAlarm', { tags: [{ epc, uri, gtin: '09521141123454' }], moreTags: 1 }]);
});

test('a member that a newer gate adds is passed over', () => {
  const body = { alarm: ID, at: AT, reason: 'unsold', tags: [{ epc: '00', colour: 'red' }], moreTags: 0, shelf: 7 };
  const read = EVENTS.gateAlarm.body.parse(body);
  expect(read).toEqual({ alarm: ID, at: AT, reason: 'unsold', tags: [{ epc: '00' }], moreTags: 0 });
});

test('a ledger that could not be believed is told as not sold, furniture as a false alarm', () => {
  const { said, news } = rig();
  news.publish({ kind: 'alarmRaised', at: AT, alarm: alarm({ cause: 'ledgerStale' }) });
  const state = { kind: 'settled', settlement: 'furniture', operatorId: '7' } as const;
  news.publish({ kind: 'alarmSettled', at: AT, alarm: alarm({ state }) });
  expect(said[0]).toMatchObject(['gateAlarm', { reason: 'unsold' }]);
  expect(said.at(-1)).toEqual(['gateAlarmSettled', { alarm: ID, at: AT, outcome: 'falseAlarm', operator: '7' }]);
});

test('sold tags go out in messages that the bus takes, however many left', () => {
  const { said, news } = rig();
  news.publish({
    kind: 'sold',
    at: AT,
    uris: Array.from({ length: 2_500 }, (_, n) => `urn:epc:id:sgtin:9521003.000549.${n}`),
  });
  expect(said.map(([type, body]) => [type, (body as { epcList: string[] }).epcList.length])).toEqual([
    ['epcis', 1_000],
    ['epcis', 1_000],
    ['epcis', 500],
  ]);
});

test.each([
  ['Europe/London', AT, 60],
  ['Europe/London', Date.parse('2026-01-01T10:00:00Z'), 0],
  ['America/St_Johns', AT, -150],
  ['UTC', AT, 0],
])('%s is so far ahead of UTC', (timezone, at, minutes) => {
  expect(offsetMinutes(timezone, at)).toBe(minutes);
});
