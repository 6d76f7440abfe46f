import { decodeEpc } from '../epc/epc.ts';
import type { GateAlarm, Settlement } from './alarm.ts';

/**
 * What the gate and the lanes know of tags as GS1 EPCIS 2.0 ObjectEvents in JSON-LD, in the bare words of the standard's context.
 * Sources: EPCIS 2.0 (JSON/JSON-LD binding), Core Business Vocabulary 2.0 for `bizStep` (7.1) and `disposition` (7.2).
 */

/** The context that gives the bare words their meaning (EPCIS 2.0, 10.2). */
export const EPCIS_CONTEXT = 'https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld';

/**
 * `retail_selling`: sold at a point of sale. `entering_exiting`: at the door of a place where customers leave with what they bought
 * (CBV 2.0, 7.1); the vocabulary has no word of its own for being seen by a gate.
 */
export type BizStep = 'retail_selling' | 'entering_exiting';

/**
 * `unknown`: nobody has looked yet; that a tag is not in the ledger is no proof of anything. `sellable_accessible`: back on sale.
 * `stolen`: only when staff said that it is gone.
 */
export type Disposition = 'retail_sold' | 'unknown' | 'sellable_accessible' | 'stolen';

export interface ObjectEvent {
  readonly '@context': readonly string[];
  readonly type: 'ObjectEvent';
  readonly eventID: string;
  /** RFC 3339 with the offset of the store. */
  readonly eventTime: string;
  readonly eventTimeZoneOffset: string;
  readonly epcList: readonly string[];
  readonly action: 'OBSERVE';
  readonly bizStep: BizStep;
  readonly disposition: Disposition;
  readonly readPoint?: { readonly id: string };
  readonly bizLocation?: { readonly id: string };
  readonly bizTransactionList?: readonly { readonly bizTransaction: string }[];
}

/** Where it happened, and what names the event. */
export interface EventPlace {
  /** A UUID: an event that is sent twice is one event. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Minutes that the store's clock is ahead of UTC at that instant. */
  readonly offsetMinutes: number;
  /** The gate or lane as a URI: an SGLN, a Digital Link, or one of the retailer's own. */
  readonly readPoint?: string;
  /** The store as a URI. */
  readonly bizLocation?: string;
}

/** Names of store and box where the retailer has not said how it calls them: URIs of nobody's registry, the same wherever this is told. */
export function ownPlaces(
  store: string,
  workstation: string,
): { readonly bizLocation: string; readonly readPoint: string } {
  const bizLocation = `urn:checkstand:${encodeURIComponent(store)}`;
  return { bizLocation, readPoint: `${bizLocation}:${workstation}` };
}

/** The same UUID for the same happening, whoever tells it (RFC 9562, version 8: bits of one's own, here of a hash of the text's UTF-8). */
export function happeningId(text: string, hash: (text: string) => Uint8Array): string {
  const bytes = hash(text).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** URIs of EPCs in hex; what is none is left out. */
export function epcUris(epcs: readonly string[]): string[] {
  return epcs.flatMap((hex) => {
    const epc = decodeEpc(hex);
    const uri = epc.kind === 'epc' ? (epc.epcUri ?? epc.digitalLink) : null;
    return uri === null ? [] : [uri];
  });
}

/** A sale of these tags, URIs each. `receipt` is a URI of the receipt where the retailer has one. Null without a tag. */
export function saleEvent(place: EventPlace, uris: readonly string[], receipt?: string): ObjectEvent | null {
  const event = objectEvent(place, uris, 'retail_selling', 'retail_sold');
  if (event === null || receipt === undefined) return event;
  return { ...event, bizTransactionList: [{ bizTransaction: receipt }] };
}

/** Sold tags that left through the gate. Null without a tag. */
export function exitEvent(place: EventPlace, uris: readonly string[]): ObjectEvent | null {
  return objectEvent(place, uris, 'entering_exiting', 'retail_sold');
}

/** Tags that were let pass and that nobody has looked at. Null without a tag. */
export function observedEvent(place: EventPlace, uris: readonly string[]): ObjectEvent | null {
  return objectEvent(place, uris, 'entering_exiting', 'unknown');
}

/** What an alarm says of its tags, raised or settled. Null where it says nothing of any, or nothing passed. */
export function alarmEvent(place: EventPlace, { tags, further, state }: GateAlarm): ObjectEvent | null {
  const disposition = state.kind === 'raised' ? 'unknown' : AFTER[state.settlement];
  const uris = tags.flatMap(({ tag }) => (tag.kind === 'readable' ? [tag.uri] : []));
  return disposition === null ? null : objectEvent(place, [...uris, ...further], 'entering_exiting', disposition);
}

const AFTER: Readonly<Record<Settlement, Disposition | null>> = {
  paid: 'retail_sold',
  returned: 'sellable_accessible',
  left: 'stolen',
  furniture: 'sellable_accessible',
  falseAlarm: null,
};

function objectEvent(
  { id, at, offsetMinutes, readPoint, bizLocation }: EventPlace,
  uris: readonly string[],
  bizStep: BizStep,
  disposition: Disposition,
): ObjectEvent | null {
  const epcList = [...new Set(uris)];
  if (epcList.length === 0) return null;
  const eventTimeZoneOffset = offsetText(offsetMinutes);
  return {
    '@context': [EPCIS_CONTEXT],
    type: 'ObjectEvent',
    eventID: `urn:uuid:${id}`,
    eventTime: new Date(at + offsetMinutes * 60_000).toISOString().replace('Z', eventTimeZoneOffset),
    eventTimeZoneOffset,
    epcList,
    action: 'OBSERVE',
    bizStep,
    disposition,
    ...(readPoint === undefined ? {} : { readPoint: { id: readPoint } }),
    ...(bizLocation === undefined ? {} : { bizLocation: { id: bizLocation } }),
  };
}

/** "+05:30"; the standard knows offsets of up to 14 hours. */
function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const pair = (value: number) => String(value).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${pair(Math.floor(size / 60))}:${pair(size % 60)}`;
}
