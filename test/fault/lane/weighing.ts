import { setTimeout as delay } from 'node:timers/promises';
import { foundBy, type KioskCommand, type KioskView, restingWeight, situationOf } from '../product.ts';
import type { Rig } from './rig.ts';
import type { Step } from './script.ts';

type Weigh = Extract<Step, { kind: 'weigh' }>;

const REACTION_MS = 800;
/** How long a shopper looks at a scale that shows nothing to take. */
const PATIENCE_MS = 1_500;
/** An empty platform is seen within this: the lane asks more often. */
const EMPTY_MS = 250;
const SWING_MS = 150;

/** A shopper at the scale: finds goods by their number, lays them on it, takes the weight, and sometimes does it as it is not meant. */
export class Weigher {
  readonly #rig: Rig;
  readonly #press: (command: KioskCommand) => Promise<void>;
  readonly #gone: AbortSignal;

  constructor(rig: Rig, press: (command: KioskCommand) => Promise<void>, gone: AbortSignal) {
    this.#rig = rig;
    this.#press = press;
    this.#gone = gone;
  }

  async weigh({ plu, how, grams }: Weigh): Promise<void> {
    const { scale } = this.#rig.devices;
    if (how !== 'onTop') {
      this.#lay(0, 0);
      await this.#lasts(EMPTY_MS);
    }
    if (!(await this.#picked(plu))) return;
    this.#lay(this.#rig.freshWeight(grams), how === 'swings' || how === 'hasty' ? SWING_MS : 0);
    if (how === 'hasty') await this.#press({ kind: 'takeWeight', weightId: 1 });
    const weight = await this.#shown(PATIENCE_MS);
    if (weight === null) return this.#leave();
    if (how === 'lifted') this.#lay(0, 0);
    if (how === 'swapped') this.#lay(this.#rig.freshWeight(grams + 40), SWING_MS);
    await this.#press({ kind: 'takeWeight', weightId: weight });
    if (how === 'again' && (await this.#picked(plu))) {
      // The same load once more: what was shown for it, and whatever is shown now.
      await this.#press({ kind: 'takeWeight', weightId: weight });
      const shown = await this.#shown(PATIENCE_MS);
      if (shown !== null) await this.#press({ kind: 'takeWeight', weightId: shown });
    }
    if (how === 'unplugged') scale.unplug(SWING_MS);
    await this.#leave();
  }

  #lay(grams: number, settleMs: number): void {
    this.#rig.devices.scale.change({ grams, settleMs });
  }

  async #picked(plu: string): Promise<boolean> {
    await this.#press({ kind: 'findItem' });
    await this.#press({ kind: 'searchItems', text: plu });
    const [itemId] = foundBy(this.#view);
    if (itemId === undefined) return false;
    await this.#press({ kind: 'pickItem', itemId });
    return situationOf(this.#view).kind === 'weighing';
  }

  /** The weight that the screen offers, as soon as it does; null where it offers none for so long. */
  async #shown(milliseconds: number): Promise<number | null> {
    await this.#rig.kiosk.until((view) => restingWeight(view) !== null, milliseconds, this.#gone);
    return restingWeight(this.#view);
  }

  async #leave(): Promise<void> {
    await this.#rig.kiosk.until((view) => situationOf(view).kind === 'basket', REACTION_MS / 8, this.#gone);
    const { kind } = situationOf(this.#view);
    if (kind === 'weighing' || kind === 'finding') await this.#press({ kind: 'leaveFind' });
  }

  #lasts(milliseconds: number): Promise<unknown> {
    return delay(milliseconds, undefined, { signal: this.#gone }).catch(() => undefined);
  }

  get #view(): KioskView {
    const { view } = this.#rig.kiosk;
    if (view === null) throw new Error('nothing was ever shown');
    return view;
  }
}
