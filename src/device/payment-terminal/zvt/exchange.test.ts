import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytes, status } from '../../rehearsal/scripted-terminal.ts';
import { ApduReader } from './apdu.ts';
import { bare } from './commands.ts';
import { beginExchange, type ExchangeEvent, type ExchangeRules, type ExchangeState, stepExchange } from './exchange.ts';

const rules: ExchangeRules = {
  ackMs: 5000,
  completionMs: 190_000,
  longestMs: 600_000,
  acknowledgement: 'optional' as const,
  afterAbortMs: 60_000,
  charset: 'cp437',
  accepts: () => true,
};
const apdu = (hex: string): ExchangeEvent => {
  const [first] = new ApduReader().push(bytes(hex)).apdus;
  if (first === undefined) throw new Error('not a message');
  return { kind: 'apdu', apdu: first };
};
const written = (step: ReturnType<typeof stepExchange>) =>
  step.actions.map((action) =>
    action.kind === 'send'
      ? action.apdu.control.toString(16)
      : action.kind === 'wait'
        ? action.milliseconds
        : action.kind,
  );

test('waits T3 for the acknowledgement and T4 for every message after it', () => {
  const begun = beginExchange(bare(0x0601), rules);
  expect(written(begun)).toEqual(['601', 5000]);
  const acknowledged = stepExchange(begun.state, apdu('800000'), rules);
  expect(written(acknowledged)).toEqual([190_000]);
  expect(written(stepExchange(acknowledged.state, apdu('04ff010a'), rules))).toEqual(['8000', 'prompt', 190_000]);
});

test('a terminal in a hurry may leave the acknowledgement out', () => {
  const { state } = beginExchange(bare(0x0601), rules);
  const hurried = stepExchange(state, apdu('04ff010a'), rules);
  expect(hurried.state.kind).toBe('running');
  expect(written(hurried)[0]).toBe('8000');
});

test('84 00 is an acknowledgement too; a stray one in the middle changes nothing', () => {
  const { state } = beginExchange(bare(0x0601), rules);
  const running = stepExchange(state, apdu('840000'), rules).state;
  expect(running.kind).toBe('running');
  expect(stepExchange(running, apdu('800000'), rules)).toEqual({ state: running, actions: [] });
  expect(stepExchange(running, apdu('848300'), rules)).toEqual({ state: running, actions: [] });
});

test('an abort that was refused is waited for no longer than a payment, and may be asked for again', () => {
  const running = stepExchange(beginExchange(bare(0x0601), rules).state, apdu('800000'), rules).state;
  const asked = stepExchange(running, { kind: 'abort' }, rules);
  expect(written(asked)).toEqual(['6b0', 60_000]);
  const refused = stepExchange(asked.state, apdu('848300'), rules);
  expect(written(refused)).toEqual(['abortRefused', 190_000]);
  expect(written(stepExchange(refused.state, { kind: 'abort' }, rules))).toEqual(['6b0', 60_000]);
});

const messages = fc.constantFrom(
  '800000',
  '840000',
  '846600',
  '849c00',
  '04ff010a',
  '04ff00',
  '060f00',
  '061e016c',
  '061e00',
  '06d1020041',
  '06d100',
  '06d300',
  '040f00',
  '040f022700',
  '040f0127',
  '0401020304',
  '06b000',
  status('00'),
  status('05'),
);
const events = fc.oneof(
  { weight: 8, arbitrary: messages.map(apdu) },
  { weight: 1, arbitrary: fc.constant<ExchangeEvent>({ kind: 'abort' }) },
  {
    weight: 1,
    arbitrary: fc
      .uint8Array({ maxLength: 30 })
      .map((data): ExchangeEvent => ({ kind: 'apdu', apdu: { control: 0x040f, data } })),
  },
);

test('whatever comes, every message is answered once, a result is final, and silence ends it', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 25 }), fc.boolean(), fc.boolean(), (sequence, judged, willing) => {
      const given = { ...rules, accepts: judged ? () => willing : null };
      let state: ExchangeState = beginExchange(bare(0x0601), given).state;
      for (const event of sequence) {
        const before = state;
        const step = stepExchange(state, event, given);
        state = step.state;
        const answers = step.actions.flatMap((action) =>
          action.kind === 'send' && action.apdu.control >> 8 !== 0x06 ? [action.apdu.control] : [],
        );
        expect(answers.length).toBeLessThanOrEqual(1);
        if (before.kind === 'over') expect(step).toEqual({ state: before, actions: [] });
        if (!judged) expect(answers).not.toContain(0x8466);
        const waits = step.actions.filter(({ kind }) => kind === 'wait');
        if (step.state.kind === 'over') expect(waits).toEqual([]);
      }
      expect(stepExchange(state, { kind: 'timeout' }, given).state.kind).toBe('over');
      expect(stepExchange(state, { kind: 'lost', cause: 'closed' }, given).state.kind).toBe('over');
    }),
    { numRuns: 3000 },
  );
});
