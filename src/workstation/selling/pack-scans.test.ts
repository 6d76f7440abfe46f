import { describe, expect, it } from 'vitest';
import { LaneUnderTest } from '../../../test/fixtures/lane.ts';
import { recall } from './recorder.ts';

const MILK = '9520000000011';
const COLA = '9520000000042';
const WINE = '9520000000035';
const CHEDDAR = '9520000000073';
/** What the DataMatrix of a pack says. The lane's day is 2 March 2026; the batch CALLED was called back. */
const matrix = (gtin: string, more = '') => `010${gtin}${more}`;
const EXPIRED = '17260301';
const CALLED = '10CALLED';

type Lane = LaneUnderTest;
const lines = ({ lane }: Lane) =>
  lane.state().transaction?.lines.map(({ item, quantity }) => `${quantity} ${item.id}`) ?? [];
const notice = ({ lane }: Lane) => lane.state().notice?.kind;
const linear = (it: Lane, gtin: string) => it.scan(gtin, ']E0');
const dataMatrix = (it: Lane, gtin: string, more = '') => it.scan(matrix(gtin, more), ']d2');
const last = (it: Lane) => it.journal.entries.at(-1);

describe('a pack whose other symbol bars it', () => {
  for (const [why, says] of [
    ['expired', EXPIRED],
    ['recalled', CALLED],
  ] as const) {
    it(`is taken out again when it is ${why}, with the message that it has when scanned alone`, () => {
      const lane = new LaneUnderTest();
      linear(lane, MILK);
      lane.clock.advance(120);
      dataMatrix(lane, MILK, says);
      expect([lines(lane), notice(lane)]).toEqual([[], why]);
      expect(last(lane)).toMatchObject({ kind: 'LineVoided', body: { reason: why } });
    });

    it(`never gets in when that it is ${why} is read first`, () => {
      const lane = new LaneUnderTest();
      dataMatrix(lane, MILK, says);
      lane.clock.advance(120);
      linear(lane, MILK);
      expect([lines(lane), notice(lane), lane.journal.entries]).toEqual([[], why, []]);
    });
  }

  it('leaves the pieces that it was put with, and their deposits', () => {
    const lane = new LaneUnderTest();
    linear(lane, COLA);
    lane.clock.advance(600);
    linear(lane, COLA);
    expect(lines(lane)).toEqual(['2 cola', '2 deposit']);
    dataMatrix(lane, COLA, EXPIRED);
    expect(lines(lane)).toEqual(['1 cola', '1 deposit']);
    expect(last(lane)).toMatchObject({ kind: 'LineQuantityChanged', body: { quantity: 1, reason: 'expired' } });
  });

  it('does not come back by undo, which takes back what was done before it', () => {
    const lane = new LaneUnderTest();
    linear(lane, COLA);
    linear(lane, MILK);
    dataMatrix(lane, MILK, EXPIRED);
    linear(lane, COLA);
    dataMatrix(lane, COLA, CALLED);
    expect(lines(lane)).toEqual(['1 cola', '1 deposit']);
    lane.lane.command({ kind: 'undo' });
    expect(lines(lane)).toEqual([]);
  });

  it('is out of the basket after a restart as well', () => {
    const lane = new LaneUnderTest();
    for (const says of [EXPIRED, CALLED, '3922099']) {
      linear(lane, COLA);
      dataMatrix(lane, COLA, says);
      linear(lane, MILK);
      dataMatrix(lane, MILK, says);
      lane.clock.advance(600);
    }
    const { transaction } = lane.lane.state();
    expect(recall(lane.journal, transaction?.transactionId ?? '')).toEqual(transaction);
  });

  it('takes the question for its age with it', () => {
    const lane = new LaneUnderTest();
    linear(lane, WINE);
    dataMatrix(lane, WINE, EXPIRED);
    expect(lane.lane.state().transaction?.interventions.map(({ state }) => state)).toEqual(['withdrawn']);
  });

  it('calls staff where money was asked for already', () => {
    const lane = new LaneUnderTest();
    linear(lane, MILK);
    lane.lane.command({ kind: 'toReview' });
    lane.lane.command({ kind: 'pay' });
    expect(lane.stage.kind).toBe('paying');
    dataMatrix(lane, MILK, EXPIRED);
    expect([lines(lane), notice(lane), lane.lane.state().helpCalled]).toEqual([['1 milk'], 'expired', true]);
  });

  it('is only told of where the shopper took it out', () => {
    const lane = new LaneUnderTest();
    linear(lane, MILK);
    lane.lane.command({ kind: 'voidLine', lineId: lane.lane.state().transaction?.lines[0]?.lineId ?? '' });
    dataMatrix(lane, MILK, EXPIRED);
    expect([lines(lane), notice(lane), lane.lane.state().helpCalled]).toEqual([[], 'expired', false]);
  });

  it('is not weighed', () => {
    const lane = new LaneUnderTest({ scale: true });
    linear(lane, CHEDDAR);
    expect(lane.stage.kind).toBe('weigh');
    dataMatrix(lane, CHEDDAR, EXPIRED);
    expect([lane.stage.kind, lines(lane), notice(lane)]).toEqual(['basket', [], 'expired']);
  });
});

