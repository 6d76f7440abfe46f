/** A device with outputs that something hangs on: lamps, a siren, a door. A reader has some, and so has a board of relays. */
export interface OutputsPort {
  readonly id: string;
  /** Sets an output, counted from 1, now or as soon as the device can be reached. Never throws; what is away is reported like any device. */
  setOutput(port: number, high: boolean): void;
}
