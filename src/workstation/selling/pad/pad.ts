import type { TagReport } from '../../ports/rfid-reader.ts';
import type { Basket } from '../basket.ts';
import type { LaneCore, LanePad } from '../lane-core.ts';
import { PAD_LOOK_MS } from '../lane-settings.ts';
import { ACCEPTED, closedFor, type LaneAnswer, NOT_NOW, type Stage } from '../lane-state.ts';
import { workstationDraft } from '../recorder.ts';
import type { Judgement, PadRefusal, TaggedItem } from './judging.ts';
import { MOST_PAD_ITEMS, MOST_REFUSALS, type PadState, QUIET_PAD } from './pad-state.ts';
import { AT_REST, type Settling, settle } from './phase.ts';
import { RefusalRecord, type RefusedTag } from './refusal-record.ts';
import { counted, forgotten, heard, NOTHING_SEEN, type Sightings } from './sightings.ts';
import { PadTags } from './tags.ts';

/** Screens that goods on the pad may take the place of. */
const GIVES_WAY: ReadonlySet<Stage['kind']> = new Set([
  'idle',
  'pad',
  'basket',
  'review',
  'declined',
  'cancelled',
  'unreachable',
]);

/**
 * The RFID pad: what is laid on it is counted, and goes into the basket when the shopper says so. A tag that has been dealt with is left
 * alone for as long as it lies there, so that a removed line does not come back by itself and goods taken off the pad stay in the basket.
 */
export class Pad {
  readonly #core: LaneCore;
  readonly #basket: Basket;
  readonly #tags: PadTags;
  readonly #touched: () => void;
  readonly #readerId: string;
  readonly #refusals: RefusalRecord;
  #sightings: Sightings = NOTHING_SEEN;
  #settling: Settling = AT_REST;
  #fresh: readonly string[] = [];
  /** What was shown last: each tag and what becomes of it. */
  #shown = '';
  /** Until when an empty pad is waited for after "Scan again". */
  #waitsUntil = Number.NEGATIVE_INFINITY;
  /** Whether there was a visit that had not ended with thanks when the pad was last looked at. */
  #visited = false;
  #toldOfPayment = false;
  #cancelLook: (() => void) | null = null;
  #stopped = false;

  /** `touched` is called when goods are laid down or taken away: someone is there. */
  constructor(core: LaneCore, basket: Basket, pad: LanePad, touched: () => void) {
    this.#core = core;
    this.#basket = basket;
    this.#touched = touched;
    this.#readerId = pad.reader.id;
    this.#tags = new PadTags(core, pad, () => basket.rules());
    this.#refusals = new RefusalRecord(() => core.on.clock.monotonic());
  }

  /** What the reader heard. */
  report({ reads, at }: TagReport): void {
    this.#sightings = heard(this.#sightings, reads, at, this.#core.on.settings.pad, this.#matters);
    this.#lookSoon();
  }

