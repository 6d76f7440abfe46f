/** What a gate is set to: plain data, so that a test or a bench can state it in a line. Times are milliseconds, levels dBm. */

/** Which side of the gate an antenna looks at: the shop or the street. */
export type Side = 'inside' | 'outside';

/** When a tag that is heard counts as one that passes, and not as a stray from the shelf behind the wall. */
export interface StrayFilter {
  /** Weaker reads are not looked at; a reader that tells no level is taken at its word. */
  readonly rssiFloor: number;
  /** Answers that a tag must have given. */
  readonly minReads: number;
  /** Time from its first to its last answer. */
  readonly minDwellMs: number;
  /** Unheard for this long, its next answer begins a new passage. */
  readonly passageGapMs: number;
  /** Heard for this long without passing, it is furniture: nothing is asked about it until it moves. */
  readonly staticAfterMs: number;
  /** Furniture has moved when it is louder than it was by so many decibels, or louder on one side against the other. */
  readonly staticDeltaDb: number;
}

/**
 * How the gate tells the way out from the way in. `none`: whatever passes the filter goes out. `antennas`: by which side of the gate
 * hears it louder. `barriers`: by two light barriers at the inputs of a reader.
 */
export type DirectionRule =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'antennas';
      /** A tag is on the side that hears it louder by this many decibels ... */
      readonly marginDb: number;
      /** ... in reports that follow one another and hold so many answers. */
      readonly steadyReads: number;
      /** Gone for this long, last heard louder outside and never settled on a side: `undecided` says what it was. */
      readonly undecidedAfterMs: number;
      readonly undecided: 'out' | 'ignored';
    }
  | {
      readonly kind: 'barriers';
      /** Longest time from one barrier to the other. */
      readonly crossingMs: number;
      /** Tags heard within this time of somebody who walked out go with them. */
      readonly windowMs: number;
    };

/** `open`: lets it pass and reports it. `closed`: raises an alarm. */
export type FailPolicy = 'open' | 'closed';

export interface GatePolicy {
  /** What is done about a tag whose sale can't be looked up. */
  readonly ledgerUnavailable: FailPolicy;
  /** What is done about a tag that is not in a ledger that may be behind the lanes. */
  readonly ledgerStale: FailPolicy;
  /** What is done about a tag that can't be decoded. */
  readonly unreadable: 'ignore' | 'report' | 'alarm';
}

export interface GateSettings {
  readonly filter: StrayFilter;
  readonly direction: DirectionRule;
  readonly policy: GatePolicy;
  /** A tag is ruled on once in this time, and then only when it passes anew. */
  readonly ttlMs: number;
  /** GS1 company prefixes of the goods sold here; tags of others are foreign, unless the catalogue has them. None: every tag is the store's. */
  readonly companyPrefixes: readonly string[];
  /** A tag that a void or return gave back stays silent for so long: the shopper may still be on the way. 0: not at all. */
  readonly graceMs: number;
  /** So many unsold tags within so long are one alarm of their own. */
  readonly bulk: { readonly atLeast: number; readonly withinMs: number };
  /** Silent for longer than this, the store's bus may have kept sales from the ledger. */
  readonly staleAfterMs: number;
  /** Tags followed at once; beyond it the one unheard for longest is dropped, and counted. */
  readonly mostTags: number;
}

/** What a gate does that is told nothing. */
export const DEFAULT_GATE_SETTINGS: GateSettings = {
  filter: {
    rssiFloor: -65,
    minReads: 2,
    minDwellMs: 0,
    passageGapMs: 3_000,
    staticAfterMs: 15_000,
    staticDeltaDb: 8,
  },
  direction: { kind: 'none' },
  policy: { ledgerUnavailable: 'open', ledgerStale: 'open', unreadable: 'report' },
  ttlMs: 10_000,
  companyPrefixes: [],
  graceMs: 60_000,
  bulk: { atLeast: 5, withinMs: 5_000 },
  staleAfterMs: 60_000,
  mostTags: 8_192,
};
