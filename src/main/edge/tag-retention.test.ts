import { describe, expect, it } from 'vitest';
import { key, listeningLog, sold, temporaryLedger, transactionsOf } from '../../../test/fixtures/ledger.ts';
import { HandClock } from '../../../test/fixtures/time.ts';
import { isNight, type RetentionParts, retainTags } from './tag-retention.ts';

const DAY = 24 * 60 * 60_000;
const HOUR = 60 * 60_000;

/** A ledger with sixty old sales of a tag each and one of today. */
function retained(more: Partial<RetentionParts> = {}) {
  const clock = new HandClock();
  const { log, told } = listeningLog();
  const ledger = temporaryLedger();
  const at = (n: number) => (n > 60 ? clock.now() : clock.now() - 800 * DAY + n);
  ledger.apply(
    Array.from({ length: 61 }, (_, n) =>
      sold(`t${n + 1}`, [key(n + 1)], { seq: n + 1, prevSaleSeq: n, at: at(n + 1) }),
    ),
  );
  const stop = retainTags({
    ...{ ledger, archive: null, keptDays: 730, quiet: () => true, clock, timers: clock, log },
    ...more,
  });
  const left = () =>
    Array.from({ length: 61 }, (_, n) => n + 1).filter((n) => transactionsOf(ledger, key(n)).length > 0);
  return { clock, stop, left, told, ledger };
}

describe('old sales of tags', () => {
  it('go twenty at a time, the oldest first, and new ones stay', async () => {
    const { clock, left } = retained();
    await clock.advance(1_000);
    expect([left()[0], left().length]).toEqual([21, 41]);
    await clock.advance(3_000);
    expect(left()).toEqual([61]);
  });

  it('stay while somebody is served, and go afterwards', async () => {
    let busy = true;
    const { clock, left } = retained({ quiet: () => !busy });
    await clock.advance(HOUR);
    expect(left()).toHaveLength(61);
    busy = false;
    await clock.advance(6_000);
    expect(left().length).toBeLessThan(61);
  });

  it('stay where the clock has jumped ahead by years and nothing was sold since', async () => {
    const { clock, left } = retained({ keptDays: 900 });
    clock.jump(3_000 * DAY);
    await clock.advance(2 * HOUR);
    expect(left()).toHaveLength(61);
  });

  it('are looked for by the hour, in the archive too, until it is ended', async () => {
    const asked: number[] = [];
    const archive = {
      forgetBefore(instant: number) {
        asked.push(instant);
        return asked.length === 1;
      },
    };
    const { clock, stop } = retained({ archive, keptDays: 900 });
    const started = clock.now();
    await clock.advance(2_000);
    expect(asked).toEqual([started - 90 * DAY, started - 90 * DAY]);
    await clock.advance(HOUR);
    expect(asked).toHaveLength(3);
    stop();
    await clock.advance(3 * HOUR);
    expect(asked).toHaveLength(3);
  });

  it('that the disk does not let go are tried again in an hour', async () => {
    const ledger = {
      newestSale: () => 0,
      forgetBefore(): never {
        throw new Error('the disk fails');
      },
    };
    const { clock, told } = retained({ ledger });
    await clock.advance(2_000 + HOUR);
    expect(told.map(({ code }) => code)).toEqual(['ledger.notForgotten', 'ledger.notForgotten']);
  });
});

it.each([
  ['2026-07-01T00:30:00Z', 'Europe/London', false],
  ['2026-07-01T01:30:00Z', 'Europe/London', true],
  ['2026-07-01T04:30:00Z', 'Europe/London', false],
  ['2026-07-01T17:30:00Z', 'Asia/Tokyo', true],
  ['2026-07-01T15:30:00Z', 'Asia/Tokyo', false],
])('%s in %s is night: %s', (at, timezone, expected) => {
  expect(isNight(Date.parse(at), timezone)).toBe(expected);
});
