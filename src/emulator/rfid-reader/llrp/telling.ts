import type { SeenTag } from './operation.ts';
import type { ReportContent, Rospec } from './rospec.ts';
import { tlv, tv, uint8, uint16, uint32, uint64 } from './wire.ts';

/** How this reader writes what it has seen. */
export interface TellingStyle {
  /** When it was switched on, wall clock in milliseconds, for a reader that knows no other time; null where it has a wall clock. */
  readonly startedAt: number | null;
  /** EPCs of 96 bits in their short form, as most readers do, or like all others. */
  readonly epcForm: 'epc96' | 'epcData';
  /** Leaves out what is as it was in the tag before, which LLRP allows. */
  readonly omitsRepeats: boolean;
}

const microseconds = (at: number, { startedAt }: TellingStyle) => BigInt(Math.max(0, at - (startedAt ?? 0))) * 1000n;

/** UTCTimestamp (128) or Uptime (129). */
export function timestamp(at: number, style: TellingStyle): Buffer {
  return tlv(style.startedAt === null ? 128 : 129, uint64(microseconds(at, style)));
}

/** READER_EVENT_NOTIFICATION's one parameter (246). */
export function eventData(at: number, style: TellingStyle, event: Buffer): Buffer {
  return tlv(246, timestamp(at, style), event);
}

export const connectionAttempt = (outcome: number) => tlv(256, uint16(outcome));
export const inputChanged = (port: number, high: boolean) => tlv(248, uint16(port), uint8(high ? 0x80 : 0));
export const antennaChanged = (port: number, connected: boolean) => tlv(255, uint8(connected ? 1 : 0), uint16(port));
export const rospecChanged = (id: number, change: 'started' | 'ended') =>
  tlv(249, uint8(change === 'started' ? 0 : 1), uint32(id), uint32(0));

export function readerException(text: string): Buffer {
  const bytes = Buffer.from(text);
  return tlv(252, uint16(bytes.length), bytes);
}

/** Writes tags one after another, so that it knows what the host has heard before. Source: LLRP 1.0.1, TagReportData. */
export class TagTeller {
  readonly #style: TellingStyle;
  readonly #told = new Map<number, string>();

  constructor(style: TellingStyle) {
    this.#style = style;
  }

  /** TagReportData (240) of one tag. */
  tag(tag: SeenTag, { id }: Rospec, content: ReportContent): Buffer {
    const later = this.#style.startedAt === null ? 0 : 1;
    const first = uint64(microseconds(tag.first, this.#style));
    const last = uint64(microseconds(tag.last, this.#style));
    return tlv(
      240,
      this.#epc(tag.epc),
      content.rospec ? this.#field(9, uint32(id)) : NOTHING,
      content.antenna ? this.#field(1, uint16(tag.antenna)) : NOTHING,
      content.rssi ? this.#field(6, uint8(tag.rssi)) : NOTHING,
      content.channel ? this.#field(7, uint16(1)) : NOTHING,
      content.firstSeen ? this.#field(2 + later, first) : NOTHING,
      content.lastSeen ? this.#field(4 + later, last) : NOTHING,
      content.count ? this.#field(8, uint16(tag.count)) : NOTHING,
    );
  }

  #epc(hex: string): Buffer {
    const bytes = Buffer.from(hex, 'hex');
    if (bytes.length === 12 && this.#style.epcForm === 'epc96') return tv(13, bytes);
    return tlv(241, uint16(bytes.length * 8), bytes);
  }

  #field(type: number, value: Buffer): Buffer {
    const text = value.toString('hex');
    if (this.#style.omitsRepeats && this.#told.get(type) === text) return NOTHING;
    this.#told.set(type, text);
    return tv(type, value);
  }
}

const NOTHING = Buffer.alloc(0);
