import type { KeyHash } from '../../domain/epc/ledger-key.ts';
import { type PricedBasket, priceBasket } from '../../domain/pricing/price-basket.ts';
import type { TransactionCommand } from '../../domain/transaction/commands.ts';
import { cancelBarred } from '../../domain/transaction/decide-basket.ts';
import type { Transaction } from '../../domain/transaction/transaction.ts';
import type { CataloguePort } from '../ports/catalogue.ts';
import type { DeviceReport, PosPrinterPort, ScannerPort, Unsubscribe } from '../ports/device.ts';
import { Fault } from '../ports/fault.ts';
import type { JournalDraft, JournalNumbers, JournalPort, JournalSpace, RecordedEntry } from '../ports/journal.ts';
import type { LaneLight, LightsPort } from '../ports/lights.ts';
import type { Log } from '../ports/log.ts';
import type { PaymentTerminalPort } from '../ports/payment-terminal.ts';
import type { PromotionSet, PromotionsPort } from '../ports/promotions.ts';
import type { RfidReaderPort } from '../ports/rfid-reader.ts';
import type { ScalePort } from '../ports/scale.ts';
import type { Signer } from '../ports/signer.ts';
import type { SoldLedgerPort } from '../ports/sold-ledger.ts';
import type { SoldTagsPort } from '../ports/sold-tags.ts';
import type { Clock, Identifiers, Timers } from '../ports/time.ts';
import type { LaneSettings } from './lane-settings.ts';
import { NOTICE_MS } from './lane-settings.ts';
import type { LaneState, MoneyUnderWay, NoticeKind, Stage } from './lane-state.ts';
import { lightOf } from './light.ts';
import { moneyUnderWay } from './money-under-way.ts';
import { QUIET_PAD } from './pad/pad-state.ts';
import { type Recording, record } from './recorder.ts';

/** An RFID pad, and what its tags are known by. */
export interface LanePad {
  readonly reader: RfidReaderPort;
  readonly keyHash: KeyHash;
  /** Tags that are sold, at any lane of the store; null where nobody keeps a ledger. */
  readonly ledger: Pick<SoldLedgerPort, 'standing'> | null;
}

/** All that a lane stands on. */
export interface LaneDependencies {
  readonly settings: LaneSettings;
  readonly journal: JournalPort;
  /** Asked for every time: an import or a snapshot replaces the catalogue under a running lane. */
  readonly catalogue: () => CataloguePort;
  readonly scanner: ScannerPort;
  readonly printer: PosPrinterPort | null;
  readonly terminal: PaymentTerminalPort | null;
  readonly lights?: LightsPort | null;
  readonly scale?: ScalePort | null;
  readonly devices?: {
    reports(): readonly DeviceReport[];
    onReport(listener: (report: DeviceReport) => void): Unsubscribe;
  };
  readonly pad?: LanePad | null;
  /** Told what became of tags, right after it is on disk. */
  readonly soldTags?: SoldTagsPort | null;
  readonly promotions: PromotionsPort;
  /** The store-local date that a sale of now is booked on, YYYY-MM-DD. */
  readonly businessDay: () => string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly identifiers: Identifiers;
  readonly signer: Signer;
  readonly log: Log;
}

type Changes = Partial<Omit<LaneState, 'revision'>>;

/** The lane's state with what every part of it needs: recording, showing, noticing. One per lane; nothing outside changes state. */
export class LaneCore {
  readonly on: LaneDependencies;
  #state: LaneState;
  readonly #listeners = new Set<(state: LaneState) => void>();
  #cancelNotice: () => void = () => {};
  #light: LaneLight | null = null;
  #failed: (code: string) => void = () => {};
  /** What was under way when the lane went out of service; kept until it is back, since coming back forgets the transaction first. */
  #money: MoneyUnderWay | null = null;

