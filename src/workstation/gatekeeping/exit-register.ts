import type { WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import type { JournalPort } from '../ports/journal.ts';
import { workstationDraft } from '../selling/recorder.ts';

/** Codes that are remembered; a code is good for hours, and a store has not so many shoppers in a day. */
const MOST_CODES = 20_000;

export interface ExitCode {
  /** Lane that issued it. */
  readonly workstation: string;
  readonly code: string;
}

export interface ExitClaim {
  readonly result: 'claimed' | 'alreadyClaimed';
  /** The gate that has it. */
  readonly by: string;
}

/** The hub's register of exit codes: the first gate that claims a code has it. A claim is in the hub's journal before it is answered. */
export class ExitRegister {
  readonly #journal: Pick<JournalPort, 'append' | 'latest'>;
  readonly #gates = new Map<string, string>();

  /** @throws Fault STORAGE_* when the journal can't be read. */
  constructor(journal: Pick<JournalPort, 'append' | 'latest'>) {
    this.#journal = journal;
    for (const { body } of journal.latest(['ExitClaimed'], MOST_CODES))
      this.#remember({ workstation: String(body.workstation), code: String(body.code) }, String(body.gate));
  }

  /** Claims a code for a gate; asking again for the same gate changes nothing. @throws Fault STORAGE_* when it can't be recorded. */
  claim({ workstation, code }: ExitCode, gate: string): ExitClaim {
    const held = this.#gates.get(nameOf({ workstation, code }));
    if (held !== undefined) return { result: held === gate ? 'claimed' : 'alreadyClaimed', by: held };
    const event: WorkstationEvent = { kind: 'ExitClaimed', body: { workstation, code, gate } };
    this.#journal.append(() => [workstationDraft(event)]);
    this.#remember({ workstation, code }, gate);
    return { result: 'claimed', by: gate };
  }

  #remember(code: ExitCode, gate: string): void {
    this.#gates.set(nameOf(code), gate);
    if (this.#gates.size <= MOST_CODES) return;
    const [oldest] = this.#gates.keys();
    if (oldest !== undefined) this.#gates.delete(oldest);
  }
}

const nameOf = ({ workstation, code }: ExitCode): string => `${workstation} ${code}`;
