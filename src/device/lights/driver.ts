import type { LaneLight, LightsPort } from '../../workstation/ports/lights.ts';
import type { Timers } from '../../workstation/ports/time.ts';
import type { Driver, Link } from '../supervisor/driver.ts';
import { relayFrame } from './frame.ts';
import type { LightsProfile } from './profile.ts';

export interface LightsDriverOptions {
  readonly profile: LightsProfile;
  readonly timers: Timers;
}

const COLOURS: readonly LaneLight[] = ['green', 'amber', 'red'];

/**
 * A lane light on a board of relays. The board answers nothing, so it cannot be asked how it is: reached means ready, and a line
 * that died silently shows when the transport notices. Every light begins with the others going out, so that no two are ever lit
 * together; before the lane has said anything, all are out.
 */
export class LightsDriver implements Driver, LightsPort {
  readonly #options: LightsDriverOptions;
  #link: Link | null = null;
  #light: LaneLight | null = null;
  /** Commands still to be sent, at most one for each colour. */
  #waiting: Uint8Array[] = [];
  #cancelGap: (() => void) | null = null;
  #cancelRepeat: () => void = () => undefined;

  constructor(options: LightsDriverOptions) {
    this.#options = options;
  }

  show(light: LaneLight): void {
    if (light === this.#light) return;
    this.#light = light;
    this.#say();
  }

  opened(link: Link): void {
    this.#link = link;
    link.report({ kind: 'ready' });
    this.#say();
  }

  /** Boards that echo or chatter tell nothing that is needed. */
  received(): void {}

  lost(): void {
    this.#link = null;
    this.#waiting = [];
    this.#cancelGap?.();
    this.#cancelGap = null;
    this.#cancelRepeat();
  }

  probe(): 'asked' | 'busy' {
    this.#link?.alive();
    return 'busy';
  }

  /** Says the whole light from the beginning; what was still to be said of an earlier one is void. */
  #say(): void {
    if (this.#link === null) return;
    const { channels, repeatMs } = this.#options.profile;
    const light = this.#light;
    this.#waiting = COLOURS.filter((colour) => colour !== light).map((colour) => relayFrame(channels[colour], false));
    if (light !== null) this.#waiting.push(relayFrame(channels[light], true));
    this.#cancelRepeat();
    if (repeatMs !== null) this.#cancelRepeat = this.#options.timers.after(repeatMs, () => this.#say());
    // A pause that is running goes on: the board still needs it.
    if (this.#cancelGap === null) this.#send();
  }

  #send(): void {
    const { gapMs } = this.#options.profile;
    const bytes = gapMs === 0 ? Buffer.concat(this.#waiting.splice(0)) : this.#waiting.shift();
    if (bytes === undefined || bytes.length === 0) return;
    // A line that takes no more is as good as dead; a new one gets the whole light again.
    if (this.#link?.write(bytes) === 'full') {
      this.#link.drop('DEVICE_SILENT');
      return;
    }
    if (gapMs === 0) return;
    this.#cancelGap = this.#options.timers.after(gapMs, () => {
      this.#cancelGap = null;
      this.#send();
    });
  }
}
