import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { OwnSalesPort } from '../../workstation/ports/own-sales.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { DoubleSale, LedgerGap, SoldLedgerPort } from '../../workstation/ports/sold-ledger.ts';
import type { MissingSales } from '../../workstation/ports/store-bus-watch.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { Keyring } from '../store-bus/keyring.ts';
import type { Box } from '../wire/directory.ts';
import type { LedgerSnapshotOffer, SignedEntry } from '../wire/ledger.ts';
import { counts } from './acceptance.ts';
import { askHeads, type CatchUpParts, canCount, fillGaps } from './catch-up.ts';
import { GapPatience } from './gap-patience.ts';
import type { LedgerArchive, LedgerBus, SnapshotFetcher } from './ports.ts';
import { headsPage, rangePage } from './serving.ts';
import { countingSource, type LedgerSource, ownSource, signEntry } from './source.ts';

export interface LedgerSyncParts {
  readonly store: string;
  readonly bus: LedgerBus;
  readonly keyring: Keyring;
  readonly ledger: SoldLedgerPort;
  /** A lane's own journal and key; left out where nothing is sold. */
  readonly own?: { readonly sales: OwnSalesPort; readonly signer: Signer };
  /** A hub's copy of everybody's entries. */
  readonly archive?: LedgerArchive;
  readonly snapshots?: SnapshotFetcher;
  /** Where a hub's snapshot can be fetched; null where there is none. It is made first if need be. */
  readonly snapshotOffer?: () => Promise<LedgerSnapshotOffer | null>;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly timers: Timers;
  readonly random: () => number;
  readonly log: Log;
  /** Tags that came to stand under two sales. */
  readonly doubled: (sales: readonly DoubleSale[]) => void;
}

/** Between two looks at what others have; a lost event is found by then even if nothing else is sold. */
const SWEEP_MS = 60_000;
/** A hub makes the copy that it is asked for: ten million tags take it a while. */
const COPY_PATIENCE_MS = 120_000;

/**
 * Keeps this box's sold ledger in agreement with the store's lanes: says its own entries after they are committed, applies those of
 * others, and asks for what is missing after every connection, with every entry that names an unknown one before it, and by the clock.
 * Entries may come in any order and any number of times: the ledger's merge takes care of that.
 */
export class LedgerSync {
  readonly #parts: LedgerSyncParts;
  readonly #catchUp: CatchUpParts;
  readonly #patience = new GapPatience();
  #cancel: () => void = () => {};
  #running = false;
  #busy = false;
  #wanted: 'nothing' | 'fill' | 'sweep' = 'nothing';
  /** Whether others have been asked for what is missing since the connection stands. */
  #asked = false;
  /** Connections so far: a sweep that another one began under has not asked everyone. */
  #connections = 0;

