import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { directoryOf, listed, STORE, testBox } from '../../../test/fixtures/bus-keys.ts';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import { headsPage, rangePage } from '../ledger/serving.ts';
import { signEntry } from '../ledger/source.ts';
import { MessageWriter } from '../store-bus/writing.ts';
import { signedDirectorySchema } from './directory.ts';
import { signedEntrySchema } from './ledger.ts';
import { MAX_BOXES, MAX_ENTRY_KEYS, MAX_MESSAGE_BYTES } from './limits.ts';
import { EVENTS, REQUESTS } from './messages.ts';
import { busFilters, parseTopic, topicText } from './topics.ts';

const lane = testBox('a'.repeat(32), 'lane');
const epoch = '00000000-0000-7000-8000-000000000001';
const entry = (seq: number, keys: number): LedgerEntry => ({
  kind: 'returned',
  ...{ workstation: lane.name, epoch, seq, prevSaleSeq: seq - 1, transaction: 'é'.repeat(64) },
  ...{ cancels: 'é'.repeat(64), at: 8_000_000_000_000_000, keys: Array.from({ length: keys }, () => 'f'.repeat(32)) },
});

const id = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/);
const word = fc.stringMatching(/^[a-z][A-Za-z]{0,31}$/);

describe('topics', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(
        id,
        id,
        id,
        word,
        fc.constantFrom('event', 'request', 'response', 'directory'),
        (store, from, to, what, kind) => {
          const topic =
            kind === 'event'
              ? { kind, store, from, type: what }
              : kind === 'directory'
                ? { kind, store, from }
                : { kind: kind as 'request' | 'response', store, from, to, what };
          expect(parseTopic(topicText(topic as never))).toEqual(topic);
        },
      ),
    );
  });

  it.each([
    '',
    'checkstand',
    'checkstand/s/lane-1',
    'checkstand/s/lane-1/event',
    'checkstand/s/lane-1/event/',
    'checkstand/s/lane-1/event/tagsSold/more',
    'checkstand/s/lane-1/request/tagsSold',
    'checkstand/s/Lane-1/event/tagsSold',
    'checkstand/s/-lane/event/tagsSold',
    'checkstand/s/__proto__/event/tagsSold',
    'checkstand/s/+/event/tagsSold',
    'checkstand/s/lane-1/directory/x',
    'checkstand//lane-1/event/tagsSold',
    '/checkstand/s/lane-1/event/tagsSold',
    `checkstand/s/${'a'.repeat(33)}/event/tagsSold`,
  ])('%s is none of ours', (text) => {
    expect(parseTopic(text)).toBe(null);
  });

  it('of requests and responses are heard by the one who is meant only', () => {
    expect(busFilters('s', 'lane-1')).toEqual([
      'checkstand/s/+/event/+',
      'checkstand/s/+/request/lane-1/+',
      'checkstand/s/+/response/lane-1/+',
      'checkstand/s/+/directory',
    ]);
  });
});

describe('the largest messages that the schemas allow', () => {
  const topic = topicText({ kind: 'response', store: STORE, from: lane.name, to: lane.name, what: 'ledgerSnapshot' });
  const write = (body: unknown) =>
    new MessageWriter({ signer: lane.signer, clock: new HandClock(), ids: countingIdentifiers() }).write(
      topic,
      'x'.repeat(32),
      body,
    );

  it('fit the bus: an entry, a page of entries, a page of heads', () => {
    const large = signEntry(STORE, entry(1, MAX_ENTRY_KEYS), lane.signer);
    expect(EVENTS.tagsReturned.body.safeParse(large).success).toBe(true);
    expect(write(large).length).toBeLessThan(MAX_MESSAGE_BYTES);

    const many = Array.from({ length: 300 }, (_, at) =>
      signEntry(STORE, entry(at + 1, at % 7 === 0 ? MAX_ENTRY_KEYS : 20), lane.signer),
    );
    const source = { heads: () => many, between: () => many.slice(0, 200) };
    const page = rangePage([source], { workstation: lane.name, epoch, afterSeq: 0, beforeSeq: 301 });
    expect(REQUESTS.ledgerRange.answer.safeParse(page).success).toBe(true);
    expect(write({ kind: 'answer', correlation: epoch, answer: page }).length).toBeLessThan(MAX_MESSAGE_BYTES);

    const heads = headsPage([source], undefined);
    expect(REQUESTS.ledgerHeads.answer.safeParse(heads).success).toBe(true);
    expect(write({ kind: 'answer', correlation: epoch, answer: heads }).length).toBeLessThan(MAX_MESSAGE_BYTES);
  });

  it('fit the bus: the list of keys of the largest store', () => {
    const boxes = Array.from({ length: MAX_BOXES }, (_, at) =>
      listed(testBox(`${'b'.repeat(28)}${at}`, 'lane', 'gate', 'hub')),
    );
    const signed = directoryOf(testBox('hub-1', 'hub'), boxes);
    expect(signedDirectorySchema.safeParse(signed).success).toBe(true);
    expect(JSON.stringify(signed).length).toBeLessThan(MAX_MESSAGE_BYTES);
  });
});

describe('an entry of a ledger', () => {
  const sound = signEntry(STORE, entry(7, 1), lane.signer);
  const broken: [string, object][] = [
    ['no tags', { keys: [] }],
    ['too many tags', { keys: Array.from({ length: MAX_ENTRY_KEYS + 1 }, () => 'aa') }],
    ['half a byte', { keys: ['aaa'] }],
    ['a key that is too long', { keys: ['aa'.repeat(17)] }],
    ['capital letters', { keys: ['AA'] }],
    ['itself before it', { prevSaleSeq: 7 }],
    ['a number that is none', { seq: 2 ** 53 }],
    ['an epoch that is none', { epoch: '../../etc' }],
    ['something more', { more: 1 }],
  ];

  it.each(broken)('with %s is refused', (_what, change) => {
    expect(signedEntrySchema.safeParse(sound).success).toBe(true);
    expect(signedEntrySchema.safeParse({ ...sound, entry: { ...sound.entry, ...change } }).success).toBe(false);
  });

  it('gives a page up to where it is full, and says so', () => {
    const many = Array.from({ length: 200 }, (_, at) => signEntry(STORE, entry(at + 1, 1), lane.signer));
    const source = { heads: () => [], between: () => many };
    const page = rangePage([source], { workstation: lane.name, epoch, afterSeq: 0, beforeSeq: 1000 });
    expect(page?.entries.length).toBeLessThan(60);
    expect(page?.beforeSeq).toBe((page?.entries.at(-1)?.entry.seq ?? 0) + 1);
  });
});
