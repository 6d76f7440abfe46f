import { strict as assert } from 'node:assert';
import { canonicalText, type JsonValue } from '../../src/domain/journal/canonical.ts';
import { counts } from '../../src/sync/ledger/acceptance.ts';
import { signEntry } from '../../src/sync/ledger/source.ts';
import { readMessage } from '../../src/sync/store-bus/reading.ts';
import { MessageWriter } from '../../src/sync/store-bus/writing.ts';
import type { SignedEntry } from '../../src/sync/wire/ledger.ts';
import { MAX_MESSAGE_BYTES } from '../../src/sync/wire/limits.ts';
import { parseTopic, topicText } from '../../src/sync/wire/topics.ts';
import { directoryOf, keyringOf, listed, STORE, testBox } from '../fixtures/bus-keys.ts';
import { countingIdentifiers, HandClock } from '../fixtures/time.ts';
import type { Hostile } from './hostile-bytes.ts';
import { type Json, spoiltJson } from './hostile-json.ts';

const hub = testBox('hub-1', 'hub');
const lane = testBox('lane-1', 'lane');
const other = testBox('lane-2', 'lane');
const gate = testBox('gate-1', 'gate');
const thief = testBox('lane-3', 'lane');
const stranger = testBox('lane-9', 'lane');
const BOXES = [hub, lane, other, gate, thief, stranger];
const boxes = [listed(hub), listed(lane), listed(other), listed(gate), listed(thief, true)];
const held = directoryOf(hub, boxes, 5);
const newer = directoryOf(hub, boxes.slice(0, 4), 6);
let keyring = keyringOf(hub, held);

const ids = countingIdentifiers();
const [EPOCH, ALARM, CORRELATION] = [ids.uuid(), ids.uuid(), ids.uuid()];
const AT = 1_772_445_600_000;
const place = { workstation: 'lane-1', epoch: EPOCH, seq: 5, prevSaleSeq: 0, at: AT };
const sale = { ...place, kind: 'sold', transaction: 't1', keys: ['3034', '30ff'] } as const;
const ENTRY = signEntry(STORE, sale, lane.signer);
const RETURN = signEntry(STORE, { ...sale, kind: 'returned', transaction: 't2', cancels: 't1' }, lane.signer);
const range = { workstation: 'lane-1', epoch: EPOCH, afterSeq: 0, beforeSeq: 9 };
const settle = { alarm: ALARM, outcome: 'paid', operator: { id: '7', role: 'attendant' } };
const ask = (body: unknown) => ({ correlation: CORRELATION, expires: AT + 5000, ask: body });
const answer = (body: unknown) => ({ kind: 'answer', correlation: CORRELATION, answer: body });
const EPCIS = {
  ...{ '@context': ['https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld'], type: 'ObjectEvent' },
  ...{ eventID: 'urn:uuid:1', eventTime: '2026-03-03T00:30:00.250+01:00', eventTimeZoneOffset: '+01:00' },
  ...{ epcList: ['urn:epc:id:sgtin:9521141.012345.1'], action: 'OBSERVE' },
  ...{ bizStep: 'retail_selling', disposition: 'retail_sold', readPoint: { id: 'urn:epc:id:sgln:9521141.00001.1' } },
};

/** Who says what, and where: one message of every event, and of requests and their answers. */
const SAID: readonly (readonly [from: (typeof BOXES)[number], topic: string, body: unknown])[] = [
  [lane, 'lane-1/event/tagsSold', ENTRY],
  [lane, 'lane-1/event/tagsReturned', RETURN],
  [gate, 'gate-1/event/gateAlarm', { alarm: ALARM, at: AT, reason: 'unsold', tags: [{ epc: '30ff' }], moreTags: 0 }],
  [hub, 'hub-1/event/gateAlarmSettled', { alarm: ALARM, at: AT, outcome: 'paid', operator: '7' }],
  [lane, 'lane-1/event/epcis', EPCIS],
  [lane, 'lane-1/event/laneState', { state: 'idle', since: 1, calls: [{ call: 'c', kind: 'help' }] }],
  [lane, 'lane-1/request/gate-1/ledgerRange', ask(range)],
  [lane, 'lane-1/request/gate-1/settle', ask(settle)],
  [lane, 'lane-1/response/gate-1/ledgerRange', answer({ ...range, entries: [ENTRY] })],
  [hub, 'hub-1/response/gate-1/exitClaim', answer({ result: 'claimed', by: 'gate-1' })],
  [hub, 'hub-1/response/gate-1/ledgerHeads', { kind: 'refused', correlation: CORRELATION, why: 'busy' }],
];
const clock = new HandClock();
const written = (box: (typeof BOXES)[number], topic: string, body: unknown) =>
  new MessageWriter({ signer: box.signer, clock, ids }).write(topic, topic.split('/').at(-1) ?? '', body);