  constructor(parts: LedgerSyncParts) {
    this.#parts = parts;
    const { store, bus, keyring, ledger, own, archive, log } = parts;
    const sources: LedgerSource[] = [];
    if (own !== undefined) sources.push(ownSource(store, bus.self, own.sales, own.signer));
    if (archive !== undefined) sources.push(countingSource(archive, (signed) => counts(store, keyring, signed)));
    this.#catchUp = {
      ...{ store, self: bus.self, keyring, sources, log },
      ask: (to, what, ask) => bus.request(to, what, ask),
      running: () => this.#running,
      take: (entries, answered) => this.#take(entries, answered),
      gaps: () => [...ledger.gaps(), ...this.#archiveGaps()],
    };
    bus.serve('ledgerRange', (asked) => {
      const answer = rangePage(sources, asked);
      return answer === null ? { refuse: 'unavailable' } : { answer };
    });
    bus.serve('ledgerHeads', ({ after }) => ({ answer: headsPage(sources, after) }));
    bus.serve('ledgerSnapshot', async () => {
      const offer = (await parts.snapshotOffer?.()) ?? null;
      return offer === null ? { refuse: 'unavailable' } : { answer: offer };
    });
    bus.on('tagsSold', (signed, from) => this.#heard(signed, from));
    bus.on('tagsReturned', (signed, from) => this.#heard(signed, from));
    bus.onConnected(() => this.#connected());
  }

  /** @throws Fault STORAGE_* when this box's own ledger or journal can't be read. */
  start(): void {
    this.#running = true;
    const { own, ledger } = this.#parts;
    // A ledger that was lost or is behind the journal sees it by this, and fills it from the journal.
    if (own !== undefined) this.#report(ledger.apply(own.sales.heads()));
    this.#schedule();
    if (this.#parts.bus.connected) this.#connected();
    else void this.#work('fill');
  }

  /** True while nothing stands between this ledger and what the others have sold: connected, and everyone was asked since. */
  get current(): boolean {
    return this.#parts.bus.connected && this.#asked;
  }

  /**
   * What is missing of boxes that are on the list, and whether it is still waited for. Looked at from time to time, since the waiting
   * is counted from the first look. @throws Fault STORAGE_*
   */
  missing(): MissingSales {
    const { ledger, clock } = this.#parts;
    const gaps = ledger.gaps().filter((gap) => canCount(this.#catchUp, gap));
    return this.#patience.look(gaps, clock.monotonic());
  }

  stop(): void {
    this.#running = false;
    this.#cancel();
  }

  /** Tells the store of an entry that the journal now holds. Never throws: the entry is asked for if it gets lost. */
  committed(entry: LedgerEntry): void {
    const { own, store, ledger, log } = this.#parts;
    if (own === undefined) return;
    try {
      this.#say(signEntry(store, entry, own.signer));
    } catch (error) {
      log.error('bus.ledgerNotSaid', { error });
    }
    try {
      this.#report(ledger.apply([entry]));
    } catch (error) {
      log.error('bus.ledgerNotApplied', { error });
    }
  }

  #say(signed: SignedEntry): void {
    this.#parts.bus.publish(signed.entry.kind === 'sold' ? 'tagsSold' : 'tagsReturned', signed);
  }

  #heard(signed: SignedEntry, from: Box): void {
    const { bus, store, keyring, log } = this.#parts;
    if (!this.#running || from.box === bus.self) return;
    // A lane speaks of its own sales only; what another one sold comes by range, from whoever keeps it.
    if (signed.entry.workstation !== from.box || !counts(store, keyring, signed)) {
      log.warn('bus.ledgerEntriesRefused', { box: from.box, count: 1 });
      return;
    }
    this.#take([signed]);
    if (this.#catchUp.gaps().length > 0) void this.#work('fill');
  }

  #connected(): void {
    this.#asked = false;
    this.#connections += 1;
    if (!this.#running) return;
    const { own, store, log } = this.#parts;
    try {
      // Whoever missed the entries before it sees so by this one.
      for (const entry of own?.sales.heads() ?? [])
        if (own !== undefined) this.#say(signEntry(store, entry, own.signer));
    } catch (error) {
      log.error('bus.ledgerNotSaid', { error });
    }
    void this.#work('sweep');
  }

  #schedule(): void {
    const { timers, random } = this.#parts;
    this.#cancel = timers.after(Math.round(SWEEP_MS * (0.75 + random() * 0.5)), () => {
      this.#schedule();
      void this.#work('sweep');
    });
  }

  /** One at a time; what is wanted meanwhile is done right after. */
  async #work(kind: 'fill' | 'sweep'): Promise<void> {
    if (this.#busy) {
      if (this.#wanted !== 'sweep') this.#wanted = kind;
      return;
    }
    for (let next: 'fill' | 'sweep' | 'nothing' = kind; next !== 'nothing' && this.#running; ) {
      this.#wanted = 'nothing';
      this.#busy = true;
      try {
        await (next === 'sweep' ? this.#sweep() : fillGaps(this.#catchUp, new Set()));
      } catch (error) {
        this.#parts.log.error('bus.ledgerSweep', { error });
      }
      next = this.#wanted;
    }
    this.#busy = false;
  }

  async #sweep(): Promise<void> {
    const { bus, clock } = this.#parts;
    const connection = this.#connections;
    await this.#snapshot();
    const silent = await askHeads(this.#catchUp);
    const began = clock.monotonic();
    await fillGaps(this.#catchUp, silent);
    this.#asked = bus.connected && connection === this.#connections;
    if (this.#asked) this.#patience.asked(began);
  }

  async #snapshot(): Promise<void> {
    const { snapshots, keyring, bus } = this.#parts;
    if (snapshots?.wanted() !== true) return;
    for (const { box } of keyring.boxes.filter(({ roles }) => roles.includes('hub'))) {
      const outcome = await bus.request(box, 'ledgerSnapshot', {}, COPY_PATIENCE_MS);
      if (outcome.kind === 'answered' && (await snapshots.install(outcome.answer))) return;
    }
  }

  /** The gate's answers come from the ledger, so that is first; what only the archive lacks is asked for again. */
  #take(entries: readonly SignedEntry[], answered: readonly LedgerGap[] = []): boolean {
    if (entries.length === 0 && answered.length === 0) return true;
    try {
      const doubles = this.#parts.ledger.apply(
        entries.map(({ entry }) => entry),
        answered,
      );
      this.#report(doubles);
    } catch (error) {
      this.#parts.log.error('bus.ledgerNotApplied', { error });
      return false;
    }
    try {
      this.#parts.archive?.keep(entries);
      return true;
    } catch (error) {
      this.#parts.log.error('bus.ledgerNotArchived', { error });
      return false;
    }
  }

  #archiveGaps(): readonly LedgerGap[] {
    try {
      return this.#parts.archive?.gaps() ?? [];
    } catch {
      // Said when it was written to.
      return [];
    }
  }

  #report(doubles: readonly DoubleSale[]): void {
    if (doubles.length > 0) this.#parts.doubled(doubles);
  }
}
