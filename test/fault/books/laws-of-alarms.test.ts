import { describe, expect, it } from 'vitest';
import { type Moment, violations } from './laws.ts';
import { alter, dayWith, type goodDay } from './made-up-day.ts';

type Day = ReturnType<typeof goodDay>;

const found = (change: Parameters<typeof dayWith>[0], moment: Moment = 'settled') =>
  violations(dayWith(change), moment);

/** One more payment of 500 that the lane asked for in sale a, and the terminal booked. */
function chargedTwice({ entries, payments }: Day, kind: 'PaymentSettled' | 'PaymentResolved'): void {
  const at = entries.findIndex((it) => it.kind === 'PaymentIntended');
  const body = { transactionId: 'a', attemptId: 'p0' };
  entries.splice(
    at,
    0,
    { epoch: 'e', seq: 90, kind: 'PaymentIntended', body: { ...body, amount: 500 } },
    { epoch: 'e', seq: 91, kind, body: { ...body, outcome: 'declined', foundBy: 'recovery', evidence: {} } },
  );
  payments.push({ ...payments[0]!, receiptNumber: '0009', traceNumber: '000009' });
}

function alarmed({ entries }: Day, alarm: Record<string, unknown>, outcome?: 'reversed' | 'acknowledged'): void {
  const body = { alarmId: 'other', reason: 'unmatched', amount: 500, disposition: 'standing', ...alarm };
  entries.push({ epoch: 'e', seq: 98, kind: 'PaymentAlarmRaised', body });
  if (outcome !== undefined)
    entries.push({ epoch: 'e', seq: 99, kind: 'PaymentAlarmSettled', body: { alarmId: 'other', outcome } });
}

const numbers = (number: string) => ({ evidence: { receiptNumber: number, traceNumber: number } });

describe('the laws of alarms', () => {
  it('find an alarm whose approval is a sale’s payment as well, and one that was told twice', () => {
    const again = (number: string) => found((day) => alarmed(day, numbers(number), 'acknowledged'));
    expect(again('1')).toEqual(["the terminal's approval 0001 is payment pa and an alarm", expect.any(String)]);
    expect(again('5')).toContain("the terminal's approval 0005 was told as an alarm twice");
  });

  it('find one that counts as taken back while the terminal has the money', () => {
    const back = found(({ entries }) =>
      alter(entries, 'PaymentAlarmSettled', 'alarm', (body) => ({ ...body, outcome: 'reversed' })),
    );
    expect(back).toEqual(["the terminal's approval 0005 counts as taken back by alarm alarm, and it stands"]);
  });

  it('find money that no alarm tells of', () => {
    const untold = found(({ entries }) => {
      alter(entries, 'PaymentAlarmRaised', 'alarm', null);
      alter(entries, 'PaymentAlarmSettled', 'alarm', null);
    });
    expect(untold).toEqual(['the terminal booked a payment of 90 (receipt 0005), and nothing owns it']);
  });

  it('find a shopper who was charged twice, though the first charge is told as an alarm and seen to', () => {
    const twice = found((day) => {
      chargedTwice(day, 'PaymentSettled');
      alarmed(day, numbers('9'), 'acknowledged');
    });
    expect(twice).toEqual(['the lane asked for 500 (receipt 0009), and its answer became an alarm']);
  });

  it('bear that where staff had entered that it was not paid, once', () => {
    const byStaff = found((day) => {
      chargedTwice(day, 'PaymentResolved');
      alarmed(day, numbers('9'), 'acknowledged');
    });
    expect(byStaff).toEqual([]);
  });

  it('bear more money than was asked, which nobody may keep as an answer', () => {
    const more = found((day) => {
      day.payments.push({ ...day.payments[0]!, amount: 700, receiptNumber: '0009', traceNumber: '000009' });
      alarmed(day, { ...numbers('9'), amount: 700 }, 'acknowledged');
    });
    expect(more).toEqual([]);
  });

  it('find one that is still open when the day is over, and bear it after a cut', () => {
    const open = (moment: Moment) =>
      found(({ entries }) => alter(entries, 'PaymentAlarmSettled', 'alarm', null), moment);
    expect(open('settled')).toEqual(['alarm alarm (unmatched) is still open']);
    expect(open('cut')).toEqual([]);
  });

  it('find one about money that no terminal has, taken back or not', () => {
    const nowhere = ['alarm other tells of 500 that no terminal has'];
    for (const outcome of ['reversed', 'acknowledged'] as const)
      expect(found((day) => alarmed(day, numbers('77'), outcome))).toEqual(nowhere);
    for (const reason of ['twice', 'astray', 'otherCard', 'tooMuch'])
      expect(found((day) => alarmed(day, { ...numbers('77'), reason }, 'acknowledged'))).toEqual(nowhere);
  });

  it('find one that contradicts what staff have never said', () => {
    const never = found((day) =>
      alarmed(day, { ...numbers('1'), reason: 'contradiction', attemptId: 'pa' }, 'acknowledged'),
    );
    expect(never).toEqual(['alarm other contradicts what staff have never said of payment pa']);
  });
});