const SOUND = SAID.map(([from, levels, body]) => {
  const topic = `checkstand/${STORE}/${levels}`;
  const bytes = written(from, topic, body);
  return { from, topic, body, bytes, json: JSON.parse(Buffer.from(bytes).toString()) as Json };
});
/** The same, signed by the same, for other ears and for the store next door. */
const ELSEWHERE = SAID.map(([from, levels, body]) => {
  const topic = `checkstand/${STORE}/${levels}`;
  const signedFor = levels.includes('/gate-1/')
    ? topic.replace('/gate-1/', '/lane-2/')
    : topic.replace(STORE, 'store-13');
  return { topic, bytes: written(from, signedFor, body) };
});
const DIRECTORY_TOPIC = `checkstand/${STORE}/hub-1/directory`;
const PAYLOADS = [...SOUND.map(({ bytes }) => bytes), Buffer.from(JSON.stringify(newer))];
const TOPICS = [...SOUND.map(({ topic }) => topic), DIRECTORY_TOPIC];

const canonical = (value: unknown) => canonicalText(value as JsonValue);
/** What paired boxes have signed, by topic and canonical form: whatever else is heard is made up. */
const SIGNED = new Set(SOUND.map(({ topic, json }) => topic + canonical(json)));
const ENTRIES = new Set([canonical(ENTRY), canonical(RETURN)]);

function spoiltTopic(hostile: Hostile): string {
  const topic = hostile.pick(TOPICS);
  if (hostile.oneIn(3)) return Buffer.from(hostile.spoilt([Buffer.from(topic)], 300)).toString('latin1');
  const levels = topic.split('/');
  const odd = ['+', '#', '', '$SYS', 'lane-2', 'hub-1', 'gate-1', 'LANE-1', 'store-13', 'toString', '__proto__'];
  levels[hostile.below(levels.length + 1)] = hostile.pick([...odd, ...TOPICS.flatMap((each) => each.split('/'))]);
  return levels.join('/');
}

