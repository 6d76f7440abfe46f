import { strict as assert } from 'node:assert';
import { ScaleDriver } from '../../src/device/scale/driver.ts';
import { scaleProfileSchema } from '../../src/device/scale/profile.ts';
import type { ScaleReading } from '../../src/workstation/ports/scale.ts';
import type { Hostile } from './hostile-bytes.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

/** What scales say, by the protocol that they say it in. */
const SAID = {
  'mt-sics': ['S S     100.00 g\r\n', 'S D     129.07 g\r\n', 'S I\r\n', 'S +\r\n', 'S -\r\n', 'Z A\r\n', 'ES\r\n'],
  'toledo-8217': ['\x0200.742\r', '\x0200742N\r', '\x02?a\r', '\x02?b\r', '\x02?\r\r'],
  nci: ['\n00.742KG\r\nS00\r\x03', '\n 1.64LB\r\nS20\r\x03', '\nS10\r\x03', '\nS02\r\x03', '\n?\r\x03'],
  cas: ['\x06', '\x01\x02S 00.455kg\x65\x03\x04', '\x01\x02U 00.455kg\x63\x03\x04', '\x15'],
  'dialog-06': [
    '\x06',
    '\x15',
    '\x0202\x1b3\x1b00742\x1b000110\x1b000082\x03',
    '\x0209\x1b21\x03',
    '\x0211\x1b2A7\x03',
  ],
} as const;
const PROTOCOLS = Object.keys(SAID) as (keyof typeof SAID)[];
const SAMPLES = Object.fromEntries(PROTOCOLS.map((name) => [name, SAID[name].map(latin1)])) as Record<
  keyof typeof SAID,
  Uint8Array[]
>;
const PROFILES = Object.fromEntries(
  PROTOCOLS.map((protocol) => [
    protocol,
    scaleProfileSchema.parse({ version: 1, category: 'scale', vendor: 'Any', model: 'Any', protocol }),
  ]),
) as Record<keyof typeof SAID, ReturnType<typeof scaleProfileSchema.parse>>;

const STILL = { now: () => 0, monotonic: () => 0 };
const NO_TIMERS = { after: () => () => undefined };
const log = { info: () => undefined, warn: () => undefined };
/** One question and what it is gone on with: three answers of a kind at most, and a margin. */
const MOST_WRITES = 8;

/** A driver that has asked once hears a scale of its own or another family, spoilt and cut anywhere: at most one reading comes of it. */
export function hostileScale(hostile: Hostile): void {
  const protocol = hostile.pick(PROTOCOLS);
  const bytes = hostile.spoilt(SAMPLES[hostile.oneIn(6) ? hostile.pick(PROTOCOLS) : protocol], 400);
  const readings: ScaleReading[] = [];
  const driver = new ScaleDriver({ id: 's', profile: PROFILES[protocol], clock: STILL, timers: NO_TIMERS, log });
  let writes = 0;
  driver.watch((reading) => readings.push(reading));
  driver.opened({
    write: () => {
      writes += 1;
      return 'accepted';
    },
    alive: () => undefined,
    report: () => undefined,
    drop: () => undefined,
  });
  driver.price({ unitPrice: 110 });
  for (const piece of hostile.pieces(bytes)) driver.received(piece);
  assert(readings.length <= 1, 'one question, two readings');
  assert(writes <= MOST_WRITES, `${writes} writes for one question`);
  for (const { indication } of readings) {
    if (indication.kind !== 'stable') continue;
    const { grams } = indication;
    assert(Number.isSafeInteger(grams) && grams >= 0 && grams <= 1_000_000, String(grams));
  }
}
