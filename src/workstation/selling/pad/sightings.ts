import type { TagRead } from '../../ports/rfid-reader.ts';

/** When a tag that was read lies on the pad, and when what lies there has come to rest. Times in milliseconds. */
export interface SettlingRules {
  /** Times that a tag must answer within the window; one answer may be of a neighbour's basket. */
  readonly reads: number;
  /** dBm; weaker answers do not count. A reader that tells no strength is taken at its word. */
  readonly rssiFloor: number;
  /** A tag that has not answered for as long has left. */
  readonly windowMs: number;
  /** What lies there has not changed for as long. */
  readonly stableMs: number;
  /** Past this the shopper is asked to spread the goods. */
  readonly unstableMs: number;
}

/** Tags held in mind at once, counted or not. Beyond them the pad says that there is too much on it. */
export const MOST_TRACKED = 400;

/** A tag's memory holds 496 bits; what a reader delivers beyond that is no EPC, whatever follows. */
const MOST_DIGITS = 496 / 4 + 1;

/** One tag as it was heard lately. */
export interface Sighting {
  /** Times of its last answers, oldest first, never more than a tag must give. */
  readonly heard: readonly number[];
  /** Since when it counts; null while it does not. */
  readonly since: number | null;
}

/** What the pad has heard, by the tag's memory in upper-case hex. A value: nothing in it changes. */
export interface Sightings {
  readonly tags: ReadonlyMap<string, Sighting>;
  /** When a tag that counted was last noticed to have left, of those that are forgotten by now. */
  readonly lastLeft: number;
  /** When a tag was last turned away because too many were in mind. */
  readonly turnedAway: number;
}

export const NOTHING_SEEN: Sightings = {
  tags: new Map(),
  lastLeft: Number.NEGATIVE_INFINITY,
  turnedAway: Number.NEGATIVE_INFINITY,
};

/**
 * Takes in a report that arrived at `at`, which never goes back. How reads are spread over reports of one moment, and in which order
 * they stand, makes no difference. `matters` tells whether the leaving of a tag is a change that anyone waits for.
 */
export function heard(
  before: Sightings,
  reads: readonly Pick<TagRead, 'epc' | 'rssi' | 'count'>[],
  at: number,
  rules: SettlingRules,
  matters: (tag: string) => boolean = () => true,
): Sightings {
  const strong = reads.filter(({ rssi, count }) => count >= 1 && (rssi === null || rssi >= rules.rssiFloor));
  if (strong.length === 0) return before;
  const tags = new Map(before.tags);
  let { lastLeft, turnedAway } = before;
  for (const { epc, count } of strong) {
    const tag = epc.slice(0, MOST_DIGITS).toUpperCase();
    const known = tags.get(tag);
    if (known === undefined && tags.size >= MOST_TRACKED) {
      turnedAway = at;
      continue;
    }
    const left = known === undefined ? null : leftAt(known, rules);
    const gone = left !== null && left <= at;
    if (known !== undefined && gone && known.since !== null && matters(tag)) lastLeft = Math.max(lastLeft, left);
    tags.set(tag, answered(known === undefined || gone ? null : known, count, at, rules));
  }
  return { tags, lastLeft, turnedAway };
}

function answered(known: Sighting | null, count: number, at: number, { reads, windowMs }: SettlingRules): Sighting {
  const fresh = Array.from({ length: Math.min(count, reads) }, () => at);
  const times = [...(known?.heard ?? []), ...fresh].slice(-reads);
  const since = known?.since ?? null;
  if (since !== null) return { heard: times, since };
  const [oldest = at] = times;
  return { heard: times, since: times.length >= reads && at - oldest < windowMs ? at : null };
}

/** When a tag has left, unless it answers before. */
function leftAt({ heard: times }: Sighting, { windowMs }: SettlingRules): number {
  return (times.at(-1) ?? 0) + windowMs;
}

/** Forgets tags that have left by `now`; looking more or less often makes no difference. */
export function forgotten(
  before: Sightings,
  now: number,
  rules: SettlingRules,
  matters: (tag: string) => boolean,
): Sightings {
  let { lastLeft } = before;
  const kept = [...before.tags].filter(([tag, sighting]) => {
    const left = leftAt(sighting, rules);
    if (left > now) return true;
    if (sighting.since !== null && matters(tag)) lastLeft = Math.max(lastLeft, left);
    return false;
  });
  return kept.length === before.tags.size ? before : { ...before, tags: new Map(kept), lastLeft };
}

/** Tags that lie on the pad at `now`, in the order in which they came to count. */
export function counted({ tags }: Sightings, now: number, rules: SettlingRules): readonly string[] {
  return [...tags]
    .filter(([, sighting]) => sighting.since !== null && leftAt(sighting, rules) > now)
    .sort(([a, { since: x }], [b, { since: y }]) => (x ?? 0) - (y ?? 0) || (a < b ? -1 : 1))
    .map(([tag]) => tag);
}

/** When the set of these tags last changed: one came, or one that mattered left. */
export function changedAt(sightings: Sightings, of: readonly string[]): number {
  return of.reduce((latest, tag) => Math.max(latest, sightings.tags.get(tag)?.since ?? latest), sightings.lastLeft);
}
