import type { WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import type { JournalPort } from '../ports/journal.ts';
import { workstationDraft } from '../selling/recorder.ts';

/** Codes that are remembered; a code is good for hours, and a store has not so many shoppers in a day. */
const MOST_CODES = 20_000;

/** One opening of a gate by an exit code. */
export interface ExitOpening {
  /** Lane that issued the code. */
  readonly workstation: string;
  readonly code: string;
  readonly gate: string;
  /** Names this opening among all. */
  readonly claimId: string;
}

export interface ExitClaim {
  readonly result: 'claimed' | 'alreadyClaimed';
  /** The gate that has it. */
  readonly by: string;
}

type Holder = Pick<ExitOpening, 'gate' | 'claimId'>;

/**
 * The hub's register of exit codes: the first opening that claims a code has it, and no other, of the same gate neither: a gate may
 * have lost its memory since. A claim is in the hub's journal before it is answered, which is what a gate opens on.
 */
export class ExitRegister {
  readonly #journal: Pick<JournalPort, 'append' | 'latest'>;
  readonly #holders = new Map<string, Holder>();

  /** @throws Fault STORAGE_* when the journal can't be read. */
  constructor(journal: Pick<JournalPort, 'append' | 'latest'>) {
    this.#journal = journal;
    for (const { body } of journal.latest(['ExitClaimed'], MOST_CODES)) {
      const { workstation, code, gate, claimId = '' } = body;
      // One without a name was made before claims had any: whoever asks for its code is another.
      this.#remember(nameOf(String(workstation), String(code)), { gate: String(gate), claimId: String(claimId) });
    }
  }

  /** Claims a code for an opening; asking again for the same one changes nothing. @throws Fault STORAGE_* when it can't be recorded. */
  claim({ workstation, code, gate, claimId }: ExitOpening): ExitClaim {
    const name = nameOf(workstation, code);
    const held = this.#holders.get(name);
    if (held !== undefined) {
      const same = held.gate === gate && held.claimId === claimId;
      return { result: same ? 'claimed' : 'alreadyClaimed', by: held.gate };
    }
    const event: WorkstationEvent = { kind: 'ExitClaimed', body: { workstation, code, gate, claimId } };
    this.#journal.append(() => [workstationDraft(event)]);
    this.#remember(name, { gate, claimId });
    return { result: 'claimed', by: gate };
  }

  #remember(name: string, holder: Holder): void {
    this.#holders.set(name, holder);
    if (this.#holders.size <= MOST_CODES) return;
    const [oldest] = this.#holders.keys();
    if (oldest !== undefined) this.#holders.delete(oldest);
  }
}

const nameOf = (workstation: string, code: string): string => `${workstation} ${code}`;
