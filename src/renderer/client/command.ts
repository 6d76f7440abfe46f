import type { CommandAnswer, CommandEnvelope, KioskCommand } from '../../protocol/command.ts';
import type { KioskState } from './store.ts';

/** `notSent`: the edge was away, or went away before it answered. Nothing is sent again by itself. */
export type SendOutcome = CommandAnswer | { readonly kind: 'notSent' };

export type Send = (command: KioskCommand) => Promise<SendOutcome>;

/** The command with its id and the version its sender was looking at; null while there is nothing to look at or nobody to ask. */
export function envelope(
  state: Pick<KioskState, 'view' | 'link'>,
  command: KioskCommand,
  newId: () => string,
): CommandEnvelope | null {
  if (state.view === null || state.link !== 'up') return null;
  return { id: newId(), seen: state.view.version, command };
}
