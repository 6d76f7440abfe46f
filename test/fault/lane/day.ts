import { setTimeout as delay } from 'node:timers/promises';
import { forgotten, type JournalBook, readJournal } from '../books/journal.ts';
import { type Books, type Moment, violations } from '../books/laws.ts';
import { PaperBook } from '../books/paper.ts';
import { notRestored, shownTooEarly } from '../books/restored.ts';
import { Chance } from '../chance.ts';
import { faultShown } from '../product.ts';
import type { Draw } from './blow.ts';
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
  /** `staff`: the lane can only be freed by staff, so the day ends. */
  readonly end: 'blow' | 'quiet' | 'staff' | 'unavailable';
}

/** The promise is one second, and the figure is printed; what fails is only what no busy machine explains. */
const RESTORE_LIMIT_MS = 30_000;
const RESTORE_PROCESSOR_MS = 2_000;

const goods = demoGoods();

/** One state directory with one life of an edge after another on it, each ended by a blow, each followed by a look at the books. */
export class Day {
  readonly rig: Rig;
  readonly #paper: PaperBook;
  #over = false;
  /** As the last look found it. */
  #onDisk: JournalBook = { entries: [], flaw: null };

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
      if (view !== null && faultShown(view) === null) found.push(...notRestored(view, onDisk));
      end = await this.#play(steps, goOn, blow, found);
    }
    const { ownEnd } = this.rig.edge ?? { ownEnd: null };
    if (ownEnd !== null && blow.mayFail !== true) found.push(ended(`the edge ended by itself (${ownEnd})`));
    let moment: Moment = 'cut';
    if (blow.calms && end !== 'blow') moment = await this.#calm(blow, found);
    if (moment === 'leftToStaff') end = 'staff';
    const shown = start.kind === 'shown' ? this.rig.kiosk.view : null;
    await this.rig.kill();
    await blow.over?.(this.rig);
    const books = this.#books();
    found.push(...forgotten(onDisk, books.journal), ...violations(books, end === 'staff' ? 'leftToStaff' : moment));
    if (shown !== null) found.push(...shownTooEarly(shown, books.journal));
    if (end === 'staff') this.#over = true;
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
    const player = new Player(this.rig);
    const freed = await player.takeOver(false).catch(whyNot);
    await this.#quiet();
    const { view } = this.rig.kiosk;
    await this.rig.stopEdge();
    const moment: Moment = freed === 'needsStaff' ? 'leftToStaff' : 'settled';
    const found = violations(this.#books(), moment);
    if (freed !== 'ready' && freed !== 'needsStaff') {
      const screen = JSON.stringify(view?.screen).slice(0, 300);
      found.push(`with everything back the lane is ${freed}: ${screen}: ${this.rig.edge?.log.slice(-1_500)}`);
    }
    return found;
  }

  async close(): Promise<void> {
    await this.rig.close();
  }

  async #play(
    steps: readonly Step[],
    goOn: boolean,
    blow: ReturnType<Draw>,
    found: string[],
  ): Promise<LifeReport['end']> {
    const player = new Player(this.rig);
    try {
      const taken = await player.takeOver(goOn);
      if (taken === 'needsStaff') return 'staff';
      if (taken === 'unavailable' || taken === 'stuck') return this.#lame(taken, blow, found);
      for (const [index, step] of steps.entries()) {
        await blow.before?.(step, index, this.rig);
        await player.play(step);
        if (player.situation.kind === 'needsStaff') return 'staff';
        if (player.situation.kind === 'unavailable') return this.#lame('unavailable', blow, found);
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
  async #calm(blow: ReturnType<Draw>, found: string[]): Promise<Moment> {
    await blow.over?.(this.rig);
    await this.rig.allWell();
    const freed = await new Player(this.rig).takeOver(false).catch(whyNot);
    if (freed === 'needsStaff') return 'leftToStaff';
    if (freed !== 'ready') this.#lame(freed, blow, found);
    await this.#quiet();
    return freed === 'ready' ? 'settled' : 'cut';
  }

  #lame(how: Freed, blow: ReturnType<Draw>, found: string[]): LifeReport['end'] {
    const { view } = this.rig.kiosk;
    const code = view === null ? null : faultShown(view);
    const expected = blow.mayFail === true && how === 'unavailable' && code?.startsWith('STORAGE_') === true;
    if (!expected)
      found.push(
        `the lane is ${how} (${code ?? JSON.stringify(view?.screen).slice(0, 200)}): ${this.rig.edge?.log.slice(-1_500)}`,
      );
    return 'unavailable';
  }

  /** Receipts that are still being printed are given the time. */
  async #quiet(): Promise<void> {
    await delay(150);
  }

  async #lasts(milliseconds: number): Promise<void> {
    const timer = new AbortController();
    const wait = delay(milliseconds, undefined, { signal: timer.signal }).catch(() => {});
    await Promise.race([wait, this.rig.edge?.exited]);
    timer.abort();
  }

  #books(): Books {
    const journal = readJournal(this.rig.journalFile);
    this.#onDisk = journal;
    return { journal, paper: this.#paper.receipts(), payments: this.rig.devices.terminal.payments() };
  }
}

/** What became of taking a lane over; `gone`: its edge ended meanwhile. */
type Freed = Awaited<ReturnType<Player['takeOver']>> | 'gone';

function whyNot(error: unknown): Freed {
  if (error instanceof EdgeGone) return 'gone';
  throw error;
}
