import { describe, expect, it } from 'vitest';
import type { LlrpMessage } from './framer.ts';
import { llrpProfileSchema } from './profile.ts';
import { settingsOf } from './settings.ts';
import { beginSetup, continueSetup, type SetupResult } from './setup.ts';

const profile = (more: object = {}) =>
  llrpProfileSchema.parse({
    version: 1,
    category: 'rfidReader',
    vendor: 'Any',
    model: 'Any',
    protocol: 'llrp',
    ...more,
  });
const settings = (more: object = {}) => settingsOf(profile(more), {});
const OUTPUTS = new Map<number, boolean>();
const OK = '011f 0008 0000 0000';
const REFUSED = '011f 0008 0064 0000';

function answer(type: number, id: number, text: string): LlrpMessage {
  const bytes = Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
  return { type, version: 1, id, bytes, from: 0, to: bytes.length };
}

/** Message type and version of a request. */
const asked = (result: SetupResult) => {
  if (result.kind !== 'ask') return result.kind === 'failed' ? result.code : result.kind;
  const [head = 0, type = 0] = result.request;
  return `${head >> 2} ${((head & 3) << 8) | type}`;
};

/** Goes on with these answers, each to the request before it. */
function follow(more: object, answers: readonly (readonly [type: number, text: string])[]): SetupResult {
  const plan = settings(more);
  let result = beginSetup(plan, OUTPUTS, 0);
  for (const [type, text] of answers) {
    if (result.kind !== 'ask') return result;
    result = continueSetup(result.setup, answer(type, result.setup.id, text), plan, OUTPUTS);
  }
  return result;
}

const TO_CONFIGURE = [
  [11, OK],
  [51, OK],
  [31, OK],
] as const;

describe('setting a reader up', () => {
  it('begins with what it can, in 1.0.1', () => {
    expect(asked(follow({}, []))).toBe('1 1');
  });

  it.each([
    [
      'agrees on 1.1 where the reader knows it',
      [
        [56, `01 02 ${OK}`],
        [57, OK],
      ],
      '2 1',
    ],
    ['stays with 1.0.1 where the reader knows no more', [[56, `01 01 ${OK}`]], '1 1'],
    ['stays with 1.0.1 where the reader does not know the question', [[100, '011f 0008 006e 0000']], '1 1'],
    [
      'stays with 1.0.1 where the reader refuses 1.1',
      [
        [56, `01 02 ${OK}`],
        [57, REFUSED],
      ],
      '1 1',
    ],
  ] as const)('%s', (_, answers, request) => {
    expect(asked(follow({ newestVersion: '1.1' }, []))).toBe('2 46');
    expect(asked(follow({ newestVersion: '1.1' }, answers))).toBe(request);
  });

  it('clears what is left behind, whether or not the reader has anything to do with access', () => {
    expect(asked(follow({}, [[11, OK]]))).toBe('1 41');
    expect(
      asked(
        follow({}, [
          [11, OK],
          [100, REFUSED],
        ]),
      ),
    ).toBe('1 21');
    expect(asked(follow({}, TO_CONFIGURE))).toBe('1 3');
  });

  it('pushes the configuration, compares it, and only then has the reader read', () => {
    const configured = [...TO_CONFIGURE, [13, OK]] as const;
    expect(asked(follow({}, configured))).toBe('1 2');
    const compared = [...configured, [12, OK]] as const;
    expect(asked(follow({}, compared))).toBe('1 20');
    expect(asked(follow({}, [...compared, [30, OK]]))).toBe('1 24');
    expect(asked(follow({}, [...compared, [30, OK], [34, OK]]))).toBe('1 22');
    expect(asked(follow({}, [...compared, [30, OK], [34, OK], [32, OK]]))).toBe('1 26');
    const reading = follow({}, [...compared, [30, OK], [34, OK], [32, OK], [36, OK]]);
    // It told neither its configuration nor its operations.
    expect(reading).toMatchObject({ kind: 'reading', setup: { drift: ['keepalive', 'events', 'antennas', 'rospec'] } });
  });

  it.each([
    ['its operations are not deleted', [...TO_CONFIGURE.slice(0, 2), [31, REFUSED]]],
    ['the configuration is refused', [...TO_CONFIGURE, [13, REFUSED]]],
    ['the operation is refused by an error message', [...TO_CONFIGURE, [13, OK], [12, OK], [100, REFUSED]]],
    ['the operation does not start', [...TO_CONFIGURE, [13, OK], [12, OK], [30, OK], [34, OK], [32, REFUSED]]],
  ] as const)('ends where %s', (_, answers) => {
    expect(asked(follow({}, answers))).toBe('DEVICE_CONFIG_REFUSED');
  });

  it.each([
    ['an answer has no status', [[11, '']]],
    ['an answer is malformed', [[11, `${OK} 0089 0003`]]],
    ['the capabilities are malformed', [[11, `${OK} 0089 0006 0004`]]],
    ['the capabilities are refused', [[11, REFUSED]]],
    ['the configuration can’t be read back', [...TO_CONFIGURE, [13, OK], [12, REFUSED]]],
  ] as const)('gives the reader up where %s', (_, answers) => {
    expect(asked(follow({}, answers))).toBe('DEVICE_PROTOCOL');
  });

  it('waits on where something else was said', () => {
    const plan = settings();
    const begun = beginSetup(plan, OUTPUTS, 41);
    if (begun.kind !== 'ask') throw new Error('nothing was asked');
    expect(begun.setup.id).toBe(42);
    expect(continueSetup(begun.setup, answer(11, 7, OK), plan, OUTPUTS)).toEqual({ kind: 'other' });
    expect(continueSetup(begun.setup, answer(12, 42, OK), plan, OUTPUTS)).toEqual({ kind: 'other' });
  });
});