describe('a pack whose other symbol says no more', () => {
  it('is one piece, whichever comes first, and nothing is recorded of the second', () => {
    for (const both of [
      [linear, dataMatrix],
      [dataMatrix, linear],
    ] as const) {
      const lane = new LaneUnderTest();
      both[0](lane, MILK);
      const { length } = lane.journal.entries;
      lane.clock.advance(500);
      both[1](lane, MILK);
      expect(lines(lane)).toEqual(['1 milk']);
      expect(lane.journal.entries).toHaveLength(length);
    }
  });

  it('is two where two are scanned quickly: the same symbol twice, or both symbols of both', () => {
    const lane = new LaneUnderTest();
    linear(lane, MILK);
    lane.clock.advance(50);
    linear(lane, MILK);
    expect(lines(lane)).toEqual(['2 milk']);
    dataMatrix(lane, MILK, '21A');
    dataMatrix(lane, MILK, '21B');
    expect(lines(lane)).toEqual(['2 milk']);
    dataMatrix(lane, MILK, '21C');
    expect(lines(lane)).toEqual(['3 milk']);
  });

  it('is two where two serial numbers say so', () => {
    const lane = new LaneUnderTest();
    dataMatrix(lane, MILK, '21A');
    lane.scan(`https://id.example/01/0${MILK}/21/B`, ']Q1');
    expect(lines(lane)).toEqual(['2 milk']);
  });

  it('is known to be one through a refused scan of something else', () => {
    const lane = new LaneUnderTest();
    linear(lane, MILK);
    lane.scan('HELLO', ']C0');
    dataMatrix(lane, MILK);
    expect(lines(lane)).toEqual(['1 milk']);
  });
});

describe('a pack whose other symbol carries its price or weight', () => {
  const PRICE = '3922099';
  const priced = ({ lane }: Lane) =>
    lane.state().transaction?.lines.map(({ item, labelPrice, grams }) => [item.id, labelPrice, grams]);

  it('is sold at that price, and the pieces it was put with at theirs', () => {
    const lane = new LaneUnderTest();
    linear(lane, MILK);
    linear(lane, MILK);
    dataMatrix(lane, MILK, `3103000250${PRICE}`);
    expect(priced(lane)).toEqual([
      ['milk', null, null],
      ['milk', 99, null],
    ]);
    expect(lines(lane)).toEqual(['1 milk', '1 milk']);
  });

  it('keeps that price when it was read first', () => {
    const lane = new LaneUnderTest();
    dataMatrix(lane, MILK, `3103000250${PRICE}`);
    linear(lane, MILK);
    expect(priced(lane)).toEqual([['milk', 99, null]]);
  });

  it('need not be weighed, with or without a scale', () => {
    for (const scale of [true, false]) {
      const lane = new LaneUnderTest({ scale });
      linear(lane, CHEDDAR);
      dataMatrix(lane, CHEDDAR, '3103000250');
      expect(priced(lane)).toEqual([['cheddar', null, 250]]);
      expect(lane.stage.kind).toBe('basket');
    }
  });
});
