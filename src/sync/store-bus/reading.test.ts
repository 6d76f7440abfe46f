import fc from 'fast-check';
import { expect, test } from 'vitest';
import { directoryOf, keyringOf, listed, STORE, testBox } from '../../../test/fixtures/bus-keys.ts';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import { readMessage } from './reading.ts';
import { MessageWriter } from './writing.ts';

const hub = testBox('hub-1', 'hub');
const lane = testBox('lane-1', 'lane');
const keyring = keyringOf(hub, directoryOf(hub, [listed(hub), listed(lane)]));
const topic = `checkstand/${STORE}/lane-1/event/laneState`;
const writer = new MessageWriter({ signer: lane.signer, clock: new HandClock(), ids: countingIdentifiers() });
const sound = writer.write(topic, 'laneState', { state: 'idle', since: 1, calls: [] });
const read = (at: string, bytes: Uint8Array) => readMessage(STORE, 'gate-1', at, bytes, keyring);

test('a sound message is heard', () => {
  expect(read(topic, sound)).toMatchObject({ kind: 'event', type: 'laneState' });
});

test('a message of which any byte is another is not', () => {
  fc.assert(
    fc.property(fc.nat(sound.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const bytes = Uint8Array.from(sound, (byte, index) => (index === at ? byte ^ change : byte));
      expect(read(topic, bytes).kind).toBe('dropped');
    }),
    { numRuns: 3000 },
  );
});

test('any bytes on any topic end in a word for why not, and never in an error', () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom('checkstand', STORE, 'lane-1', 'gate-1', 'event', 'request', 'response', 'settle'),
  );
  const anyTopic = fc.array(part, { maxLength: 7 }).map((levels) => levels.join('/'));
  const anyBytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.json({ maxDepth: 8 }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(anyTopic, anyBytes, (at, bytes) => {
      expect(read(at, bytes).kind).toBe('dropped');
    }),
    { numRuns: 2000 },
  );
});
