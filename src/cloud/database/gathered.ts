import { isPassing } from './connect.ts';

export interface Gathering<Ask, Answer> {
  /** Asks of the same key are never in one statement: the later waits for the next. */
  readonly keyOf: (ask: Ask) => string | number;
  /** What an ask weighs, and the most that a statement carries; one that weighs more is carried alone. */
  readonly weightOf: (ask: Ask) => number;
  readonly mostWeight: number;
  /** Statements under way at a time. */
  readonly atOnce: number;
  /** Asks all of these by one statement. Answers in their order. */
  readonly run: (asks: readonly Ask[]) => Promise<readonly Answer[]>;
}

interface Waiting<Ask, Answer> {
  readonly ask: Ask;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Asks the database by as few statements as come out of how busy it is: what is asked while statements are under way goes by the next one,
 * together. Nothing is held back for others that may come, so one alone is as fast as without. Where a statement fails for another reason
 * than the database being away, each that it carried is asked alone, so that nobody fails by what another sent.
 */
export function gathered<Ask, Answer>(gathering: Gathering<Ask, Answer>): (ask: Ask) => Promise<Answer> {
  const { keyOf, weightOf, mostWeight, atOnce, run } = gathering;
  let waiting: Waiting<Ask, Answer>[] = [];
  let underWay = 0;

  /** Takes what goes together off the front of those that wait. */
  const next = (): Waiting<Ask, Answer>[] => {
    const group: Waiting<Ask, Answer>[] = [];
    const later: Waiting<Ask, Answer>[] = [];
    const keys = new Set<string | number>();
    let weight = 0;
    for (const each of waiting) {
      const [key, own] = [keyOf(each.ask), weightOf(each.ask)];
      if (keys.has(key) || (group.length > 0 && weight + own > mostWeight)) {
        later.push(each);
        continue;
      }
      keys.add(key);
      weight += own;
      group.push(each);
    }
    waiting = later;
    return group;
  };
  const carry = async (group: readonly Waiting<Ask, Answer>[]): Promise<void> => {
    try {
      const answers = await run(group.map(({ ask }) => ask));
      for (const [at, { resolve }] of group.entries()) resolve(answers[at] as Answer);
    } catch (error) {
      if (group.length === 1 || isPassing(error)) for (const { reject } of group) reject(error);
      else for (const each of group) await carry([each]);
    }
  };
  const start = (): void => {
    while (underWay < atOnce && waiting.length > 0) {
      underWay += 1;
      void carry(next()).finally(() => {
        underWay -= 1;
        start();
      });
    }
  };

  return (ask) =>
    new Promise((resolve, reject) => {
      waiting.push({ ask, resolve, reject });
      start();
    });
}
