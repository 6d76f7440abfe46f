import { strict as assert } from 'node:assert';
import { ScaleDriver } from '../../src/device/scale/driver.ts';
import { scaleProfileSchema } from '../../src/device/scale/profile.ts';
import type { ScaleReading } from '../../src/workstation/ports/scale.ts';
import type { Hostile } from './hostile-bytes.ts';
import { SCALE_PROTOCOLS, type ScaleProtocolName, weightsIn } from './scale-witness.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** What scales say, by the protocol that they say it in. */
const SAID: Readonly<Record<ScaleProtocolName, readonly string[]>> = {
  'mt-sics': ['S S     100.00 g\r\n', 'S D     129.07 g\r\n', 'S I\r\n', 'S +\r\n', 'S -\r\n', 'Z A\r\n', 'ES\r\n'],
  'toledo-8217': ['\x0200.742\r', '\x0200742N\r', '\x02?a\r', '\x02?i\r', '\x02?b\r', '\x02?\r\r'],
  nci: [
    '\n00.742KG\r\nS00\r\x03',
    '\n 1.64LB\r\nS20\r\x03',
    '\nS10\r\x03',
    '\n00.742KG\r\nS0p4\r\x03',
    '\nS0p8\r\x03',
    '\n00.360KG\r\n0p1\r\x03',
    '\nS02\r\x03',
    '\n?\r\x03',
  ],
  cas: ['\x06', '\x01\x02S 00.455kg\x65\x03\x04', '\x01\x02U 00.455kg\x63\x03\x04', '\x15'],
  'dialog-06': [
    '\x06',
    '\x15',
    '\x0202\x1b3\x1b00742\x1b000110\x1b000082\x03',
    '\x0209\x1b21\x03',
    '\x0209\x1b20\x03',
    '\x0211\x1b2A7\x03',
  ],
};
const byProtocol = <Value>(of: (protocol: ScaleProtocolName) => Value) =>
  Object.fromEntries(SCALE_PROTOCOLS.map((each) => [each, of(each)])) as Record<ScaleProtocolName, Value>;
const SAMPLES = byProtocol((protocol) => SAID[protocol].map(latin1));
const PROFILES = byProtocol((protocol) =>
  scaleProfileSchema.parse({ version: 1, category: 'scale', vendor: 'Any', model: 'Any', protocol }),
);
/** How a question for the weight, and one for zero, begin; everything else that is written goes on with one. */
const ASKS: Readonly<Record<ScaleProtocolName, string>> = {
  'mt-sics': 'SI',
  'toledo-8217': 'W',
  nci: 'W',
  cas: '\x05',
  'dialog-06': '\x04\x0201',
};
const ZEROES = 'Z';

const STILL = { now: () => 0, monotonic: () => 0 };
const log = { info: () => undefined, warn: () => undefined };
/** One question and what it is gone on with: six answers at most, and the question itself. */
const MOST_WRITES = 7;

/** A line with a scale at its end, as seen by one who trusts the driver in nothing. */
class WatchedScale {
  readonly #protocol: ScaleProtocolName;
  readonly #driver: ScaleDriver;
  #pending: (() => void)[] = [];
  /** What has arrived since the question that is open was written; null while none is. */
  #heard: string | null = null;
  #writes = 0;
  #told: number | null = null;
  #dropped = false;

  constructor(protocol: ScaleProtocolName) {
    this.#protocol = protocol;
    const timers = {
      after: (_: number, run: () => void) => {
        this.#pending.push(run);
        return () => {
          this.#pending = this.#pending.filter((each) => each !== run);
        };
      },
    };
    this.#driver = new ScaleDriver({ id: 's', profile: PROFILES[protocol], clock: STILL, timers, log });
    this.#driver.price({ unitPrice: 110 });
    this.#driver.watch((reading) => this.#judge(reading));
    this.#open();
  }

  hear(bytes: Uint8Array): void {
    if (this.#heard !== null) this.#heard += String.fromCharCode(...bytes);
    this.#driver.received(bytes);
    this.#openAgain();
  }

  /** Whatever falls due next does: it is asked anew, or the line is given up. */
  wait(): void {
    this.#pending.shift()?.();
    this.#openAgain();
    assert(this.#pending.length <= 2, 'timers pile up');
  }

  zero(): void {
    void this.#driver.zero();
    this.#openAgain();
  }

  #open(): void {
    this.#driver.opened({
      write: (bytes) => this.#written(String.fromCharCode(...bytes)),
      alive: () => undefined,
      report: () => undefined,
      drop: () => {
        this.#dropped = true;
      },
    });
  }

  #openAgain(): void {
    if (!this.#dropped) return;
    this.#dropped = false;
    this.#driver.lost();
    this.#heard = null;
    this.#told = null;
    this.#open();
  }

  #written(text: string): 'accepted' {
    const asks = text.startsWith(ASKS[this.#protocol]);
    this.#writes = asks ? 1 : this.#writes + 1;
    assert(this.#writes <= MOST_WRITES, `${this.#writes} writes for one question`);
    // What came before a question is no answer to it.
    if (asks) this.#heard = '';
    else if (text.startsWith(ZEROES)) this.#heard = null;
    return 'accepted';
  }

  #judge({ indication }: ScaleReading): void {
    const heard = this.#heard;
    assert(heard !== null, 'a reading that nobody asked for, or a second one');
    this.#heard = null;
    const before = this.#told;
    this.#told = indication.kind === 'stable' ? indication.grams : null;
    if (indication.kind !== 'stable') return;
    const { grams } = indication;
    assert(Number.isSafeInteger(grams) && grams >= 0 && grams <= 1_000_000, String(grams));
    const unmoved = grams === before && heard.includes('\x0209\x1b21\x03');
    const sent = weightsIn(this.#protocol, heard);
    assert(unmoved || sent.some((each) => Math.abs(each - grams) <= 0.501), `${grams} g of ${JSON.stringify(heard)}`);
  }
}

/**
 * A scale of the driver's own or another family says anything, spoilt and cut anywhere, in time and late, and is asked and zeroed meanwhile: each
 * question gets one reading at most, and each weight was sent, after its question.
 */
export function hostileScale(hostile: Hostile): void {
  const protocol = hostile.pick(SCALE_PROTOCOLS);
  const scale = new WatchedScale(protocol);
  const bytes = hostile.spoilt(SAMPLES[hostile.oneIn(6) ? hostile.pick(SCALE_PROTOCOLS) : protocol], 400);
  for (const piece of hostile.pieces(bytes)) {
    scale.hear(piece);
    if (hostile.oneIn(6)) scale.wait();
    if (hostile.oneIn(20)) scale.zero();
  }
}
