import type { Unsubscribe } from '../../workstation/ports/device.ts';
import type { DeviceLog } from '../log.ts';

/** Who listens to a reader. One that throws is logged by name and harms neither the reader nor the others. */
export class ReaderListeners<Value> {
  readonly #listeners = new Set<(value: Value) => void>();
  readonly #log: DeviceLog;
  readonly #reader: string;

  constructor(reader: string, log: DeviceLog) {
    this.#reader = reader;
    this.#log = log;
  }

  add(listener: (value: Value) => void): Unsubscribe {
    const own = (value: Value): void => listener(value);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  tell(value: Value): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.#log.warn('READER_LISTENER_FAULT', {
          id: this.#reader,
          error: error instanceof Error ? error.name : 'unknown',
        });
      }
    }
  }
}
