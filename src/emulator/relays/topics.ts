/** Topics of the boards of relays that are played; an address ends in one of them. */
export const RELAY_TOPICS = {
  laneRelays: 'checkstand/emulator/lane-relays',
  gateRelays: 'checkstand/emulator/gate-relays',
} as const;

/** Where a board hangs. */
export type RelayPlace = keyof typeof RELAY_TOPICS;
