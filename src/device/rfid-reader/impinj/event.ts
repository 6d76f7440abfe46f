import { isRecord } from '../json/compare.ts';
import { dbm, epcFromBase64url, epcFromHex, instant, portNumber } from '../json/fields.ts';
import type { Refusal } from '../refusals.ts';

/**
 * One event of the Impinj IoT device interface, as far as it is of use. Source: "Impinj Reader Configuration REST API" 1.6, model
 * ReaderEvent: `timestamp`, `hostname` where enabled, `eventType` (older firmware leaves it out) and one member that is called like the
 * type with "Event" behind it. `gpiTransition` is of a later version; its members are those of a public client of the interface.
 */
export type ImpinjEvent =
  | {
      readonly kind: 'tag';
      readonly epc: string;
      readonly antenna: number;
      /** dBm. */
      readonly rssi: number | null;
      /** Milliseconds since 1970 by the reader's clock. */
      readonly firstSeen: number | null;
      readonly lastSeen: number | null;
    }
  | { readonly kind: 'input'; readonly port: number; readonly high: boolean }
  | { readonly kind: 'inventory'; readonly status: 'running' | 'armed' | 'idle' }
  | { readonly kind: 'antenna'; readonly port: number; readonly connected: boolean }
  | { readonly kind: 'overflow' }
  /** One that is known and of no use here, or one of a firmware to come. */
  | { readonly kind: 'other' }
  | { readonly kind: 'refused'; readonly reason: Refusal };

/** Reads one event. A batch is a list of them, which is the caller's to take apart. */
export function readImpinjEvent(value: unknown): ImpinjEvent {
  if (!isRecord(value)) return refused('notAnEvent');
  const { eventType, timestamp } = value;
  if (isRecord(value.tagInventoryEvent)) return tag(value.tagInventoryEvent, instant(timestamp));
  if (isRecord(value.gpiTransitionEvent)) return input(value.gpiTransitionEvent);
  if (isRecord(value.inventoryStatusEvent)) return inventory(value.inventoryStatusEvent);
  if (isRecord(value.antennaConnectedEvent)) return antenna(value.antennaConnectedEvent, true);
  if (isRecord(value.antennaDisconnectedEvent)) return antenna(value.antennaDisconnectedEvent, false);
  if (isRecord(value.overflowEvent)) return { kind: 'overflow' };
  // With its type and no member of that name it is broken; an unknown type with its member is of a firmware to come.
  const known = typeof eventType === 'string' && isRecord(value[`${eventType}Event`]);
  return known ? { kind: 'other' } : refused('notAnEvent');
}

function tag(event: Readonly<Record<string, unknown>>, at: number | null): ImpinjEvent {
  const epc = epcOf(event);
  if (typeof epc !== 'string') return epc;
  const antennaPort = portNumber(event.antennaPort);
  if (antennaPort === null) return refused('badAntenna');
  const { peakRssiCdbm } = event;
  const rssi =
    peakRssiCdbm === undefined ? null : dbm(Number.isInteger(peakRssiCdbm) ? Number(peakRssiCdbm) / 100 : null);
  if (rssi === null && peakRssiCdbm !== undefined) return refused('badRssi');
  const lastSeen = instant(event.lastSeenTime) ?? at;
  const firstSeen = instant(event.firstSeenTime) ?? lastSeen;
  return { kind: 'tag', epc, antenna: antennaPort, rssi, firstSeen, lastSeen };
}

/** The EPC comes as hex, as base64url or as both, as the preset says; both must be the same tag. */
function epcOf({ epc, epcHex }: Readonly<Record<string, unknown>>): string | ImpinjEvent {
  const hex = epcHex === undefined ? undefined : epcFromHex(epcHex);
  const base64 = epc === undefined ? undefined : epcFromBase64url(epc);
  if (hex === null || base64 === null) return refused('badEpc');
  if (hex !== undefined && base64 !== undefined && hex !== base64) return refused('badEpc');
  return hex ?? base64 ?? refused('noEpc');
}

function input({ gpi, transition }: Readonly<Record<string, unknown>>): ImpinjEvent {
  const port = portNumber(gpi);
  const known = transition === 'low-to-high' || transition === 'high-to-low';
  return port === null || !known ? refused('badInput') : { kind: 'input', port, high: transition === 'low-to-high' };
}

function inventory({ inventoryStatus: status }: Readonly<Record<string, unknown>>): ImpinjEvent {
  const known = status === 'running' || status === 'armed' || status === 'idle';
  return known ? { kind: 'inventory', status } : refused('notAnEvent');
}

function antenna({ antennaPort }: Readonly<Record<string, unknown>>, connected: boolean): ImpinjEvent {
  const port = portNumber(antennaPort);
  return port === null ? refused('badAntenna') : { kind: 'antenna', port, connected };
}

function refused(reason: Refusal): ImpinjEvent {
  return { kind: 'refused', reason };
}