  constructor(on: LaneDependencies) {
    this.on = on;
    this.#state = {
      revision: 1,
      stage: { kind: 'idle' },
      transaction: null,
      priced: null,
      notice: null,
      helpCalled: false,
      locale: on.settings.locale,
      devices: on.devices?.reports() ?? [],
      idleUntil: null,
      suspended: [],
      alarms: [],
      space: 'ok',
      found: null,
      lastCompleted: null,
      drawer: on.printer?.drawer == null ? null : 'untouched',
      pad: on.pad == null ? null : QUIET_PAD,
    };
  }

  get state(): LaneState {
    return this.#state;
  }

  subscribe(listener: (state: LaneState) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Changes the state and tells everyone who watches. */
  update(changes: Changes): void {
    this.#state = { ...this.#state, ...changes, revision: this.#state.revision + 1 };
    const light = lightOf(this.#state);
    if (light !== this.#light) {
      this.#light = light;
      this.on.lights?.show(light);
    }
    for (const listener of this.#listeners) listener(this.#state);
  }

  /** Called with the fault's code whenever one takes the lane out of service. */
  onFailed(failed: (code: string) => void): void {
    this.#failed = failed;
  }

  /** Looks at the room on disk and shows what it is. */
  checkSpace(): JournalSpace['state'] {
    const { state } = this.on.journal.space();
    if (state !== this.#state.space) {
      this.on.log.warn('lane.space', { state });
      this.update({ space: state });
    }
    return state;
  }

  /** Forgets everyone: a lane that comes back reads them from the journal. */
  clear(): void {
    this.update({
      stage: { kind: 'idle' },
      transaction: null,
      priced: null,
      notice: null,
      idleUntil: null,
      suspended: [],
      alarms: [],
      found: null,
      lastCompleted: null,
      pad: this.#state.pad === null ? null : QUIET_PAD,
    });
  }

  stage(stage: Stage): void {
    this.update({ stage });
  }

  /** RFC 3339 UTC of now. */
  instant(): string {
    return new Date(this.on.clock.now()).toISOString();
  }

  /** Shows one short message for a while, instead of any that is there. */
  notice(kind: NoticeKind): void {
    const id = this.on.identifiers.uuid();
    this.update({ notice: { id, kind } });
    this.#cancelNotice();
    this.#cancelNotice = this.on.timers.after(NOTICE_MS, () => this.dropNotice(id));
  }

  dropNotice(id: string): void {
    if (this.#state.notice?.id === id) this.update({ notice: null });
  }

  /**
   * Records commands on the open transaction (or a new one). When this returns `recorded`, it is on disk; the state is not shown
   * yet. A fault closes the lane with its code and is thrown on.
   */
  record(
    transactionId: string,
    commands: (numbers: JournalNumbers) => readonly TransactionCommand[],
    of?: Transaction | null,
  ): Recording {
    const state = of === undefined ? this.#state.transaction : of;
    try {
      return record(this.on.journal, state, transactionId, commands);
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** Records what belongs to no transaction. A fault closes the lane with its code and is thrown on. */
  recordDrafts(drafts: readonly JournalDraft[]): readonly RecordedEntry[] {
    try {
      return this.on.journal.append(() => drafts);
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /** Lets something go on by itself; what it throws closes the lane instead of the process. */
  run(work: Promise<void>): void {
    work.catch((error: unknown) => {
      if (this.#state.stage.kind !== 'unavailable') this.fail(error);
    });
  }

  /** Takes the lane out of service, saying which fault it was. What is on disk stays; a restart resumes from it. */
  fail(error: unknown): void {
    const code = error instanceof Fault ? error.code : 'WORKSTATION_UNEXPECTED';
    this.on.log.error('lane.failed', { code, error: error instanceof Error ? error.message : String(error) });
    this.#money = moneyUnderWay(this.#state.transaction) ?? this.#money;
    const money = this.#money === null ? {} : { money: this.#money };
    const stage = { kind: 'unavailable' as const, code, recovering: code.startsWith('STORAGE_'), ...money };
    this.update({ stage, idleUntil: null, ...(this.#money === null ? {} : { helpCalled: true }) });
    this.#failed(code);
  }

  /** The lane is back in service, and knows again of whatever was under way. */
  cameBack(): void {
    this.#money = null;
  }

  /** The set that a basket is pinned to, or the one in force where that is gone; `pinCommands` has that recorded. */
  promotionsOf(transaction: Transaction | null): PromotionSet {
    const { promotions } = this.on;
    const pinned = transaction?.promotions ?? null;
    return (pinned === null ? null : promotions.byHash(pinned.setHash)) ?? promotions.current();
  }

  /**
   * What records that a basket's promotions are gone from this disk: it goes on with the set in force, at its own instant. Empty
   * where the pinned set is there, or where totals that money was taken for no longer change.
   */
  pinCommands(transaction: Transaction): readonly TransactionCommand[] {
    const { promotions, returnOf } = transaction;
    if (returnOf !== null || promotions === null || cancelBarred(transaction) !== null) return [];
    if (this.on.promotions.byHash(promotions.setHash) !== null) return [];
    const { setHash } = this.on.promotions.current().engine;
    this.on.log.error('promotions.gone', { pinned: promotions.setHash, instead: setHash });
    return [{ kind: 'repinPromotions', setHash }];
  }

  /** The basket priced from scratch. @throws Fault when a line's tax has no rate, which scanning never lets in. */
  price(transaction: Transaction): PricedBasket {
    // What a return is worth was allocated when it was sold.
    if (transaction.returnOf !== null && transaction.totals !== null) return { ...transaction.totals, hints: [] };
    const pricing = priceBasket(transaction.lines, transaction.tax, this.promotionsOf(transaction).engine, {
      at: transaction.promotions?.at ?? transaction.startedAt,
      coupons: transaction.coupons,
      segments: [],
    });
    if (pricing.kind === 'priced') return pricing.basket;
    throw new Fault(
      'WORKSTATION_TAX_UNKNOWN',
      `a line in the basket carries tax code ${pricing.code}, which has no rate`,
    );
  }
}
