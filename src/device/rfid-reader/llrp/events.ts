import { PARAMETER } from './numbers.ts';
import { parametersIn, type Span, u8, u16, u32, valuesOf } from './parameters.ts';

/** What a reader tells of itself. Free text of its exceptions is not kept. */
export type ReaderEvent =
  | { readonly kind: 'connection'; readonly outcome: 'accepted' | 'inUse' | 'failed' | 'anotherTried' }
  | { readonly kind: 'closing' }
  | { readonly kind: 'input'; readonly port: number; readonly high: boolean }
  | { readonly kind: 'antenna'; readonly antenna: number; readonly connected: boolean }
  | { readonly kind: 'rospec'; readonly change: 'started' | 'ended' | 'preempted'; readonly rospec: number }
  | { readonly kind: 'exception' }
  | { readonly kind: 'readsLost' };

export interface ReaderNotification {
  readonly events: readonly ReaderEvent[];
  /** Milliseconds since it was switched on, of a reader without a wall clock. */
  readonly uptime: number | null;
}

const CONNECTION = ['accepted', 'inUse', 'inUse', 'failed', 'anotherTried'] as const;
const ROSPEC = ['started', 'ended', 'preempted'] as const;

/** Shortest values, by type. */
const LEAST: Readonly<Record<number, number>> = {
  [PARAMETER.uptime]: 8,
  [PARAMETER.gpiEvent]: 3,
  [PARAMETER.rospecEvent]: 5,
  [PARAMETER.antennaEvent]: 3,
  [PARAMETER.connectionAttemptEvent]: 2,
};

/** Reads the body of READER_EVENT_NOTIFICATION; null where it is malformed. Events that nothing depends on are passed over. */
export function notificationOf(body: Span): ReaderNotification | null {
  const [data] = valuesOf(body, PARAMETER.readerEventNotificationData, 0) ?? [];
  const parameters = data === undefined ? null : parametersIn(data);
  if (parameters === null) return null;
  const events: ReaderEvent[] = [];
  let uptime: number | null = null;
  for (const { type, from, to } of parameters) {
    if (to - from < (LEAST[type] ?? 0)) return null;
    if (type === PARAMETER.uptime)
      uptime = Math.floor((u32(body.bytes, from) * 0x100000000 + u32(body.bytes, from + 4)) / 1000);
    const event = eventOf(type, body.bytes, from);
    if (event !== null) events.push(event);
  }
  return { events, uptime };
}

function eventOf(type: number, bytes: Uint8Array, at: number): ReaderEvent | null {
  switch (type) {
    case PARAMETER.connectionAttemptEvent:
      return { kind: 'connection', outcome: CONNECTION[u16(bytes, at)] ?? 'failed' };
    case PARAMETER.connectionCloseEvent:
      return { kind: 'closing' };
    case PARAMETER.gpiEvent:
      return { kind: 'input', port: u16(bytes, at), high: (u8(bytes, at + 2) & 0x80) !== 0 };
    case PARAMETER.antennaEvent:
      return { kind: 'antenna', connected: u8(bytes, at) === 1, antenna: u16(bytes, at + 1) };
    case PARAMETER.rospecEvent:
      return { kind: 'rospec', change: ROSPEC[u8(bytes, at)] ?? 'ended', rospec: u32(bytes, at + 1) };
    case PARAMETER.readerExceptionEvent:
      return { kind: 'exception' };
    case PARAMETER.reportBufferOverflowErrorEvent:
      return { kind: 'readsLost' };
    default:
      return null;
  }
}
