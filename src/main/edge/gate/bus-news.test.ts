import { expect, test } from 'vitest';
import type { GateAlarm } from '../../../domain/gate/alarm.ts';
import type { ReadableTag } from '../../../domain/gate/gate-tag.ts';
import { EVENTS, type EventType } from '../../../sync/wire/messages.ts';
import { gateNews, offsetMinutes } from './bus-news.ts';

const AT = Date.parse('2026-07-01T10:00:00Z');
const ID = '0190f5a0-0000-7000-8000-000000000001';
const TAG: ReadableTag = {
  kind: 'readable',
  key: '3036451dac008940000003f0',
  uri: 'urn:epc:id:sgtin:9521003.000549.1008',
  gtin: '09521003005492',
  serial: '1008',
  foreign: false,
};
const BLANK = { kind: 'unreadable', key: '?0000', reason: 'header' } as never;

function rig() {
  const said: (readonly [EventType, unknown])[] = [];
  const bus = { publish: (type: EventType, body: unknown) => void said.push([type, EVENTS[type].body.parse(body)]) };
  return { said, news: gateNews({ bus: bus as never }, { timezone: 'Europe/London', uuid: () => ID }) };
}

const alarm = (more: Partial<GateAlarm> = {}): GateAlarm => ({
  ...{ id: ID, cause: 'unsold', raisedAt: AT, count: 2, state: { kind: 'raised' } },
  tags: [
    { tag: TAG, item: { id: 'milk', name: 'Milk', price: 175 } },
    { tag: BLANK, item: null },
  ],
  ...more,
});

test('an alarm goes out with the items that it names, and as an EPCIS event', () => {
  const { said, news } = rig();
  news.publish({ kind: 'alarmRaised', at: AT, alarm: alarm() });
  expect(said).toMatchObject([
    ['gateAlarm', { reason: 'unsold', moreTags: 1, tags: [{ epc: TAG.key, item: 'milk', gtin: TAG.gtin }] }],
    ['epcis', { epcList: [TAG.uri], bizStep: 'entering_exiting', eventTimeZoneOffset: '+01:00' }],
  ]);
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
