import type { Timers } from '../../../workstation/ports/time.ts';
import type { WriteOutcome } from '../../transport/transport.ts';
import { type CommandOutcome, UNANSWERED, type ZebraCommand, type ZebraCommands } from './commands.ts';
import type { ZebraReply } from './message.ts';
import type { ZebraInterface } from './profile.ts';

/** Commands by the interface that takes them. Source: "RAW MQTT Payloads" 1.0.0. */
const TAKEN_BY = {
  get_mode: 'control',
  set_mode: 'control',
  start: 'control',
  stop: 'control',
  get_status: 'management',
  set_gpo: 'management',
} as const satisfies Record<ZebraCommand, ZebraInterface>;

export interface CommandDeskOptions {
  readonly timers: Timers;
  readonly random: () => number;
  readonly send: (taker: ZebraInterface, bytes: Uint8Array) => WriteOutcome;
  readonly limitMs: number;
}

const MOST_PENDING = 32;

/**
 * Sends commands to one reader and finds their replies by the id that the reader gives back. Ids begin anew, by chance, with every
 * connection, so that a reply to an earlier one, or to another's command, is nobody's.
 */
export class CommandDesk implements ZebraCommands {
  readonly #options: CommandDeskOptions;
  readonly #pending = new Map<string, { readonly command: ZebraCommand; settle(outcome: CommandOutcome): void }>();
  #prefix = '';
  #count = 0;

  constructor(options: CommandDeskOptions) {
    this.#options = options;
    this.forget();
  }

  ask(command: ZebraCommand, payload: unknown = {}, limitMs: number = this.#options.limitMs): Promise<CommandOutcome> {
    if (this.#pending.size >= MOST_PENDING) return Promise.resolve(UNANSWERED);
    this.#count += 1;
    const id = `${this.#prefix}-${this.#count}`;
    const { promise, resolve } = Promise.withResolvers<CommandOutcome>();
    const cancel = this.#options.timers.after(limitMs, () => settle(UNANSWERED));
    const settle = (outcome: CommandOutcome): void => {
      cancel();
      this.#pending.delete(id);
      resolve(outcome);
    };
    this.#pending.set(id, { command, settle });
    const bytes = Buffer.from(JSON.stringify({ command, command_id: id, payload }));
    if (this.#options.send(TAKEN_BY[command], bytes) !== 'accepted') settle(UNANSWERED);
    return promise;
  }

  take({ id, command, success, payload }: ZebraReply): boolean {
    const waiting = this.#pending.get(id);
    if (waiting === undefined || waiting.command !== command) return false;
    waiting.settle(success ? { kind: 'done', payload } : { kind: 'refused' });
    return true;
  }

  forget(): void {
    this.#prefix = `cs${Math.floor(this.#options.random() * 2 ** 32).toString(36)}`;
    for (const { settle } of [...this.#pending.values()]) settle(UNANSWERED);
  }
}
