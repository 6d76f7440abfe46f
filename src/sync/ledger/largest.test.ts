import { describe, expect, it } from 'vitest';
import { directoryOf, listed, STORE, testBox } from '../../../test/fixtures/bus-keys.ts';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import type { LedgerEntry } from '../../domain/gate/sold-ledger.ts';
import { MessageWriter } from '../store-bus/writing.ts';
import { signedDirectorySchema } from '../wire/directory.ts';
import { MAX_BOXES, MAX_ENTRY_KEYS, MAX_MESSAGE_BYTES } from '../wire/limits.ts';
import { EVENTS, REQUESTS } from '../wire/messages.ts';
import { topicText } from '../wire/topics.ts';
import { headsPage, rangePage } from './serving.ts';
import { signEntry } from './source.ts';

const lane = testBox('a'.repeat(32), 'lane');
const epoch = '00000000-0000-7000-8000-000000000001';
const entry = (seq: number, keys: number): LedgerEntry => ({
  kind: 'returned',
  ...{ workstation: lane.name, epoch, seq, prevSaleSeq: seq - 1, transaction: 'é'.repeat(64) },
  ...{ cancels: 'é'.repeat(64), at: 8_000_000_000_000_000, keys: Array.from({ length: keys }, () => 'f'.repeat(32)) },
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

describe('a page', () => {
  it('ends where it is full, and says so', () => {
    const many = Array.from({ length: 200 }, (_, at) => signEntry(STORE, entry(at + 1, 1), lane.signer));
    const source = { heads: () => [], between: () => many };
    const page = rangePage([source], { workstation: lane.name, epoch, afterSeq: 0, beforeSeq: 1000 });
    expect(page?.entries.length).toBeLessThan(60);
    expect(page?.beforeSeq).toBe((page?.entries.at(-1)?.entry.seq ?? 0) + 1);
  });
});
