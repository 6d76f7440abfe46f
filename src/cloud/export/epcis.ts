import { createHash } from 'node:crypto';
import { EPCIS_CONTEXT, epcUris, happeningId, ownPlaces, saleEvent } from '../../domain/gate/epcis.ts';
import type { Sale } from './sales.ts';

/** What of a sale its tags' events say. */
type SaleOfTags = Pick<
  Sale,
  'store' | 'workstation' | 'transactionId' | 'receiptNumber' | 'completedAt' | 'epcs' | 'returnedEpcs'
>;

/**
 * The tags of sales and returns as a GS1 EPCIS 2.0 document in JSON-LD, an event at a time. Times are UTC: the journal keeps no other. A tag
 * that is no EPC is left out. Source: EPCIS 2.0, section 10; what came back is `accepting` and `returned` (CBV 2.0, 7.1 and 7.2).
 */
export async function* epcisOf(sales: AsyncIterable<SaleOfTags>): AsyncGenerator<string> {
  yield `{"@context":["${EPCIS_CONTEXT}"],"type":"EPCISDocument","schemaVersion":"2.0","epcisBody":{"eventList":[`;
  let separator = '\n';
  for await (const sale of sales) {
    for (const event of eventsOf(sale)) {
      yield `${separator}${JSON.stringify(event)}`;
      separator = ',\n';
    }
  }
  yield '\n]}}\n';
}

function eventsOf(sale: SaleOfTags): object[] {
  const { store, workstation, transactionId, receiptNumber, completedAt } = sale;
  const places = ownPlaces(store, workstation);
  const box = places.readPoint;
  const place = (what: string) => ({
    id: happeningId(`${box} ${transactionId} ${what}`, sha256),
    at: Date.parse(completedAt),
    offsetMinutes: 0,
    ...places,
  });
  const receipt = `${box}:receipt:${receiptNumber}`;
  const sold = saleEvent(place('sold'), epcUris(sale.epcs), receipt);
  const returned = saleEvent(place('returned'), epcUris(sale.returnedEpcs), receipt);
  return [
    ...(sold === null ? [] : [sold]),
    ...(returned === null ? [] : [{ ...returned, bizStep: 'accepting', disposition: 'returned' }]),
  ].map(({ '@context': _context, ...event }) => event);
}

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();