describe('the laws of an answer that another approval took the place of', () => {
  const late = (day: Day, unasked = true) => {
    const { asked: _, ...surprise } = { ...day.payments[0]!, receiptNumber: '0001', traceNumber: '000001' };
    const own = { ...day.payments[0]!, receiptNumber: '0009', traceNumber: '000009' };
    day.payments.splice(0, 1, unasked ? surprise : day.payments[0]!, own);
  };
  const told = { ...numbers('9'), disposition: 'unclear' };

  it('bear it as an alarm, and after a cut until it is one', () => {
    expect(found((day) => late(day), 'cut')).toEqual([]);
    expect(found((day) => late(day))).toEqual([
      'the terminal booked a payment of 500 (receipt 0009), and nothing owns it',
    ]);
    const alarm = (day: Day, unasked: boolean) => {
      late(day, unasked);
      alarmed(day, told, 'acknowledged');
    };
    expect(found((day) => alarm(day, true))).toEqual([]);
    expect(found((day) => alarm(day, false))).toEqual([
      'the lane asked for 500 (receipt 0009), and its answer became an alarm',
    ]);
  });
});

describe('the laws of what staff have read', () => {
  it('find a payment that staff called not paid, and that no alarm tells of', () => {
    const untold = (moment: Moment) => found((day) => chargedTwice(day, 'PaymentResolved'), moment);
    expect(untold('settled')).toEqual(['the terminal booked a payment of 500 (receipt 0009), and nothing owns it']);
    expect(untold('cut')).toEqual([]);
  });

  it('find an amount that the terminal has otherwise, unless an alarm tells of it', () => {
    const wrong = (told: boolean) =>
      found((day) => {
        const at = day.entries.findIndex(({ kind, body }) => kind === 'PaymentSettled' && body.attemptId === 'pa');
        day.entries.splice(at, 1, { ...day.entries[at]!, kind: 'PaymentResolved' });
        day.payments.splice(0, 1, { ...day.payments[0]!, amount: 400 });
        if (told)
          alarmed(day, { ...numbers('1'), reason: 'contradiction', attemptId: 'pa', amount: 400 }, 'acknowledged');
      });
    expect(wrong(false)).toEqual(['payment pa says 500, the terminal 400']);
    expect(wrong(true)).toEqual([]);
  });
});

