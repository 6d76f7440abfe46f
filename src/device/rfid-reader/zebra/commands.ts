import type { ZebraReply } from './message.ts';

export type ZebraCommand = 'get_mode' | 'set_mode' | 'start' | 'stop' | 'get_status' | 'set_gpo';

/** What came of a command. `unanswered`: whether the reader has acted is not known, and why. */
export type CommandOutcome =
  | { readonly kind: 'done'; readonly payload: unknown }
  | { readonly kind: 'refused' }
  | { readonly kind: 'unanswered'; readonly code: 'DEVICE_SILENT' | 'DEVICE_UNAUTHORISED' };

export const UNANSWERED: CommandOutcome = { kind: 'unanswered', code: 'DEVICE_SILENT' };

/** The commands of one reader, whichever way they go. */
export interface ZebraCommands {
  /** @param limitMs how long the reply may take, where it is not as long as usual. */
  ask(command: ZebraCommand, payload?: unknown, limitMs?: number): Promise<CommandOutcome>;
  /** Takes a reply that came as a message; false when no such command waits for one. */
  take(reply: ZebraReply): boolean;
  /** The connection is gone: nothing that waits is answered any more. */
  forget(): void;
}
