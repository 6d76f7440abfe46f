import { setTimeout as delay } from 'node:timers/promises';
import { forgotten, type JournalBook, readJournal } from '../books/journal.ts';
import { type Books, type Moment, violations } from '../books/laws.ts';
import { numbersOf } from '../books/laws-of-money.ts';
import { untrueScreen } from '../books/laws-of-screens.ts';
import { PaperBook } from '../books/paper.ts';
import { notRestored, shownTooEarly } from '../books/restored.ts';
import { couldBeLost, recoveriesIn, salvaged } from '../books/salvaged.ts';
import { Chance } from '../chance.ts';
import { faultShown } from '../product.ts';
import { awaitsPaper, type Entry, salesIn } from '../product-journal.ts';
import type { Blow, Draw } from './blow.ts';
import { demoGoods } from './goods.ts';
import { EdgeGone, Player } from './play.ts';
import { Rig } from './rig.ts';
import { type Step, visit } from './script.ts';

/** What one life of an edge came to. */
export interface LifeReport {
  readonly seed: number;
  readonly what: string;
  readonly violations: readonly string[];
  /** Milliseconds from the process's start to the first view; null where it was traced, or ended before. */
  readonly restoredIn: number | null;
  /** Of these, milliseconds of processor time. */
  readonly processorMs: number | null;
  readonly end: 'blow' | 'quiet' | 'unavailable';
}

/** The promise is one second, and `bench -- restore` measures it; what fails here is only what no busy machine explains. */
const RESTORE_LIMIT_MS = 30_000;
const RESTORE_PROCESSOR_MS = 1_500;

/** How long a lane may take to come back by itself: it looks again after 1, 2, 4, 8 seconds. */
const HEALS_MS = 9_000;
const CALMS_MS = 20_000;
/** Receipts, late approvals and what the terminal is asked once more, until nothing is left open. */
const QUIET_MS = 8_000;
const LOOK_MS = 150;

const goods = demoGoods();

/** One state directory with one life of an edge after another on it, each ended by a blow, each followed by a look at the books. */
export class Day {
  readonly rig: Rig;
  readonly #paper: PaperBook;
  #over = false;
  /** As the last look found it. */
  #onDisk: JournalBook = { entries: [], flaw: null };
  /** The journal was damaged on purpose since the last look. */
  #hurt = false;
  #recoveries: readonly string[] = [];
  /** Of which staff have read at the terminal that it took them back. */
  readonly #takenBack = new Set<string>();
  readonly #damaged = { sales: new Set<string>(), approvals: new Set<string>() };

  private constructor(rig: Rig) {
    this.rig = rig;
    this.#paper = new PaperBook(rig.devices.printer);
  }

  static async begin(folder?: string): Promise<Day> {
    return new Day(await Rig.layOut(folder));
  }

  /** True when no life can go on from here. */
  get over(): boolean {
    return this.#over;
  }

