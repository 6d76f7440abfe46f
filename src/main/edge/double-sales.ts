import { DoubleSales } from '../../workstation/gatekeeping/double-sales.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { DoubleSale } from '../../workstation/ports/sold-ledger.ts';
import { workstationDraft } from '../../workstation/selling/recorder.ts';
import type { Box } from './box.ts';
import { systemClock as clock } from './system.ts';

type Listener = (doubles: readonly DoubleSale[]) => void;

/** Tags found before there is somebody to tell: the bus is heard before the gate stands. */
const MOST_WAITING = 1_000;

/** Brings tags that several sales claim to whoever tells of them on this box. */
export class DoubleSaleRelay {
  #listener: Listener | null;
  #waiting: readonly DoubleSale[] = [];

  constructor(listener: Listener | null) {
    this.#listener = listener;
  }

  found(doubles: readonly DoubleSale[]): void {
    if (this.#listener !== null) return this.#listener(doubles);
    this.#waiting = [...this.#waiting, ...doubles].slice(0, MOST_WAITING);
  }

  to(listener: Listener): void {
    this.#listener = listener;
    if (this.#waiting.length > 0) listener(this.#waiting);
    this.#waiting = [];
  }
}

/** A lane or a hub writes them into its journal; what can't be written is in the log. */
export function doubleSaleRecords({ journal, log }: Pick<Box, 'journal' | 'log'>): Listener {
  const told = new DoubleSales({ journal, clock, log });
  return (doubles) => {
    try {
      const events = told.news(doubles);
      if (events.length > 0) journal.append(() => events.map(workstationDraft));
    } catch (error) {
      log.error('ledger.soldTwiceNotRecorded', { code: error instanceof Fault ? error.code : 'UNEXPECTED' });
    }
  };
}
