import { type Failure, type Result, spread } from '../campaign.ts';
import type { Draw } from '../lane/blow.ts';
import { Day, type LifeReport } from '../lane/day.ts';
import type { Rig } from '../lane/rig.ts';

/** Lives on one state directory before a new one is laid out. */
const LIVES_A_DAY = 10;
/** Lanes that live at the same time. */
const LANES = 2;
const RESTORE_MS = 1_000;
const PROGRESS_EVERY = 100;

export type Meets = Readonly<Record<string, number>>;

export interface LivesOptions {
  readonly name: string;
  readonly runs: number;
  readonly seed: number;
  /** Lays out what a day needs: where it is, and what befalls it. Called at the beginning of each. */
  readonly place: () => Place | Promise<Place>;
  /** What its journals must tell of, by the names of `Day.kinds`, each from so many runs on. */
  readonly meets?: Meets;
}

export interface Place {
  /** Where the lane's folder is to be; one of its own when left out. */
  readonly folder?: string;
  readonly draw: Draw;
  /** Called when the lane has been laid out, before its first start. */
  laidOut?(): Promise<void>;
  /** Called behind a day that came to a good end, its edge stopped. @returns what is wrong then. */
  ended?(rig: Rig): Promise<readonly string[]>;
  /** Called when the day is over and nothing runs any more. */
  remove?(): Promise<void>;
}

const NOTHING_KNOWN = { what: 'no blow', restoredIn: null, processorMs: null, end: 'quiet' } as const;

/** Lives an edge so often, two lanes side by side, ten lives a day. Run `i` has the seed `seed + i`. */
export async function liveOften({ name, runs, seed, place, meets = {} }: LivesOptions): Promise<Result> {
  const began = performance.now();
  const reports: LifeReport[] = [];
  const failures: Failure[] = [];
  const seen = new Map<string, number>();
  const days = Array.from({ length: Math.ceil(runs / LIVES_A_DAY) }, (_, day) => day * LIVES_A_DAY);
  const lane = async () => {
    for (let first = days.shift(); first !== undefined; first = days.shift()) {
      const lives = Math.min(LIVES_A_DAY, runs - first);
      await oneDay({ name, place, seed: seed + first, lives }, { reports, failures, seen });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const restored = reports.flatMap(({ restoredIn }) => (restoredIn === null ? [] : [restoredIn]));
  const ends = (end: LifeReport['end']) => reports.filter((each) => each.end === end).length;
  failures.push(...missed({ name, runs, seed, meets }, seen));
  const seconds = (performance.now() - began) / 1000;
  return {
    runs: reports.length,
    failures,
    figures: [
      { name: 'pace', value: `${(reports.length / seconds).toFixed(2)} runs a second` },
      { name: 'restored', value: `${spread(restored)}${aboveLimit(restored)}` },
      { name: 'processor time of that', value: spread(reports.flatMap(({ processorMs }) => processorMs ?? [])) },
      {
        name: 'ended',
        value: `${ends('blow')} by the blow, ${ends('quiet')} after it missed, ${ends('unavailable')} out of service`,
      },
      { name: 'in the journals', value: TOLD.map((kind) => `${seen.get(kind) ?? 0} ${kind}`).join(', ') },
    ],
    skipped: [],
  };
}

/** A long campaign that has not met what it is there for fails, though nothing it met was wrong. */
export function missed(
  { name, runs, seed, meets }: Required<Omit<LivesOptions, 'place'>>,
  seen: ReadonlyMap<string, number>,
): Failure[] {
  const absent = Object.keys(meets).filter((kind) => runs >= (meets[kind] ?? 0) && !seen.has(kind));
  if (absent.length === 0) return [];
  const what = absent.map((kind) => `in ${runs} runs there was no ${kind}: nothing is shown about it`);
  const reproduce = `npm run test:fault -- ${name} --seed ${seed} --runs ${runs}`;
  return [{ seed, step: 'when all runs were over', what, reproduce }];
}

/** What a campaign comes past, as its figures tell it. */
const TOLD = [
  'TransactionCompleted',
  'PaymentUnknown',
  'PaymentResolved',
  'PaymentReversed',
  'PaymentAlarmRaised',
  'ReturnStarted',
  'PaymentRefunded',
  'TransactionRecalled',
  'ReceiptIssued',
  'LineWeighed',
  'AgeApproved',
  'AgeDenied',
  'ContradictionRaised',
  'EpochStarted',
  'TransactionSetAside',
];

/** The promise of the design is a second; how often a busy machine broke it is told, not judged. */
function aboveLimit(milliseconds: readonly number[]): string {
  const above = milliseconds.filter((each) => each > RESTORE_MS).length;
  return above === 0 ? '' : `, ${above} above ${RESTORE_MS} ms`;
}

async function oneDay(
  { name, place, seed, lives }: Pick<LivesOptions, 'name' | 'place' | 'seed'> & { readonly lives: number },
  { reports, failures, seen }: { reports: LifeReport[]; failures: Failure[]; seen: Map<string, number> },
): Promise<void> {
  let day: { readonly lane: Day; readonly place: Place } | null = null;
  let since = seed;
  const failed = (at: number, step: string, what: readonly string[]) => {
    failures.push({ seed: at, step, what, reproduce: again(name, since, at) });
    process.stdout.write(`  FAILED ${name} seed ${at}, ${step}\n${what.map((it) => `    ${it}\n`).join('')}`);
  };
  for (let at = seed; at < seed + lives; at += 1) {
    day ??= await begin(await place());
    const { lane } = day;
    const report = await lane.live(at, day.place.draw).catch(
      (error: Error): LifeReport => ({
        ...NOTHING_KNOWN,
        seed: at,
        violations: [`the harness itself: ${error.stack}`],
      }),
    );
    reports.push(report);
    if (reports.length % PROGRESS_EVERY === 0)
      process.stdout.write(`  ${reports.length} runs, ${failures.length} failed\n`);
    const bad = report.violations.length > 0;
    if (bad) failed(at, report.what, report.violations);
    const left = bad || (!lane.over && at < seed + lives - 1) ? [] : await lane.settle();
    if (left.length > 0) failed(at, 'when everything was back', left);
    const isLast = at === seed + lives - 1;
    const wrong = (isLast && !bad && left.length === 0 && (await day.place.ended?.(lane.rig))) || [];
    if (wrong.length > 0) failed(at, 'when the day had ended', wrong);
    // What was broken once is found again by every look after it: a new state directory tells new faults from old.
    if (bad || lane.over || isLast) {
      for (const [kind, count] of lane.kinds()) seen.set(kind, (seen.get(kind) ?? 0) + count);
      await lane.close();
      await day.place.remove?.();
      day = null;
      since = at + 1;
    }
  }
}

async function begin(place: Place): Promise<{ lane: Day; place: Place }> {
  const lane = await Day.begin(place.folder);
  await place.laidOut?.();
  return { lane, place };
}

function again(name: string, first: number, at: number): string {
  const alone = `npm run test:fault -- ${name} --seed ${at} --runs 1`;
  if (first === at) return alone;
  return `${alone}, or with what its state directory had seen: --seed ${first} --runs ${at - first + 1}`;
}
