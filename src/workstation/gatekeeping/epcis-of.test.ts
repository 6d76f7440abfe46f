import { expect, test } from 'vitest';
import { gateUnderTest, mugTag } from '../../../test/fixtures/gate.ts';
import { epcisOf } from './epcis-of.ts';

const PLACE = { id: '0197a1c2-0000-7000-8000-000000000001', offsetMinutes: 0 };

test('of a bulk exit every tag is told of once it left, and once more when it ended', async () => {
  const { gate, events, pass, clock } = gateUnderTest();
  const serials = Array.from({ length: 60 }, (_, n) => n + 1);
  pass(...serials.map(mugTag));
  await clock.advance(2000);
  const uris = serials.map((serial) => `urn:epc:id:sgtin:9521141.012345.${serial}`);
  const told = (disposition: string) =>
    events.flatMap((event) => {
      const said = epcisOf(event, PLACE);
      return said?.disposition === disposition ? said.epcList : [];
    });
  expect(told('unknown').toSorted()).toEqual(uris.toSorted());
  for (const { id } of gate.state().alarms) gate.settle(id, 'left', '7');
  expect(told('stolen').toSorted()).toEqual(uris.toSorted());
});

test('an evening at the gate, as its partners in trade are told', async () => {
  const { gate, ledger, events, pass, clock } = gateUnderTest();
  ledger.sold.add(mugTag(1).toLowerCase());
  pass(mugTag(1), mugTag(2), '000000000000000000000000');
  gate.settle(gate.state().alarms[0]?.id ?? '', 'returned', '7');
  await clock.advance(2000);
  const said = events.map((event) => epcisOf(event, PLACE));
  expect(said.map((event) => event && `${event.bizStep} ${event.disposition} ${event.epcList.join()}`)).toEqual([
    'entering_exiting unknown urn:epc:id:sgtin:9521141.012345.2',
    null,
    'entering_exiting sellable_accessible urn:epc:id:sgtin:9521141.012345.2',
    'entering_exiting retail_sold urn:epc:id:sgtin:9521141.012345.1',
  ]);
});