/** A topic that was read says itself again, and nothing that can stand for others is in it. */
function assertTopic(text: string): void {
  const topic = parseTopic(text);
  if (topic === null) return;
  assert.equal(topicText(topic), text);
  assert(!/[+#\u0000\s]/.test(text) && text.length <= 200, 'a topic that MQTT would take for a filter');
}

function assertHeard(topic: string, payload: Uint8Array): void {
  const heard = readMessage(STORE, 'gate-1', topic, payload, keyring);
  if (heard.kind === 'dropped') return;
  const said: unknown = JSON.parse(Buffer.from(payload).toString());
  if (heard.kind === 'directory') {
    const outcome = keyring.accept(heard.value);
    assert(keyring.box('lane-9') === null && keyring.box('lane-3') === null, 'a stranger may speak');
    if (outcome !== 'taken') return;
    assert.equal(canonical(said), canonical(newer), 'a list that the hub did not sign');
    keyring = keyringOf(hub, held);
    return;
  }
  assert(SIGNED.has(topic + canonical(said)), `what nobody signed was heard on ${topic}`);
}

/** What a paired box says in its own name, though what it passes on of others was spoilt: no such entry counts. */
function assertPassedOn(hostile: Hostile): void {
  const spoilt = spoiltJson(hostile.pick([ENTRY, RETURN]) as unknown as Json, hostile);
  // What has no canonical form can't be signed either.
  if (JSON.stringify(spoilt).includes('\\ud800')) return;
  const topic = `checkstand/${STORE}/lane-2/response/gate-1/ledgerRange`;
  const bytes = written(other, topic, answer({ ...range, entries: [spoilt] }));
  const heard = readMessage(STORE, 'gate-1', topic, bytes, keyring);
  if (heard.kind !== 'response' || heard.outcome.kind !== 'answered') return;
  const { entries } = heard.outcome.answer as { readonly entries: readonly SignedEntry[] };
  for (const entry of entries)
    assert(
      !counts(STORE, keyring, entry) || ENTRIES.has(canonical(entry)),
      'an entry counts that its lane did not sign',
    );
}

/**
 * One input of the campaign: bytes spoilt anywhere; a member of a message changed; a message moved to another topic; one that another
 * box signed, in its own name or in this one's. Nothing is heard but what a paired box signed for that very place, and no list of keys
 * taken but the hub's.
 */
export function hostileBus(hostile: Hostile): void {
  const sound = hostile.pick(SOUND);
  const kind = hostile.below(64);
  const topic = hostile.oneIn(2) ? sound.topic : spoiltTopic(hostile);
  assertTopic(topic);
  if (kind < 16) assertHeard(topic, hostile.spoilt(PAYLOADS, 4000));
  else if (kind < 50) assertHeard(topic, Buffer.from(JSON.stringify(spoiltJson(sound.json, hostile))));
  else if (kind < 52) assertHeard(spoiltTopic(hostile), sound.bytes);
  else if (kind < 54) assertMoved(hostile);
  else if (kind < 58) assertHeard(DIRECTORY_TOPIC, Buffer.from(JSON.stringify(spoiltJson(newer as Json, hostile))));
  else if (kind < 60) assertPassedOn(hostile);
  else if (kind < 62) assertForged(hostile, sound);
  else if (kind < 63) assertSound(sound);
  else assertLarge(hostile, sound.topic);
}

/** Any other box of the store, a revoked one and a stranger, signs what this one would say. */
function assertForged(hostile: Hostile, { from, topic, body }: (typeof SOUND)[number]): void {
  const forger = hostile.pick(BOXES.filter((each) => each !== from));
  const forged = written(forger, topic, body);
  assert.equal(
    readMessage(STORE, 'gate-1', topic, forged, keyring).kind,
    'dropped',
    `${forger.name} spoke for another`,
  );
  const own = topic.replace(`/${from.name}/`, `/${forger.name}/`);
  const said = readMessage(STORE, 'gate-1', own, written(forger, own, body), keyring);
  const mayNot = forger === thief || forger === stranger;
  assert(said.kind === 'dropped' || !mayNot, `${forger.name} spoke`);
}

function assertMoved(hostile: Hostile): void {
  const { topic, bytes } = hostile.pick(ELSEWHERE);
  assert.equal(
    readMessage(STORE, 'gate-1', topic, bytes, keyring).kind,
    'dropped',
    'what was said elsewhere was heard',
  );
}

/** The law is not kept by hearing nothing. */
function assertSound({ topic, bytes }: (typeof SOUND)[number]): void {
  assert.notEqual(readMessage(STORE, 'gate-1', topic, bytes, keyring).kind, 'dropped');
  assert.equal(keyring.accept(newer), 'taken');
  keyring = keyringOf(hub, held);
}

function assertLarge(hostile: Hostile, topic: string): void {
  const bytes = new Uint8Array(MAX_MESSAGE_BYTES + 1 + hostile.below(9)).fill(hostile.pick([0x20, 0x5b, 0x7b]));
  assert.deepEqual(readMessage(STORE, 'gate-1', topic, bytes, keyring), { kind: 'dropped', why: 'tooLarge' });
  // Nested as deep as a message can be.
  assert.equal(readMessage(STORE, 'gate-1', topic, bytes.subarray(0, 20_000), keyring).kind, 'dropped');
}
