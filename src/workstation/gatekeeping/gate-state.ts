import type { AlarmTag, GateAlarm } from '../../domain/gate/alarm.ts';
import type { GateTag } from '../../domain/gate/gate-tag.ts';
import type { Ruling } from '../../domain/gate/verdict.ts';
import type { ShownExit } from './exit-answers.ts';
import type { GateNotice } from './gate-notices.ts';
import type { RecordsState } from './gate-records.ts';
import type { LedgerFreshness } from './ledger-watch.ts';
import type { PassageCounts } from './passage-tally.ts';
import type { ReaderState } from './reader-watch.ts';
import type { WatchMode } from './watch-mode.ts';

/** A tag that was let pass and that staff should see. */
export interface ReportedTag extends AlarmTag {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly ruling: Ruling;
}

/** A notice with the item of its tag. */
export type ToldNotice = Omit<GateNotice, 'tag'> & { readonly tag: AlarmTag | null };

/** The gate as it is, for its page. */
export interface GateState {
  readonly mode: WatchMode;
  readonly ledger: LedgerFreshness;
  /** Every reader that is set up. */
  readonly readers: readonly ReaderState[];
  /** Open, oldest first. */
  readonly alarms: readonly GateAlarm[];
  /** The last few, newest first. */
  readonly reported: readonly ReportedTag[];
  /** What staff should know of the ledger. Bounded. */
  readonly notices: readonly ToldNotice[];
  /** Since the start. */
  readonly counts: PassageCounts & { readonly alarms: number; readonly reported: number };
  /** Tags in front of the gate, and those forgotten for lack of room. */
  readonly tracked: number;
  readonly dropped: number;
  readonly records: RecordsState;
  /** Receipts let pass that the hub does not know of yet. */
  readonly unreportedExits: number;
  /** What was said to whoever showed a receipt last; null some seconds later. */
  readonly exit: ShownExit | null;
}

/** One verdict, for whoever watches how fast they are: `at` is the monotonic instant of the report that settled it. */
export interface VerdictNews {
  readonly tag: GateTag;
  readonly ruling: Ruling;
  readonly at: number;
}
