import type { WorkstationEvent } from '../../domain/journal/workstation-events.ts';
import type { CommandAnswer } from '../../protocol/command.ts';
import type { Phrase } from '../../protocol/view.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Operator, OperatorsPort } from '../../workstation/ports/operators.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { Lane } from '../../workstation/selling/lane.ts';
import type { LaneState } from '../../workstation/selling/lane-state.ts';
import { orderOf, type StaffCommand, wordFor } from './orders.ts';

/** A desk that nobody touches closes after this long. */
export const DESK_IDLE_MS = 60_000;

const NOT_NOW: CommandAnswer = { kind: 'refused', reason: 'notNow' };
const ACCEPTED: CommandAnswer = { kind: 'accepted' };

/** What one connection shows its staff member. */
export type DeskState =
  | {
      readonly kind: 'signIn';
      readonly state: 'ready' | 'checking' | 'wrong' | 'wait' | 'fault';
      /** Monotonic milliseconds at which the next try counts. */
      readonly waitsUntil: number;
      readonly code: string | null;
    }
  | {
      /** A grant: this operator, on this connection, for this transaction. */
      readonly kind: 'desk';
      readonly operator: Operator;
      readonly transactionId: string | null;
      /** False where the journal could not take the sign-in: nothing can be ordered, and it ends with the fault. */
      readonly recorded: boolean;
      /** Monotonic milliseconds. */
      readonly closesAt: number;
      readonly answer: Phrase | null;
    };

type Grant = Extract<DeskState, { kind: 'desk' }>;
type LeaveReason = 'operator' | 'idle' | 'transaction' | 'connection';

export interface StaffDesksOptions {
  readonly lane: Lane;
  readonly operators: OperatorsPort;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Called when what a connection shows its staff member has changed. */
  readonly changed: () => void;
}

/**
 * Staff at the lane's screen. A PIN opens a grant that is bound to operator, connection and transaction; it closes after a minute
 * without a command, with the transaction, or with the connection. Coming and going are in the journal.
 */
export class StaffDesks {
  readonly #options: StaffDesksOptions;
  readonly #desks = new Map<string, DeskState>();
  readonly #timers = new Map<string, () => void>();
  readonly #unsubscribe: () => void;
  #ordering = false;

  constructor(options: StaffDesksOptions) {
    this.#options = options;
    this.#unsubscribe = options.lane.subscribe((state) => this.#laneChanged(state));
  }

  /** What this connection shows, or null. */
  of(connection: string): DeskState | null {
    return this.#desks.get(connection) ?? null;
  }

  command(connection: string, command: StaffCommand): CommandAnswer {
    switch (command.kind) {
      case 'staffOpen':
        if (this.#desks.has(connection)) return ACCEPTED;
        this.#set(connection, { kind: 'signIn', state: 'ready', waitsUntil: 0, code: null });
        return ACCEPTED;
      case 'staffClose':
        this.#leave(connection, 'operator');
        return ACCEPTED;
      case 'staffSignIn': {
        const desk = this.#desks.get(connection);
        if (desk?.kind !== 'signIn' || desk.state === 'checking') return NOT_NOW;
        this.#set(connection, { kind: 'signIn', state: 'checking', waitsUntil: 0, code: null });
        void this.#signIn(connection, command.operatorId, command.pin);
        return ACCEPTED;
      }
      default: {
        const desk = this.#desks.get(connection);
        if (desk?.kind !== 'desk') return { kind: 'refused', reason: 'notAllowed' };
        return this.#order(connection, desk, command);
      }
    }
  }

  /** Someone is at this connection's screen: an open desk stays open. */
  touched(connection: string): void {
    const desk = this.#desks.get(connection);
    if (desk?.kind === 'desk') this.#set(connection, { ...desk, closesAt: this.#closesAt() });
  }

  /** The connection has gone, and with it whoever stood at it. */
  closed(connection: string): void {
    this.#leave(connection, 'connection');
  }

  stop(): void {
    this.#unsubscribe();
    for (const cancel of this.#timers.values()) cancel();
  }

  #order(connection: string, desk: Grant, command: Parameters<typeof orderOf>[0]): CommandAnswer {
    const order = orderOf(command);
    this.#ordering = true;
    const answer = this.#options.lane.staff(order, desk.operator);
    this.#ordering = false;
    const transactionId = this.#transactionId();
    this.#set(connection, { ...desk, transactionId, closesAt: this.#closesAt(), answer: wordFor(order, answer) });
    return answer;
  }

  async #signIn(connection: string, operatorId: string, pin: string): Promise<void> {
    const next = await this.#compare(operatorId, pin);
    // Whoever asked may have gone meanwhile.
    const desk = this.#desks.get(connection);
    if (desk?.kind !== 'signIn' || desk.state !== 'checking') {
      const came = next.kind === 'desk' && next.recorded;
      if (came) this.#options.lane.note(signedOut(next.operator, 'connection'));
      return;
    }
    this.#set(connection, next);
  }