  /** "Yes, 5 items". Adds exactly what was shown, or nothing. */
  confirm(countId: number): LaneAnswer {
    this.#look();
    const shown = this.#core.state.pad;
    if (this.#core.state.stage.kind !== 'pad' || shown?.phase !== 'counted' || shown.countId !== countId)
      return NOT_NOW;
    if (shown.reader === 'offline' || shown.items.length === 0) return NOT_NOW;
    // The last word is the ledger's of this moment: another lane may have sold one of them since.
    this.#tags.judgeAnew();
    this.#look();
    if (this.#core.state.pad?.countId !== countId) return NOT_NOW;
    const items = this.#judgements().flatMap((it): TaggedItem[] => (it.kind === 'new' ? [it.scanned] : []));
    const answer = this.#basket.addTagged(items);
    if (answer.kind === 'refused') return answer;
    this.#tags.dealtWith(this.#fresh);
    this.#waitsUntil = Number.NEGATIVE_INFINITY;
    this.#look();
    return ACCEPTED;
  }

  /** Forgets what was counted and counts anew, also what had been left out. */
  countAgain(): LaneAnswer {
    if (this.#core.state.stage.kind !== 'pad') return NOT_NOW;
    const { clock, settings } = this.#core.on;
    this.#sightings = NOTHING_SEEN;
    this.#settling = AT_REST;
    this.#tags.forgetAll();
    this.#waitsUntil = clock.monotonic() + settings.pad.windowMs + settings.pad.stableMs;
    this.#look();
    return ACCEPTED;
  }

  /** A piece lies there that is not counted: nobody but staff can tell why. */
  missing(): LaneAnswer {
    const { stage, pad } = this.#core.state;
    if (stage.kind !== 'pad' || pad === null) return NOT_NOW;
    this.#core.update({ helpCalled: true, pad: { ...pad, missing: true } });
    return ACCEPTED;
  }

  /** Leaves alone what lies there. */
  leave(): LaneAnswer {
    if (this.#core.state.stage.kind !== 'pad') return NOT_NOW;
    this.#setAside();
    this.#waitsUntil = Number.NEGATIVE_INFINITY;
    this.#look();
    if (this.#core.state.stage.kind === 'pad') this.#back();
    return ACCEPTED;
  }

  /** Staff have looked at what was refused; it is theirs now, and left alone while it lies there. */
  seenByStaff(): void {
    const refused = this.#fresh.filter((tag) => this.#tags.judgement(tag).kind === 'refused');
    this.#tags.dealtWith(refused);
    const { pad } = this.#core.state;
    if (pad !== null) this.#core.update({ helpCalled: false, pad: { ...pad, refusals: [], missing: false } });
    this.#look();
  }

  /** The reader has come or gone. */
  readerChanged(): void {
    const { pad } = this.#core.state;
    const reader = this.#isReady() ? 'ready' : 'offline';
    if (pad !== null && pad.reader !== reader) this.#core.update({ pad: { ...pad, reader } });
    this.#lookSoon();
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelLook?.();
  }

  readonly #matters = (tag: string): boolean => !this.#tags.isDealtWith(tag);

  #isReady(): boolean {
    const report = this.#core.state.devices.find(({ id }) => id === this.#readerId);
    return report === undefined || report.state === 'ready' || report.state === 'degraded';
  }

  #lookSoon(): void {
    if (this.#cancelLook !== null || this.#stopped) return;
    this.#cancelLook = this.#core.on.timers.after(PAD_LOOK_MS, () => {
      this.#cancelLook = null;
      if (this.#core.state.stage.kind === 'unavailable') return;
      this.#core.run(
        Promise.resolve().then(() => {
          if (!this.#stopped) this.#look();
        }),
      );
    });
  }

  /** Sees what lies there now, and shows it where the shopper can do something about it. */
  #look(): void {
    const { on, state } = this.#core;
    const { pad: rules } = on.settings;
    const now = on.clock.monotonic();
    if (this.#sightings.tags.size > 0 || state.stage.kind === 'pad') this.#lookSoon();
    // What lies there while nobody can hear it is unknown; the screen keeps what it showed and says so.
    if (!this.#isReady()) {
      if (state.stage.kind !== 'pad') this.#sightings = NOTHING_SEEN;
      return;
    }
    this.#sightings = forgotten(this.#sightings, now, rules, this.#matters);
    const present = counted(this.#sightings, now, rules);
    this.#tags.keep(present);
    this.#visitEnds(present);
    const before = this.#settling;
    this.#settling = this.#settled(present, now);
    // Before a count is shown, everything is asked once more.
    if (this.#settling.phase === 'counted' && before.phase !== 'counted') {
      this.#tags.judgeAnew();
      this.#settling = this.#settled(present, now);
    }
    this.#show();
    this.#stageFor(now);
    if (this.#settling.phase === 'counted' && this.#shows()) this.#record(present);
  }

  #settled(present: readonly string[], now: number): Settling {
    const all = this.#tags.fresh(present);
    this.#fresh = all.slice(0, MOST_PAD_ITEMS);
    const laid = {
      fresh: this.#fresh,
      crowded: all.length > MOST_PAD_ITEMS,
      dealtWith: this.#tags.anyOfGoods(present),
    };
    return settle(this.#settling, laid, this.#sightings, now, this.#core.on.settings.pad);
  }

  /** When a visit ends without a sale, its goods are left where they are, and the next shopper is not asked about them. */
  #visitEnds(present: readonly string[]): void {
    const { stage, transaction } = this.#core.state;
    if (stage.kind === 'idle' && this.#visited) this.#tags.dealtWith(present);
    this.#visited = present.length > 0 && transaction !== null && stage.kind !== 'thanks';
  }

  #judgements(): readonly Judgement[] {
    return this.#fresh.map((tag) => this.#tags.judgement(tag));
  }

  #show(): void {
    const before = this.#core.state.pad ?? QUIET_PAD;
    const { phase } = this.#settling;
    const judged = this.#judgements();
    const shown = this.#fresh.map((tag, index) => `${tag} ${judged[index]?.kind}`).join('\n');
    const changed = shown !== this.#shown;
    if (!changed && phase === before.phase) return;
    this.#shown = shown;
    const items = judged.flatMap((it) => (it.kind === 'new' ? [it.scanned.item] : []));
    const refused = judged.flatMap((it): PadRefusal[] => (it.kind === 'refused' ? [it.refusal] : []));
    const calls = phase === 'counted' && refused.length > 0 && this.#shows();
    const refusals = calls ? merged(before.refusals, refused) : before.refusals;
    const pad: PadState = {
      ...before,
      reader: 'ready',
      phase,
      countId: before.countId + 1,
      items,
      held: refused.length,
      refusals,
    };
    this.#core.update(calls ? { pad, helpCalled: true } : { pad });
    // Which tags they were stays out of the log.
    if (phase !== before.phase)
      this.#core.on.log.info('pad.phase', { phase, items: items.length, held: refused.length });
    if (changed && this.#core.state.stage.kind === 'pad') this.#touched();
  }

  /** Puts what was refused into the journal, for who asks later what lay there. */
  #record(present: readonly string[]): void {
    const refused = this.#fresh.flatMap((tag): RefusedTag[] => {
      const judged = this.#tags.judgement(tag);
      return judged.kind === 'refused' ? [{ tag, key: this.#tags.keyOf(tag), refusal: judged.refusal }] : [];
    });
    const { transaction } = this.#core.state;
    const entry = this.#refusals.entryFor(refused, this.#tags.foreign(present), transaction?.transactionId ?? null);
    if (entry === null) return;
    try {
      this.#core.recordDrafts([workstationDraft(entry)]);
    } catch {
      // The lane has closed itself over it.
    }
  }

  /** True where goods on the pad are the shopper's business now. */
  #shows(): boolean {
    const { stage, transaction } = this.#core.state;
    if (!GIVES_WAY.has(stage.kind) || !this.#basket.takesGoods()) return false;
    return transaction !== null || closedFor(this.#core.state) === null;
  }

  #stageFor(now: number): void {
    const { stage } = this.#core.state;
    const waiting = this.#fresh.length > 0;
    if (!waiting) this.#toldOfPayment = false;
    if (stage.kind === 'pad') {
      if (!this.#shows() || (!waiting && now >= this.#waitsUntil)) this.#back();
    } else if (waiting && this.#shows()) {
      this.#core.update({ stage: { kind: 'pad' }, notice: null });
    } else if (this.#settling.phase === 'counted' && stage.kind === 'paying' && !this.#toldOfPayment) {
      this.#toldOfPayment = true;
      this.#core.notice('paymentRunning');
    }
  }

  #back(): void {
    this.#core.stage({ kind: this.#core.state.transaction === null ? 'idle' : 'basket' });
  }

  #setAside(): void {
    const { clock, settings } = this.#core.on;
    this.#tags.dealtWith(counted(this.#sightings, clock.monotonic(), settings.pad));
    this.#sightings = this.#isReady() ? this.#sightings : NOTHING_SEEN;
  }
}

/** What is refused now, and before it what was refused of other things: counting again names nothing twice. */
function merged(before: readonly PadRefusal[], now: readonly PadRefusal[]): readonly PadRefusal[] {
  const others = before.filter((old) => !now.some((it) => it.reason === old.reason && it.gtin === old.gtin));
  return [...others, ...now].slice(-MOST_REFUSALS);
}
