import { describe, expect, it } from 'vitest';
import { attractView } from '../../../src/renderer/kiosk/fixtures/base.ts';
import type { KioskView } from '../product.ts';
import { untrueScreen } from './laws-of-screens.ts';
import { alter, dayWith } from './made-up-day.ts';

const view = (screen: unknown) => ({ ...attractView(), screen }) as KioskView;
const declined = view({ kind: 'outcome', outcome: { kind: 'declined', amount: 500, paid: 0 } });
const trouble = (money: unknown) => view({ kind: 'unavailable', code: 'STORAGE_DISK_FULL', money });

/** The day up to the entry of this kind and attempt, the terminal as it was at the end. */
const upTo = (kind: string, attemptId: string) =>
  dayWith(({ entries }) => {
    const at = entries.findIndex((it) => it.kind === kind && it.body.attemptId === attemptId);
    entries.splice(at + 1);
  });

describe('a screen that says that nothing was taken', () => {
  const refused = (outcome: string, taken: boolean) => {
    const books = upTo('PaymentSettled', 'pa');
    alter(books.journal.entries as never, 'PaymentSettled', 'pa', (body) => ({ ...body, outcome, evidence: {} }));
    return { ...books, payments: taken ? books.payments : [] };
  };

  it('is true where the attempt was declined and the terminal has nothing', () => {
    expect(untrueScreen(declined, refused('declined', false), true)).toEqual([]);
  });

  it('is not where the terminal has the money', () => {
    expect(untrueScreen(declined, refused('declined', true), true)).toEqual([
      'the screen said that 500 were not taken, and the terminal has 500 (receipt 0001)',
    ]);
  });

  it('says nothing of a payment that damage may have taken', () => {
    const damaged = { sales: new Set(['a']), approvals: new Set<string>() };
    expect(untrueScreen(declined, { ...upTo('PaymentIntended', 'pa'), damaged }, true)).toEqual([]);
  });

  it('is not while it is still to be found out', () => {
    expect(untrueScreen(declined, upTo('PaymentIntended', 'pa'), true)).toEqual([
      'the screen said that 500 were not taken, and on disk nothing says so',
    ]);
  });
});

describe('a lane in trouble', () => {
  it('tells of the money that is under way', () => {
    const silent = ['the screen said that the lane is out of service, and payment pa of 500 is live'];
    const books = upTo('PaymentSettled', 'pa');
    expect(untrueScreen(trouble({ concern: 'payment', amount: 500 }), books, true)).toEqual([]);
    expect(untrueScreen(trouble(null), books, true)).toEqual(silent);
  });

  it('does not send the next shopper there', () => {
    expect(untrueScreen(attractView(), upTo('PaymentSettled', 'pa'), true)).toHaveLength(1);
    expect(
      untrueScreen(
        attractView(),
        dayWith(() => {}),
        true,
      ),
    ).toEqual([]);
  });

  it('can tell nothing of it that its journal has not told it since the start', () => {
    expect(untrueScreen(trouble(null), upTo('PaymentSettled', 'pa'), false)).toEqual([]);
  });

  it('says nothing of an intention that was never sent', () => {
    expect(untrueScreen(trouble(null), upTo('PaymentIntended', 'pa'), true)).toEqual([]);
  });
});
