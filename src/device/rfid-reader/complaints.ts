import type { Health } from '../supervisor/driver.ts';

/** What can be wrong with a reader that is there, the worst first. */
const BY_WEIGHT = [
  'DEVICE_CONFIG_REFUSED',
  'DEVICE_READING_STOPPED',
  'DEVICE_EVENTS_MISSING',
  'DEVICE_CONFIG_DRIFT',
  'DEVICE_ANTENNA',
] as const;

export type ReaderComplaint = (typeof BY_WEIGHT)[number];

/** What is wrong with one reader now. */
export class Complaints {
  readonly #held = new Set<ReaderComplaint>();

  has(complaint: ReaderComplaint): boolean {
    return this.#held.has(complaint);
  }

  /** True when that changed anything. */
  set(complaint: ReaderComplaint, holds: boolean): boolean {
    if (this.#held.has(complaint) === holds) return false;
    if (holds) this.#held.add(complaint);
    else this.#held.delete(complaint);
    return true;
  }

  clear(): void {
    this.#held.clear();
  }

  /** The worst of it. */
  health(): Health {
    const code = BY_WEIGHT.find((complaint) => this.#held.has(complaint));
    return code === undefined ? { kind: 'ready' } : { kind: 'degraded', code };
  }
}
