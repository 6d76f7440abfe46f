import { strict as assert } from 'node:assert';
import { LightsDriver } from '../../src/device/lights/driver.ts';
import { relayFrame } from '../../src/device/lights/frame.ts';
import { type MqttRelayProfile, readRelay } from '../../src/device/lights/mqtt-relay/profile.ts';
import { lightsProfileSchema } from '../../src/device/lights/profile.ts';
import { RelayParser } from '../../src/emulator/lights/relay-parser.ts';
import type { Hostile } from './hostile-bytes.ts';

const RELAYS = 4;
const FRAMES = [1, 2, 3, 4].flatMap((relay) => [relayFrame(relay, true), relayFrame(relay, false)]);
const PROFILE = lightsProfileSchema.parse({
  version: 1,
  category: 'lights',
  vendor: 'Any',
  model: 'Any',
  protocol: 'lcus',
  gapMs: 0,
});
const TIMERS = { after: () => () => undefined };

/** What a relay board hears, spoilt and cut anywhere: it obeys what was sent and nothing else. What it says back, whatever that is, moves the driver to nothing. */
export function hostileRelays(hostile: Hostile): void {
  const bytes = hostile.spoilt(FRAMES, 200);
  const read = (parts: readonly Uint8Array[]) => {
    const parser = new RelayParser(RELAYS);
    return { commands: parts.flatMap((part) => parser.push(part)), passedOver: parser.passedOver };
  };
  const whole = read([bytes]);
  assert.deepEqual(read(hostile.pieces(bytes)), whole);
  assert(whole.commands.length * 4 + whole.passedOver <= bytes.length, 'more came out than went in');
  for (const { relay, closed } of whole.commands)
    assert(Buffer.from(bytes).includes(Buffer.from(relayFrame(relay, closed))));
  chattered(hostile, bytes);
}

function chattered(hostile: Hostile, bytes: Uint8Array): void {
  const written: Uint8Array[] = [];
  let said = 0;
  const driver = new LightsDriver({ profile: PROFILE, timers: TIMERS });
  driver.opened({
    write: (each) => {
      written.push(each);
      return 'accepted';
    },
    alive: () => undefined,
    report: () => {
      said += 1;
    },
    drop: () => assert.fail('the line was given up'),
  });
  driver.show(hostile.pick(['green', 'amber', 'red'] as const));
  const before = written.length;
  // Through the port, as the supervisor calls it.
  const heard: { received(bytes: Uint8Array): void } = driver;
  for (const piece of hostile.pieces(bytes)) heard.received(piece);
  assert.deepEqual([written.length, said], [before, 1]);
}

const TOLD = ['ON', 'OFF', '{"id":0,"output":true}', '{"output":false,"source":"MQTT"}', '{"output":1}'].map((each) =>
  Buffer.from(each),
);
const WORDS: MqttRelayProfile['state'] = { topic: '{topic}{n}', field: null, on: 'ON', off: 'OFF' };
const FIELD: MqttRelayProfile['state'] = { topic: '{topic}{n}', field: 'output' };

/** What a board behind a broker tells of a relay, spoilt: it is closed or open only where the word, or the field with its value, was sent. */
export function hostileRelayStates(hostile: Hostile): void {
  const payload = hostile.spoilt(TOLD, 200);
  const text = Buffer.from(payload).toString('utf8');
  const word = readRelay(WORDS, payload);
  if (word !== null) assert.equal(text, word ? 'ON' : 'OFF');
  const field = readRelay(FIELD, payload);
  // A name may be written with escapes; its value may not.
  if (field !== null) assert(text.includes(String(field)), text);
}
