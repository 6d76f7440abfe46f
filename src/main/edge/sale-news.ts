import { createHash } from 'node:crypto';
import { epcUris, happeningId, ownPlaces, saleEvent } from '../../domain/gate/epcis.ts';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import type { StoreBus } from '../../sync/store-bus/bus.ts';
import type { TagsMoved } from '../../workstation/ports/sold-tags.ts';
import { inMessages } from './epcis-messages.ts';
import { offsetMinutes } from './gate/bus-news.ts';
import { type NamedPlaces, placesOf } from './places.ts';

/** What a lane's EPCIS events take from its configuration; `timezone` is IANA's. */
export interface SaleNewsSource extends NamedPlaces {
  readonly store: NamedPlaces['store'] & { readonly timezone: string };
}

/**
 * Tells the store of each sale of tags as EPCIS events: one, or more where they are many. What came back is no sale, and is told by the
 * ledger alone. A sale has the name, the receipt and the time that the cloud's export gives it: they are one event.
 */
export function saleNews(bus: Pick<StoreBus, 'publish'>, source: SaleNewsSource) {
  const { store, workstation } = source;
  const box = ownPlaces(store.id, workstation.id).readPoint;
  const places = placesOf(source);
  return ({ kind, transaction }: LedgerEntry, { epcs, receiptNumber, completedAt }: TagsMoved): void => {
    if (kind !== 'sold') return;
    const at = Date.parse(completedAt);
    const idOf = (what: string) => happeningId(`${box} ${transaction} ${what}`, sha256);
    const place = { ...places, id: idOf('sold'), at, offsetMinutes: offsetMinutes(store.timezone, at) };
    const event = saleEvent(place, epcUris(epcs), `${box}:receipt:${receiptNumber}`);
    if (event === null) return;
    for (const message of inMessages(event, (part) => idOf(`sold ${part}`))) bus.publish('epcis', message);
  };
}

const sha256 = (text: string): Uint8Array => createHash('sha256').update(text).digest();