describe('the laws of what is given back by hand', () => {
  const byHand = ({ entries }: Day) =>
    alter(entries, 'PaymentReversed', 'pb', (body) => ({ ...body, operatorId: '2', evidence: { receiptNumber: '2' } }));

  it('find money that the terminal gave back as well, unless an alarm tells of it', () => {
    expect(found(byHand)).toEqual(['payment pb was given back by hand and by the terminal, and no alarm tells of it']);
    const told = found((day) => {
      byHand(day);
      alarmed(
        day,
        { ...numbers('2'), reason: 'twice', attemptId: 'pb', amount: 100, disposition: 'returned' },
        'acknowledged',
      );
    });
    expect(told).toEqual([]);
  });

  it('bear it where staff had read that the terminal has taken it back', () => {
    expect(violations({ ...dayWith(byHand), takenBack: new Set(['pb']) }, 'settled')).toEqual([]);
  });

  it('find an amount that staff had misread, unless an alarm tells what the terminal gave back', () => {
    const misread = (told: boolean) =>
      dayWith((day) => {
        byHand(day);
        const at = day.entries.findIndex(({ kind, body }) => kind === 'PaymentSettled' && body.attemptId === 'pb');
        const entry = day.entries[at]!;
        day.entries.splice(at, 1, { ...entry, kind: 'PaymentResolved', body: { ...entry.body, amount: 62 } });
        const back = { ...numbers('6'), reason: 'astray', attemptId: 'pb', amount: 100, disposition: 'returned' };
        if (told) alarmed(day, back, 'acknowledged');
      });
    const takenBack = new Set(['pb']);
    expect(violations({ ...misread(false), takenBack }, 'settled')).toEqual(['payment pb says 62, the terminal 100']);
    expect(violations({ ...misread(true), takenBack }, 'settled')).toEqual([]);
  });

  it('bear money that the terminal took back for an alarm of which damage took the end, or a cut the word', () => {
    const day = dayWith((it) => {
      const at = it.entries.findIndex(({ kind, body }) => kind === 'PaymentSettled' && body.attemptId === 'pa');
      it.entries.splice(at, 1, { ...it.entries[at]!, kind: 'PaymentResolved' });
      it.payments.splice(0, 1, { ...it.payments[0]!, reversed: true });
      alarmed(it, { ...numbers('1'), reason: 'contradiction', attemptId: 'pa' }, 'acknowledged');
    });
    expect(violations(day, 'settled')).toEqual(['payment pa is live, and the terminal took it back']);
    const open = { ...day, journal: { ...day.journal, entries: day.journal.entries.slice(0, -1) } };
    expect(violations(open, 'cut')).toEqual([]);
    expect(violations(open, 'settled')).toContain('payment pa is live, and the terminal took it back');
    const damaged = { sales: new Set(['other']), approvals: new Set<string>() };
    expect(violations({ ...day, damaged }, 'settled')).toEqual([]);
  });

  it('bear an amount that staff had misread where damage took the alarm, or the sale was set aside with it', () => {
    const misread = (more: (day: Day) => void = () => {}) =>
      dayWith((day) => {
        const at = day.entries.findIndex(({ kind, body }) => kind === 'PaymentSettled' && body.attemptId === 'pa');
        const entry = day.entries[at]!;
        day.entries.splice(at, 1, { ...entry, kind: 'PaymentResolved' });
        day.payments.splice(0, 1, { ...day.payments[0]!, amount: 400 });
        more(day);
      });
    const wrong = ['payment pa says 500, the terminal 400'];
    expect(violations(misread(), 'settled')).toEqual(wrong);
    const damaged = { sales: new Set<string>(), approvals: new Set(['0001/000001']) };
    expect(violations({ ...misread(), damaged }, 'settled')).toEqual([]);
    const setAside = misread((day) =>
      alarmed(day, { ...numbers('1'), reason: 'setAside', attemptId: 'pa' }, 'acknowledged'),
    );
    expect(violations(setAside, 'settled')).toEqual([...wrong, 'alarm other says 500, the terminal 400']);
    const hurt = { sales: new Set(['a']), approvals: new Set<string>() };
    expect(violations({ ...setAside, damaged: hurt }, 'settled')).toEqual([]);
  });
});
