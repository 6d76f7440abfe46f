import { isRecord } from '../json/compare.ts';
import { dbm, epcFromHex, instant, portNumber, seenCount } from '../json/fields.ts';
import type { Refusal } from '../refusals.ts';

/**
 * Messages of the Zebra IoT Connector. Source: "Zebra IoT Connector" documentation (zebradevs.github.io/rfid-ziotc-docs): tag data
 * events, management events, and "RAW MQTT Payloads" 1.0.0 for commands and their replies.
 */
export type ZebraTag =
  | {
      readonly kind: 'tag';
      readonly epc: string;
      readonly antenna: number;
      /** dBm. */
      readonly rssi: number | null;
      readonly count: number;
      /** Milliseconds since 1970 by the reader's clock. */
      readonly seen: number | null;
    }
  | { readonly kind: 'other' }
  | { readonly kind: 'refused'; readonly reason: Refusal };

export type ZebraEvent =
  | { readonly kind: 'input'; readonly port: number; readonly high: boolean }
  | { readonly kind: 'heartbeat' }
  | { readonly kind: 'complaint'; readonly severity: 'error' | 'warning' }
  | { readonly kind: 'other' }
  | { readonly kind: 'refused'; readonly reason: Refusal };

export interface ZebraReply {
  readonly kind: 'reply';
  readonly command: string;
  readonly id: string;
  readonly success: boolean;
  readonly payload: unknown;
}

/** Types of data that are no tags. */
const NO_TAG = new Set(['BLE_DATA', 'DIRECTIONALITY', 'DIRECTIONALITY_RAW']);

/** Reads one value from the topic of tag data. The mode decides which fields there are; an antenna must be among them. */
export function readZebraTag(value: unknown): ZebraTag {
  if (!isRecord(value) || !isRecord(value.data)) return refused('notAnEvent');
  const { data, type, timestamp } = value;
  if (typeof type === 'string' && NO_TAG.has(type)) return { kind: 'other' };
  const { format, idHex, antenna, peakRssi, reads } = data;
  if (format !== undefined && format !== 'epc') return refused('badEpc');
  if (idHex === undefined) return refused('noEpc');
  const epc = epcFromHex(idHex);
  if (epc === null) return refused('badEpc');
  const port = portNumber(antenna);
  if (port === null) return refused('badAntenna');
  const rssi = peakRssi === undefined ? null : dbm(peakRssi);
  if (rssi === null && peakRssi !== undefined) return refused('badRssi');
  const count = reads === undefined ? 1 : seenCount(reads);
  if (count === null) return refused('badCount');
  return { kind: 'tag', epc, antenna: port, rssi, count, seen: instant(timestamp) };
}

/** Reads one value from the topic of management events: `{component, data, eventNum, timestamp, type}`. */
export function readZebraEvent(value: unknown): ZebraEvent {
  if (!isRecord(value) || typeof value.type !== 'string') return refused('notAnEvent');
  switch (value.type.toLowerCase()) {
    case 'gpi':
      return input(value.data);
    case 'heartbeat':
      return { kind: 'heartbeat' };
    case 'error':
    case 'warning':
      return { kind: 'complaint', severity: value.type.toLowerCase() === 'error' ? 'error' : 'warning' };
    default:
      return { kind: 'other' };
  }
}

/** Reads one value from a topic of replies: `{command, command_id, response, payload}`. */
export function readZebraReply(value: unknown): ZebraReply | { readonly kind: 'refused'; readonly reason: Refusal } {
  if (!isRecord(value)) return { kind: 'refused', reason: 'notAnEvent' };
  const { command, command_id: id, response, payload } = value;
  const whole =
    typeof command === 'string' && typeof id === 'string' && (response === 'success' || response === 'failure');
  if (!whole) return { kind: 'refused', reason: 'notAnEvent' };
  return { kind: 'reply', command, id, success: response === 'success', payload: payload ?? null };
}

function input(data: unknown): ZebraEvent {
  const { pin, state } = isRecord(data) ? data : {};
  const port = portNumber(pin);
  return port === null || (state !== 'HIGH' && state !== 'LOW')
    ? refused('badInput')
    : { kind: 'input', port, high: state === 'HIGH' };
}

function refused(reason: Refusal): { readonly kind: 'refused'; readonly reason: Refusal } {
  return { kind: 'refused', reason };
}
