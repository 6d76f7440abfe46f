import type { Direction } from './direction.ts';
import type { DirectionRule, GateSettings, Side } from './gate-settings.ts';
import {
  becomeFurniture,
  countReport,
  floorOf,
  gather,
  isThere,
  leadOf,
  newTrack,
  type TagTrack,
} from './tag-track.ts';

/** Told once for a tag that passes; `at` is that of the report that settled it. */
export type Passing<Tag> = (tag: Tag, direction: Direction, at: number) => void;

/** No reader hears a tag as often as this between two reports. */
const MOST_ANSWERS = 100_000;
/** Furniture is remembered this long unheard: a shelf tag is heard now and then. */
const FURNITURE_MEMORY_MS = 600_000;

/**
 * The tags in front of the gate: from reads to passages. `observe` each read of a report, then `settle` it; `sweep` a few times a
 * second. Times are monotonic milliseconds, of reports alone. It holds at most `mostTags`, the ones heard last.
 */
export class TagTracks<Tag> {
  readonly #settings: Pick<GateSettings, 'filter' | 'direction' | 'ttlMs' | 'mostTags'>;
  readonly #passing: Passing<Tag>;
  /** In the order in which they were last heard. */
  readonly #tracks = new Map<string, TagTrack<Tag>>();
  readonly #heard: TagTrack<Tag>[] = [];
  #crossedOutAt = Number.NEGATIVE_INFINITY;
  #dropped = 0;
  #weak = 0;

  constructor(settings: Pick<GateSettings, 'filter' | 'direction' | 'ttlMs' | 'mostTags'>, passing: Passing<Tag>) {
    this.#settings = settings;
    this.#passing = passing;
  }

  get size(): number {
    return this.#tracks.size;
  }

  /** Tags that were forgotten for lack of room; each could be ruled on a second time within its TTL. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Reads below the floor. */
  get weak(): number {
    return this.#weak;
  }

  /** One read of the report at hand. `key` names the tag whoever reads it. A level or a count that is no number is not believed. */
  observe(key: string, tag: Tag, side: Side | null, level: number | null, answers: number, at: number): void {
    const rssi = Number.isFinite(level) ? level : null;
    const count = answers >= 1 && answers < MOST_ANSWERS ? Math.floor(answers) : 1;
    if (rssi !== null && rssi < this.#settings.filter.rssiFloor) {
      this.#weak += 1;
      return;
    }
    let track = this.#tracks.get(key);
    if (track === undefined) {
      if (this.#tracks.size >= this.#settings.mostTags) this.#dropOldest();
      track = newTrack(key, tag, at);
      this.#tracks.set(key, track);
    } else if (track.nowReads === 0) {
      this.#tracks.delete(key);
      this.#tracks.set(key, track);
    }
    if (track.nowReads === 0) this.#heard.push(track);
    gather(track, side, rssi, count);
  }

  /** The report at hand is at its end: tells what passes by it. */
  settle(at: number): void {
    const { filter, direction: rule } = this.#settings;
    for (const track of this.#heard) {
      countReport(track, at, filter, rule);
      if (track.furniture || !isThere(track, filter)) continue;
      const direction = rule.kind === 'antennas' ? track.crossed : this.#leavesWithOthers(at) ? 'out' : null;
      if (direction !== null) this.#tell(track, direction, at);
      if (at - track.begunAt >= filter.staticAfterMs) becomeFurniture(track);
    }
    this.#heard.length = 0;
  }

  /** Somebody walked through the light barriers. */
  crossed(direction: Direction, at: number): void {
    const { direction: rule, filter } = this.#settings;
    if (rule.kind !== 'barriers' || direction !== 'out') return;
    this.#crossedOutAt = at;
    for (const track of this.#tracks.values()) {
      if (track.furniture || at - track.lastAt > rule.windowMs || !isThere(track, filter)) continue;
      this.#tell(track, 'out', at);
    }
  }

  /** Settles what has gone undecided, and forgets what is long gone. */
  sweep(at: number): void {
    const { direction: rule, filter, ttlMs } = this.#settings;
    const memory = Math.max(ttlMs, filter.passageGapMs, rule.kind === 'antennas' ? rule.undecidedAfterMs : 0);
    const floor = floorOf(filter);
    for (const [key, track] of this.#tracks) {
      const unheard = at - track.lastAt;
      if (undecided(track, rule, unheard, floor) && isThere(track, filter)) this.#tell(track, 'out', at);
      if (unheard > (track.furniture ? FURNITURE_MEMORY_MS : memory)) this.#tracks.delete(key);
    }
  }

  /** Staff said that it belongs there. */
  learn(key: string): void {
    const track = this.#tracks.get(key);
    if (track !== undefined) becomeFurniture(track);
  }

  /** Where antennas don't tell the way: everything goes out, or goes with whoever broke the light barriers just now. */
  #leavesWithOthers(at: number): boolean {
    const { direction: rule } = this.#settings;
    return rule.kind !== 'barriers' || at - this.#crossedOutAt <= rule.windowMs;
  }

  #tell(track: TagTrack<Tag>, direction: Direction, at: number): void {
    track.crossed = null;
    if (direction === 'out') {
      // Antennas tell of each crossing; everything else goes on for as long as the tag is there.
      if (track.told && this.#settings.direction.kind !== 'antennas') return;
      track.told = true;
      if (at - track.ruledAt < this.#settings.ttlMs) return;
      track.ruledAt = at;
    }
    this.#passing(track.tag, direction, at);
  }

  #dropOldest(): void {
    const oldest = this.#tracks.keys().next();
    if (oldest.done === true) return;
    this.#tracks.delete(oldest.value);
    this.#dropped += 1;
  }
}

/** Whether it went without having settled on a side, and was last heard louder in the street. */
function undecided(track: TagTrack<unknown>, rule: DirectionRule, unheard: number, floor: number): boolean {
  return (
    rule.kind === 'antennas' &&
    rule.undecided === 'out' &&
    unheard >= rule.undecidedAfterMs &&
    !track.told &&
    !track.furniture &&
    track.zone !== 1 &&
    track.heardBy === 3 &&
    leadOf(track, floor) > 0
  );
}