  /** One life: start, the last shopper taken over, a visit, the blow, the books. */
  async live(seed: number, draw: Draw): Promise<LifeReport> {
    const chance = new Chance(seed);
    const steps = visit(goods, chance);
    const goOn = chance.happens(0.5);
    const blow = draw(steps, chance);
    const onDisk = this.#onDisk;
    const found: string[] = [];
    await this.rig.allWell();
    const starting = this.rig.start(blow.launch);
    blow.starting?.(this.rig);
    const start = await starting;
    let cameUp = false;
    let end: LifeReport['end'] = 'blow';
    const ended: (what: string) => string = (what) => `${what}: ${this.rig.edge?.log.slice(-1_500)}`;
    if (start.kind === 'hung') found.push(ended('the edge did not show anything'));
    if (start.kind === 'shown') {
      const { milliseconds, processorMs } = start;
      const tooMuch = blow.launch === undefined && (processorMs ?? 0) > RESTORE_PROCESSOR_MS;
      if (milliseconds > RESTORE_LIMIT_MS || tooMuch)
        found.push(
          `the first view came after ${Math.round(milliseconds)} ms, ${processorMs} ms of them on the processor`,
        );
      const view = this.rig.kiosk.view;
      cameUp = view !== null && faultShown(view) === null;
      if (view !== null && cameUp && !this.#hurt) found.push(...notRestored(view, onDisk, this.#damaged.sales));
      end = await this.#play(seed, steps, goOn, blow, found);
    }
    const { ownEnd } = this.rig.edge ?? { ownEnd: null };
    if (ownEnd !== null && blow.mayFail !== true) found.push(ended(`the edge ended by itself (${ownEnd})`));
    const moment = blow.calms && end !== 'blow' ? await this.#calm(seed, blow, found) : 'cut';
    const shown = start.kind === 'shown' ? this.rig.kiosk.view : null;
    await this.rig.kill();
    await blow.over?.(this.rig);
    const books = this.#look();
    found.push(
      ...(this.#hurt ? this.#mended(onDisk, books.journal, start.kind === 'shown') : forgotten(onDisk, books.journal)),
    );
    if (!this.#over) found.push(...violations(this.#books(), moment));
    if (shown !== null && !this.#over)
      found.push(...shownTooEarly(shown, books.journal), ...untrueScreen(shown, books, cameUp));
    if (blow.damage !== undefined && !this.#over) {
      this.#recoveries = recoveriesIn(this.rig.stateDirectory);
      blow.damage(this.rig);
      this.#hurt = true;
    }
    const measured = start.kind === 'shown' && blow.launch === undefined;
    const times = measured
      ? { restoredIn: start.milliseconds, processorMs: start.processorMs }
      : { restoredIn: null, processorMs: null };
    return { seed, what: blow.what, violations: found, ...times, end };
  }

  /** Everything is back and has time: what is open is finished, and then nothing may be left over. */
  async settle(): Promise<readonly string[]> {
    await this.rig.allWell();
    const start = await this.rig.start();
    if (start.kind !== 'shown') return [`the last start of the day ${start.kind}: ${this.rig.edge?.log.slice(-1_500)}`];
    const before = this.#onDisk;
    const freed = await this.#finish(0, HEALS_MS);
    const { view } = this.rig.kiosk;
    await this.rig.stopEdge();
    const { journal } = this.#look();
    const found = this.#hurt ? this.#mended(before, journal, true) : forgotten(before, journal);
    if (this.#over) return found;
    found.push(...violations(this.#books(), 'settled'));
    if (freed !== 'ready') {
      const screen = JSON.stringify(view?.screen).slice(0, 300);
      found.push(`with everything back the lane is ${freed}: ${screen}: ${this.rig.edge?.log.slice(-1_500)}`);
    }
    return found;
  }

  /** How often each kind of entry stands in the journal, as far as it has been looked at. */
  kinds(): ReadonlyMap<string, number> {
    const count = new Map<string, number>();
    const ages = new Set<unknown>();
    for (const { kind, body } of this.#onDisk.entries) {
      if (kind === 'InterventionRaised' && body.reason === 'age') ages.add(body.interventionId);
      for (const name of namesOf(kind, body, ages)) count.set(name, (count.get(name) ?? 0) + 1);
    }
    return count;
  }

  async close(): Promise<void> {
    await this.rig.close();
  }

  async #play(
    seed: number,
    steps: readonly Step[],
    goOn: boolean,
    blow: Blow,
    found: string[],
  ): Promise<LifeReport['end']> {
    const player = this.#player(seed);
    const patience = blow.heals || this.#hurt ? HEALS_MS : 0;
    try {
      const taken = await player.takeOver(goOn, patience);
      if (taken !== 'ready') return this.#lame(taken, blow, found);
      for (const [index, step] of steps.entries()) {
        await blow.before?.(step, index, this.rig);
        await player.play(step);
        if (player.situation.kind === 'unavailable' && !(await player.comesBack(patience)))
          return this.#lame('unavailable', blow, found);
      }
      // A blow that is still to fall finds a receipt being printed, or the lane waiting for the next shopper.
      if (blow.lingersMs !== undefined) await this.#lasts(blow.lingersMs);
      return this.rig.edge?.running ? 'quiet' : 'blow';
    } catch (error) {
      if (error instanceof EdgeGone) return 'blow';
      throw error;
    }
  }

  /** Everything is as it should be again, and the lane has to be so too, without being started anew. */
  async #calm(seed: number, blow: Blow, found: string[]): Promise<Moment> {
    await blow.over?.(this.rig);
    await this.rig.allWell();
    const freed = await this.#finish(seed, blow.mayFail ? CALMS_MS : 0);
    if (freed !== 'ready') this.#lame(freed, { ...blow, mayFail: false }, found);
    return freed === 'ready' ? 'settled' : 'cut';
  }

  /** Shoppers go, staff settle what is theirs, and whatever still goes on by itself is given the time. */
  async #finish(seed: number, patienceMs: number): Promise<Freed> {
    const player = this.#player(seed);
    try {
      const freed = await player.finishDay(patienceMs);
      for (let waited = 0; freed === 'ready' && waited < QUIET_MS && this.#unsettled(); waited += LOOK_MS)
        await this.#lasts(LOOK_MS);
      return freed === 'ready' ? await player.finishDay(patienceMs) : freed;
    } catch (error) {
      if (error instanceof EdgeGone) return 'gone';
      throw error;
    }
  }

  #unsettled(): boolean {
    const journal = readJournal(this.rig.journalFile);
    return violations({ ...this.#books(), journal }, 'settled').length > 0;
  }

  #player(seed: number): Player {
    return new Player(this.rig, new Chance(`${seed} people`), () => this.#receiptCame(), this.#takenBack);
  }

  /** Whether the receipt that nobody has heard of since the last life is on paper. */
  #receiptCame(): boolean {
    const asked = [...salesIn(this.#onDisk.entries).values()].findLast(awaitsPaper);
    return this.#paper
      .receipts()
      .some(({ receiptNumber, total }) => receiptNumber === (asked?.receiptNumber ?? '') && total !== undefined);
  }

  #lame(how: Freed, blow: Blow, found: string[]): LifeReport['end'] {
    const { view } = this.rig.kiosk;
    const code = view === null ? null : faultShown(view);
    const expected = blow.mayFail === true && how === 'unavailable' && code?.startsWith('STORAGE_') === true;
    if (!expected || blow.heals)
      found.push(
        `the lane is ${how} (${code ?? JSON.stringify(view?.screen).slice(0, 200)}): ${this.rig.edge?.log.slice(-1_500)}`,
      );
    return 'unavailable';
  }

  async #lasts(milliseconds: number): Promise<void> {
    const timer = new AbortController();
    const wait = delay(milliseconds, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([wait, this.rig.edge?.exited]);
    timer.abort();
  }

  /** After damage: what is gone, and whether the lane has kept and mended the file. Damage that nothing met ends the day. */
  #mended(before: JournalBook, now: JournalBook, looked: boolean): string[] {
    const outcome = salvaged(before, now, this.rig.stateDirectory, this.#recoveries, looked);
    if (outcome.kind === 'unnoticed') {
      // The last start of the day may be the first to look: a start that was cut off looked at nothing.
      this.#over = true;
      this.#onDisk = before;
      return [];
    }
    this.#hurt = false;
    for (const id of outcome.lost) this.#damaged.sales.add(id);
    const { terminal } = this.rig.devices;
    const ledger = [...terminal.payments(), ...terminal.refunds()];
    for (const each of couldBeLost(outcome, before, ledger, this.#damaged.approvals))
      this.#damaged.approvals.add(numbersOf(each));
    return [...outcome.wrong];
  }

  #look(): Books {
    this.#onDisk = readJournal(this.rig.journalFile);
    return this.#books();
  }

  #books(): Books {
    const { terminal } = this.rig.devices;
    return {
      journal: this.#onDisk,
      paper: this.#paper.receipts(),
      payments: terminal.payments(),
      refunds: terminal.refunds(),
      weights: this.rig.devices.scale.past,
      takenBack: this.#takenBack,
      damaged: this.#damaged,
    };
  }
}

/** What an entry counts as; `ages` are the interventions of which somebody's age was the reason. */
function namesOf(kind: string, body: Entry['body'], ages: ReadonlySet<unknown>): readonly string[] {
  if (kind === 'TransactionStarted' && body.returnOf !== undefined) return ['ReturnStarted'];
  if (kind === 'LineAdded' && body.weighing !== undefined) return ['LineWeighed'];
  if (kind === 'PaymentAlarmRaised' && body.reason === 'contradiction') return [kind, 'ContradictionRaised'];
  if (kind !== 'InterventionSettled' || !ages.has(body.interventionId)) return [kind];
  return [body.outcome === 'approved' ? 'AgeApproved' : body.outcome === 'denied' ? 'AgeDenied' : kind];
}

/** What became of taking a lane over; `gone`: its edge ended meanwhile. */
type Freed = Awaited<ReturnType<Player['takeOver']>> | 'gone';
