import { createHash } from 'node:crypto';
import { decodeEpc } from '../../domain/epc/epc.ts';
import { EPCIS_CONTEXT, ownPlaces, saleEvent } from '../../domain/gate/epcis.ts';
import type { Sale } from './sales.ts';

/**
 * The tags of sales and returns as a GS1 EPCIS 2.0 document in JSON-LD, an event at a time. Times are UTC: the journal keeps no other. A tag
 * that is no EPC is left out. Source: EPCIS 2.0, section 10; what came back is `accepting` and `returned` (CBV 2.0, 7.1 and 7.2).
 */
export async function* epcisOf(sales: AsyncIterable<Sale>): AsyncGenerator<string> {
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

function eventsOf(sale: Sale): object[] {
  const { store, workstation, transactionId, receiptNumber, completedAt } = sale;
  const places = ownPlaces(store, workstation);
  const box = places.readPoint;
  const place = (what: string) => ({
    id: uuidOf(`${box} ${transactionId} ${what}`),
    at: Date.parse(completedAt),
    offsetMinutes: 0,
    ...places,
  });
  const receipt = `${box}:receipt:${receiptNumber}`;
  const sold = saleEvent(place('sold'), urisOf(sale.epcs), receipt);
  const returned = saleEvent(place('returned'), urisOf(sale.returnedEpcs), receipt);
  return [
    ...(sold === null ? [] : [sold]),
    ...(returned === null ? [] : [{ ...returned, bizStep: 'accepting', disposition: 'returned' }]),
  ].map(({ '@context': _context, ...event }) => event);
}

function urisOf(epcs: readonly string[]): string[] {
  return epcs.flatMap((hex) => {
    const epc = decodeEpc(hex);
    const uri = epc.kind === 'epc' ? (epc.epcUri ?? epc.digitalLink) : null;
    return uri === null ? [] : [uri];
  });
}

/** The same UUID for the same happening (RFC 9562, version 8: bits of one's own, here of SHA-256). */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
