import { useEffect, useState } from 'react';
import { deleted, EMPTY, type Entry, pressed, type Rule, typed } from './entry.ts';

export interface Keyed {
  readonly text: string;
  readonly press: (character: string) => void;
  readonly remove: () => void;
  readonly clear: () => void;
}

/**
 * Text from the screen's keys and from a keyboard. The page's guard keeps characters from everything else, so they are heard before
 * it; `onTyped` is told of each, so that Enter can mean what comes next. `rule` must keep its identity.
 */
export function useEntry(rule: Rule, onTyped: () => void): Keyed {
  const [entry, setEntry] = useState<Entry>(EMPTY);
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Backspace') setEntry(deleted);
      else if ([...event.key].length === 1 && event.key !== ' ') {
        const now = event.timeStamp;
        setEntry((before) => typed(before, event.key, now, rule));
        onTyped();
      }
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, [rule, onTyped]);
  return {
    text: entry.text,
    press: (character) => setEntry((before) => pressed(before, character, rule)),
    remove: () => setEntry(deleted),
    clear: () => setEntry(EMPTY),
  };
}