  async #compare(operatorId: string, pin: string): Promise<DeskState> {
    const { operators, clock, lane } = this.#options;
    const signIn = { kind: 'signIn', waitsUntil: 0, code: null } as const;
    try {
      const found = await operators.signIn(operatorId, pin);
      if (found.kind === 'wrong') return { ...signIn, state: 'wrong' };
      if (found.kind === 'wait')
        return { ...signIn, state: 'wait', waitsUntil: clock.monotonic() + found.milliseconds };
      const { operator } = found;
      const noted = lane.note({ kind: 'OperatorSignedIn', body: { operatorId: operator.id, role: operator.role } });
      return {
        kind: 'desk',
        operator,
        transactionId: this.#transactionId(),
        recorded: noted.kind === 'accepted',
        closesAt: this.#closesAt(),
        answer: null,
      };
    } catch (error) {
      return { ...signIn, state: 'fault', code: error instanceof Fault ? error.code : 'WORKSTATION_UNEXPECTED' };
    }
  }

  #set(connection: string, desk: DeskState): void {
    this.#desks.set(connection, desk);
    this.#timers.get(connection)?.();
    const { timers, clock } = this.#options;
    const later = (at: number, run: () => void) =>
      this.#timers.set(connection, timers.after(at - clock.monotonic(), run));
    // A sign-in that nobody finishes goes as well: the shopper behind it needs their screen.
    const closesAt = desk.kind === 'desk' ? desk.closesAt : this.#closesAt();
    if (desk.kind === 'signIn' && desk.state === 'wait' && desk.waitsUntil < closesAt) {
      later(desk.waitsUntil, () => this.#set(connection, { ...desk, state: 'ready', waitsUntil: 0 }));
    } else later(closesAt, () => this.#leave(connection, 'idle'));
    this.#options.changed();
  }

  #leave(connection: string, reason: LeaveReason): void {
    const desk = this.#desks.get(connection);
    if (desk === undefined) return;
    this.#desks.delete(connection);
    this.#timers.get(connection)?.();
    this.#timers.delete(connection);
    if (desk.kind === 'desk' && desk.recorded) {
      this.#options.lane.note(signedOut(desk.operator, reason));
    }
    this.#options.changed();
  }

  #laneChanged({ transaction, stage }: LaneState): void {
    if (this.#ordering) return;
    const id = transaction?.transactionId ?? null;
    for (const [connection, desk] of [...this.#desks]) {
      if (desk.kind !== 'desk') continue;
      const ended = desk.recorded ? desk.transactionId !== id : stage.kind !== 'unavailable';
      if (ended) this.#leave(connection, 'transaction');
    }
  }

  #transactionId(): string | null {
    return this.#options.lane.state().transaction?.transactionId ?? null;
  }

  #closesAt(): number {
    return this.#options.clock.monotonic() + DESK_IDLE_MS;
  }
}

function signedOut({ id: operatorId }: Operator, reason: LeaveReason): WorkstationEvent {
  return { kind: 'OperatorSignedOut', body: { operatorId, reason } };
}
