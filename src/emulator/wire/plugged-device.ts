import type { DeviceLine, WriteOutcome } from './device-line.ts';

/** What every emulated device on a line of its own has: a plug that can be pulled, and a port that is kept. */
export class PluggedDevice {
  protected readonly line: DeviceLine;

  constructor(line: DeviceLine) {
    this.line = line;
  }

  /** @throws the socket's error when the port can't be had. */
  start(): Promise<void> {
    return this.line.plug();
  }

  stop(): Promise<void> {
    return this.line.stop();
  }

  get port(): number {
    return this.line.port;
  }

  get connected(): boolean {
    return this.line.connected;
  }

  get plugged(): boolean {
    return this.line.plugged;
  }

  /** Puts bytes on the line that no such device ever sends, or that nobody asked for. */
  garbage(bytes: Uint8Array): Promise<WriteOutcome> {
    return this.line.write(bytes);
  }

  /** Drops the connection and refuses new ones until `plug`, or for so many milliseconds. */
  unplug(forMs?: number): void {
    this.line.unplug(forMs);
  }

  plug(): Promise<void> {
    return this.line.plug();
  }
}
