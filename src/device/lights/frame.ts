/** Relays of the largest board of this family. */
export const MOST_CHANNELS = 8;

const START = 0xa0;

/**
 * One command of the LCUS relay boards: start 0xA0, relay from 1, 1 to close it or 0 to open it, and the sum of these three modulo
 * 256. Source: "LC USB switch communication protocol" on the product sheet of the LCUS-1, -2, -4 and -8, whose examples are A0 01 01 A2
 * (on) and A0 01 00 A1 (off).
 */
export function relayFrame(channel: number, on: boolean): Uint8Array {
  const state = on ? 1 : 0;
  return Uint8Array.of(START, channel, state, (START + channel + state) % 256);
}
