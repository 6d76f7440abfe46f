import { createContext, use } from 'react';
import { LANGUAGES, type MessageArgs, type MessageId, message } from '../../messages/index.ts';
import type { Phrase } from '../../protocol/view.ts';
import type { Send } from '../client/command.ts';
import { type Formats, formats } from './format.ts';

/** What every part of a screen needs to speak: words and numbers in the shopper's language, and the edge to ask. */
export interface Lane extends Formats {
  readonly locale: string;
  readonly say: (id: MessageId, args?: MessageArgs) => string;
  readonly phrase: (phrase: Phrase) => string;
  readonly send: Send;
}

/** The lane's words and numbers. Make one per language and currency, not per view. */
export function makeLane(locale: string, currency: string, send: Send): Lane {
  return {
    ...formats(locale, currency),
    locale,
    say: (id, args) => message(locale, id, args),
    phrase: ({ id, args }) => message(locale, id, args),
    send,
  };
}

export const LaneContext = createContext<Lane | null>(null);

/** The lane around this component. */
export function useLane(): Lane {
  const lane = use(LaneContext);
  if (lane === null) throw new Error('no lane around this component');
  return lane;
}

/** A language's own name for itself. */
export function endonym(tag: string): string {
  const known = LANGUAGES[tag]?.endonym ?? new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  // In a sentence French writes "français"; on a button a name stands alone.
  return known.charAt(0).toLocaleUpperCase(tag) + known.slice(1);
}
