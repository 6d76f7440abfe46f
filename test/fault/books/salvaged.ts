import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Payment } from '../../../src/emulator/index.ts';
import { type Alarm, alarmsIn, type Entry, hasMetTerminal, salesIn } from '../product-journal.ts';
import type { JournalBook } from './journal.ts';
import { answersLane, isApproval, numbersOf } from './laws-of-money.ts';

/** What became of a journal that was damaged on purpose. `unnoticed`: the damage lies where nothing has looked since. */
export type Salvaged =
  | { readonly kind: 'unnoticed' }
  | {
      readonly kind: 'looked';
      /** Transactions and alarms of which entries are gone. */
      readonly lost: ReadonlySet<string>;
      /** The lane forgot that it had met its terminal: what nobody had asked for until it meets it anew is not its own. */
      readonly unmet: boolean;
      readonly wrong: readonly string[];
    };

/** The recoveries that a lane has told of so far. */
export function recoveriesIn(stateDirectory: string): string[] {
  return readdirSync(stateDirectory).filter((name) => /\.damaged-.*\.json$/.test(name));
}

/**
 * Compares the journal before the damage with what the lane has made of it since; `known` are the recoveries of before the damage;
 * `looked` is false where the lane was killed in its start, perhaps before it had opened the file: a log that is cut short is sound as far as it goes.
 */
export function salvaged(
  before: JournalBook,
  now: JournalBook,
  stateDirectory: string,
  known: readonly string[] = [],
  looked = true,
): Salvaged {
  if (now.flaw !== null) return { kind: 'unnoticed' };
  const gone = missing(before.entries, now.entries);
  const lost = new Set(gone.flatMap(({ body }) => text(body.transactionId) ?? text(body.alarmId) ?? []));
  const reports = recoveriesIn(stateDirectory).filter((name) => !known.includes(name));
  if (!looked && gone.length > 0 && reports.length === 0) return { kind: 'unnoticed' };
  const wrong: string[] = [];
  if (gone.length > 0 && reports.length === 0)
    wrong.push(`${gone.length} entries are gone, and the lane has not noticed`);
  for (const name of reports) {
    const { preserved } = JSON.parse(readFileSync(join(stateDirectory, name), 'utf8')) as { preserved: string };
    const kept = [preserved, `${preserved}-wal`].map((path) => join(stateDirectory, basename(path)));
    if (!kept.some(existsSync)) wrong.push(`the damaged journal ${basename(preserved)} was not kept`);
  }
  return { kind: 'looked', lost, unmet: hasMetTerminal(gone), wrong };
}

/**
 * The approvals that could belong to what damage took, as the journal of before tells it: those that lost transactions and alarms had, and for
 * each of their payments of which the terminal had not told yet one that answers it and that nothing else had, whether it stands or the lane
 * has met it since, as nobody's, and taken it back; and where it no longer knew its terminal, those that nobody had asked for. For all others
 * the lane still accounts. `known` are what earlier damage took, as `numbersOf` spells them.
 */
export function couldBeLost(
  { lost, unmet }: { readonly lost: ReadonlySet<string>; readonly unmet: boolean },
  before: JournalBook,
  ledger: readonly Payment[],
  known: ReadonlySet<string> = new Set(),
): readonly Payment[] {
  const approvals = ledger.filter((it) => isApproval(it) && !known.has(numbersOf(it)));
  const attempts = [...salesIn(before.entries).values()].flatMap((sale) =>
    [...sale.attempts.values()].map((attempt) => ({ attempt, isLost: lost.has(sale.id) })),
  );
  const alarms = [...alarmsIn(before.entries).values()].map((alarm) => ({ alarm, isLost: lost.has(alarm.id) }));
  const booked = attempts.filter(({ attempt }) => attempt.state !== 'open' && attempt.state !== 'notPaid');
  const told = [
    ...booked.map(({ attempt, isLost }) => ({ numbers: numbersOf(attempt), isLost })),
    ...alarms.map(({ alarm, isLost }) => ({ numbers: numbersOf(alarm), isLost })),
  ];
  const found = approvals.filter((it) => told.some(({ numbers, isLost }) => isLost && numbers === numbersOf(it)));
  const free = approvals.filter((it) => !told.some(({ numbers }) => numbers === numbersOf(it)));
  // An alarm that is kept may tell of the answer to a payment that staff had called not paid, and that is gone.
  const ofAlarms = approvals.filter((it) => alarms.some(({ alarm, isLost }) => !isLost && isUnmatched(alarm, it)));
  for (const { attempt, isLost } of attempts) {
    if (!isLost || (attempt.state !== 'open' && !attempt.byStaff)) continue;
    if (found.some((it) => numbersOf(it) === numbersOf(attempt))) continue;
    const answers = [...free, ...ofAlarms].filter((it) => answersLane(it) && it.asked === attempt.asked);
    const answer = answers.find(({ reversed }) => !reversed) ?? answers[0];
    if (answer === undefined) continue;
    found.push(answer);
    for (const list of [free, ofAlarms]) if (list.includes(answer)) list.splice(list.indexOf(answer), 1);
  }
  return unmet ? [...found, ...free.filter(({ asked }) => asked === undefined)] : found;
}

const isUnmatched = (alarm: Alarm, payment: Payment) =>
  alarm.reason === 'unmatched' && numbersOf(alarm) === numbersOf(payment);

/** Entries of which there are fewer than before. */
function missing(before: readonly Entry[], now: readonly Entry[]): Entry[] {
  const count = new Map<string, number>();
  for (const entry of now) count.set(saying(entry), (count.get(saying(entry)) ?? 0) + 1);
  return before.filter((entry) => {
    const left = count.get(saying(entry)) ?? 0;
    count.set(saying(entry), left - 1);
    return left <= 0;
  });
}

/** An entry by what it says: salvaged ones get another place, epoch and hash. */
function saying({ kind, body }: Entry): string {
  // The number of another entry is a place too.
  const { prevSaleSeq: _, ...rest } = body;
  return JSON.stringify([kind, rest]);
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
