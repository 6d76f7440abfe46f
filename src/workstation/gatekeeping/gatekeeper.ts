import type { AlarmCause, Settlement } from '../../domain/gate/alarm.ts';
import { type Barriers, breakBarrier, type Direction, UNBROKEN } from '../../domain/gate/direction.ts';
import type { Side } from '../../domain/gate/gate-settings.ts';
import { type GateTag, soldHere } from '../../domain/gate/gate-tag.ts';
import { RecentReturns } from '../../domain/gate/recent-returns.ts';
import { TagTracks } from '../../domain/gate/tag-tracks.ts';
import { type Ruling, rule, wantsLedger } from '../../domain/gate/verdict.ts';
import type { Unsubscribe } from '../ports/device.ts';
import type { GateLight } from '../ports/gate-signals.ts';
import type { ReaderInput, TagReport } from '../ports/rfid-reader.ts';
import type { DoubleSale } from '../ports/sold-ledger.ts';
import { AlarmDesk } from './alarm-desk.ts';
import { DecodedTags } from './decoded-tags.ts';
import { ExitAnswers } from './exit-answers.ts';
import { type ExitAnswer, ExitDesk } from './exit-desk.ts';
import { GateNotices } from './gate-notices.ts';
import { GateRecords } from './gate-records.ts';
import type { GateSetup } from './gate-setup.ts';
import type { GateState, VerdictNews } from './gate-state.ts';
import { Housekeeping } from './housekeeping.ts';
import { LedgerWatch } from './ledger-watch.ts';
import { namedTag } from './named-goods.ts';
import { PassageTally } from './passage-tally.ts';
import { hearingOfAll, readerStates } from './reader-watch.ts';
import { Reported, verdictRecord } from './reported.ts';
import { StaffOrders } from './staff-orders.ts';

/** The gate's use case: readers' reports in; lights, alarms, records and events out. */
export class Gatekeeper {
  readonly #on: GateSetup;
  readonly #tags: DecodedTags;
  readonly #tracks: TagTracks<GateTag>;
  readonly #ledger: LedgerWatch;
  readonly #returns: RecentReturns;
  readonly #records: GateRecords;
  readonly #notices: GateNotices;
  readonly #alarms: AlarmDesk;
  readonly #exits: ExitDesk;
  readonly #answers: ExitAnswers;
  readonly #tally: PassageTally;
  readonly #reported = new Reported();
  readonly #orders: StaffOrders;
  readonly #housekeeping: Housekeeping;
  /** By reader and antenna. */
  readonly #sides = new Map<string, (Side | undefined)[]>();
  readonly #listeners = new Set<(news: VerdictNews) => void>();
  #barriers: Barriers = UNBROKEN;
  #sounded = 0;
  #shown: GateLight | null = null;
  #subscriptions: Unsubscribe[] = [];

  constructor(on: GateSetup) {
    this.#on = on;
    const { settings, clock } = on;
    this.#tags = new DecodedTags(settings.companyPrefixes, on.hash);
    this.#tracks = new TagTracks(settings, (tag, direction, at) => this.#passes(tag, direction, at));
    this.#ledger = new LedgerWatch(on.ledger, on.bus, settings.staleAfterMs, clock.monotonic());
    this.#returns = new RecentReturns(settings.graceMs);
    this.#records = new GateRecords(on);
    this.#notices = new GateNotices(on, this.#records, (key) => this.#tags.read(key));
    this.#alarms = new AlarmDesk(
      on,
      this.#records,
      () => this.#light(),
      (tag) => this.#joinsAlarm(tag),
    );
    this.#exits = new ExitDesk(on, this.#records, () => this.#alarms.exitClaimedTwice());
    this.#answers = new ExitAnswers(on, () => this.#alarms.exitRefused());
    this.#tally = new PassageTally(clock.now());
    this.#orders = new StaffOrders(on, this.#records, () => this.#light());
    const parts = { tracks: this.#tracks, ledger: this.#ledger, tally: this.#tally, orders: this.#orders };
    this.#housekeeping = new Housekeeping(on, {
      ...parts,
      exits: this.#exits,
      records: this.#records,
      notices: this.#notices,
      light: () => this.#light(),
    });
    for (const { reader, antenna, side } of on.placement.antennas) {
      const sides = this.#sides.get(reader) ?? [];
      sides[antenna] = side;
      this.#sides.set(reader, sides);
    }
  }

  /** Reads back what was open, says which policy holds, and begins to watch. @throws Fault when the journal can't be read. */
  start(): void {
    this.#alarms.restore();
    this.#exits.restore();
    this.#light();
    this.#housekeeping.start();
    this.#subscriptions = this.#on.readers.flatMap((reader) => [
      reader.onReads((report) => this.hear(report)),
      reader.onInput((input) => this.#input(input)),
    ]);
  }

  /** Stops watching and writes what waits. */
  stop(): void {
    for (const unsubscribe of this.#subscriptions) unsubscribe();
    this.#subscriptions = [];
    this.#housekeeping.stop();
    this.#records.stop();
  }

  /** One report of a reader: what readers call, and what a bench may feed. Never throws. */
  hear({ reader, reads, at }: TagReport): void {
    const sides = this.#sides.get(reader);
    for (const { epc, antenna, rssi, count } of reads) {
      const tag = this.#tags.read(epc);
      this.#tracks.observe(tag.key, tag, sides?.[antenna] ?? null, rssi, count, at);
    }
    this.#tracks.settle(at);
  }

  /** The ledger learned that a void or return gave these tags back. */
  returned(keys: readonly string[]): void {
    this.#returns.add(keys, this.#on.clock.monotonic());
  }

  /** The ledger found tags that several sales claim. */
  soldTwice(doubles: readonly DoubleSale[]): void {
    this.#notices.soldTwice(doubles);
  }

  /** A code scanned at the gate, or by staff. */
  async presentExit(scanned: string): Promise<ExitAnswer> {
    const still = this.#answers.presented(scanned);
    const held = this.#orders.mode().kind === 'held';
    const answer: ExitAnswer = held ? { kind: 'refused', reason: 'held' } : await this.#exits.present(scanned);
    if (answer.kind === 'refused') this.#tally.count('codesRefused');
    this.#answers.say(answer, still);
    return answer;
  }

  /** @returns false when no such alarm waits. */
  settle(alarmId: string, settlement: Settlement, operatorId: string): boolean {
    const alarm = this.#alarms.settle(alarmId, settlement, operatorId);
    if (alarm !== null && settlement === 'furniture') for (const { tag } of alarm.tags) this.#tracks.learn(tag.key);
    return alarm !== null;
  }

  /** Lets goods be carried through for so long; 0 ends it. */
  mute(milliseconds: number, operatorId: string): void {
    this.#orders.mute(milliseconds, operatorId);
  }

  /** Keeps the exit closed, or lets it go. */
  hold(held: boolean, operatorId: string): void {
    this.#orders.hold(held, operatorId);
  }

  state(): GateState {
    const { clock } = this.#on;
    return {
      mode: this.#orders.mode(),
      ledger: this.#ledger.check(clock.monotonic()),
      readers: readerStates(this.#on.reports()),
      alarms: this.#alarms.open,
      reported: this.#reported.latest(),
      notices: this.#notices.latest().map(({ tag, ...notice }) => ({
        ...notice,
        tag: tag === null ? null : namedTag(this.#on, tag),
      })),
      counts: { ...this.#tally.totals(), alarms: this.#sounded, reported: this.#reported.count },
      tracked: this.#tracks.size,
      dropped: this.#tracks.dropped,
      records: this.#records.state(),
      unreportedExits: this.#exits.unreported,
      exit: this.#answers.shown,
    };
  }

  /** Every verdict, silent ones too, at the moment that it falls. Listeners must not throw. */
  onVerdict(listener: (news: VerdictNews) => void): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #passes(heard: GateTag, direction: Direction, at: number): void {
    if (direction === 'in') return this.#tally.count('inward');
    const tag = soldHere(heard, (gtin) => sells(this.#on, gtin));
    const ruling = rule(tag, wantsLedger(tag) ? this.#ledger.ask(tag.key) : 'unsold', this.#on.settings.policy, {
      muted: this.#orders.mode().kind === 'muted',
      stale: this.#ledger.isStale(at),
      returned: this.#returns.has(tag.key, at),
    });
    this.#act(tag, ruling, at);
    for (const listener of this.#listeners) listener({ tag, ruling, at });
  }

  #act(tag: GateTag, ruling: Ruling, at: number): void {
    if (ruling.action === 'silent') return this.#passesSilently(tag);
    const now = this.#on.clock.now();
    if (ruling.action === 'alarm') {
      this.#sounded += 1;
      const alarmId = this.#alarms.sound(tag, alarmCause(ruling), at);
      this.#records.add(verdictRecord(tag, ruling, now, alarmId));
      return;
    }
    this.#reported.add({ at: now, ...namedTag(this.#on, tag), ruling });
    this.#records.add(verdictRecord(tag, ruling, now));
    this.#on.events.publish({ kind: 'reported', at: now, tag, ruling });
  }

  #passesSilently(tag: GateTag): void {
    if (tag.kind === 'unreadable') return this.#tally.count('unreadable');
    if (tag.foreign) return this.#tally.count('foreign');
    if (this.#tally.sold(tag)) this.#housekeeping.sendNames();
  }

  #joinsAlarm(tag: GateTag): void {
    if (tag.kind === 'readable' && this.#tally.joined(tag)) this.#housekeeping.sendNames();
  }

  #input({ reader, port, high, at }: ReaderInput): void {
    const { placement, settings } = this.#on;
    const { barriers } = placement;
    if (barriers === null || settings.direction.kind !== 'barriers') return;
    if (reader !== barriers.reader || high !== barriers.brokenHigh) return;
    const side = port === barriers.inside ? 'inside' : port === barriers.outside ? 'outside' : null;
    if (side === null) return;
    const crossing = breakBarrier(this.#barriers, side, at, settings.direction);
    this.#barriers = crossing.barriers;
    if (crossing.crossed !== null) this.#tracks.crossed(crossing.crossed, at);
  }

  #light(): void {
    const light = this.#lightNow();
    if (light === this.#shown) return;
    this.#shown = light;
    this.#on.signals.show(light);
  }

  /** A gate that does not hear with all its readers is not green: what it can't hear passes in silence. */
  #lightNow(): GateLight {
    if (this.#orders.mode().kind === 'held') return 'held';
    if (this.#alarms.any) return 'alarm';
    return hearingOfAll(readerStates(this.#on.reports())) === 'ok' ? 'ready' : 'trouble';
  }
}

/** A catalogue that can't be read leaves it to the prefix. */
function sells({ catalogue }: GateSetup, gtin: string): boolean {
  try {
    return catalogue().byGtin(gtin) !== null;
  } catch {
    return false;
  }
}

/** Only causes that sound come here; a mute and a grace never do. */
function alarmCause({ cause }: Ruling): AlarmCause {
  switch (cause) {
    case 'unreadable':
    case 'ledgerUnavailable':
    case 'ledgerStale':
      return cause;
    default:
      return 'unsold';
  }
}
