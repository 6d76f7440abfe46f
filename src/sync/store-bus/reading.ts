import { utf8Text } from '../../domain/journal/utf8.ts';
import type { Box } from '../wire/directory.ts';
import { type Envelope, envelopeBytes, envelopeSchema } from '../wire/envelope.ts';
import { MAX_MESSAGE_BYTES } from '../wire/limits.ts';
import {
  answeredSchema,
  askedSchema,
  EVENTS,
  type EventType,
  isEventType,
  isRequestType,
  REQUESTS,
  type Refusal,
  type RequestType,
} from '../wire/messages.ts';
import { type BusTopic, parseTopic } from '../wire/topics.ts';
import type { Keyring } from './keyring.ts';

/** Why a message was dropped; counted and logged by this word, never with what it said. */
export type Dropped =
  | 'tooLarge'
  | 'foreignTopic'
  | 'malformed'
  | 'typeMismatch'
  | 'stranger'
  | 'badSignature'
  | 'unknownType'
  | 'badBody'
  | 'notItsRole';

/** A message whose topic, envelope and signature agree on one sender that the store knows. */
export type Received =
  | {
      readonly kind: 'event';
      readonly from: Box;
      readonly id: string;
      readonly type: EventType;
      readonly body: unknown;
    }
  | {
      readonly kind: 'request';
      readonly from: Box;
      readonly id: string;
      readonly what: RequestType;
      readonly correlation: string;
      readonly expires: number;
      /** Null when what is asked fits no schema: it is answered with a refusal. */
      readonly ask: { readonly value: unknown } | null;
    }
  | {
      readonly kind: 'response';
      readonly from: Box;
      readonly id: string;
      readonly what: RequestType;
      readonly correlation: string;
      readonly outcome:
        | { readonly kind: 'answered'; readonly answer: unknown }
        | { readonly kind: 'refused'; readonly why: Refusal };
    }
  | { readonly kind: 'directory'; readonly value: unknown }
  | { readonly kind: 'dropped'; readonly why: Dropped };

const dropped = (why: Dropped): Received => ({ kind: 'dropped', why });

/** Reads what the bus brought. The bytes are a stranger's until the signature says otherwise. */
export function readMessage(
  store: string,
  self: string,
  topic: string,
  payload: Uint8Array,
  keyring: Keyring,
): Received {
  if (payload.length > MAX_MESSAGE_BYTES) return dropped('tooLarge');
  const place = parseTopic(topic);
  if (place === null || place.store !== store) return dropped('foreignTopic');
  if ((place.kind === 'request' || place.kind === 'response') && place.to !== self) return dropped('foreignTopic');
  const json = readJson(payload);
  if (json === null) return dropped('malformed');
  if (place.kind === 'directory') return { kind: 'directory', value: json.value };

  const envelope = envelopeSchema.safeParse(json.value);
  if (!envelope.success) return dropped('malformed');
  if (envelope.data.type !== (place.kind === 'event' ? place.type : place.what)) return dropped('typeMismatch');
  const from = keyring.box(place.from);
  if (from === null) return dropped('stranger');
  if (!signedBy(from, topic, envelope.data, keyring)) return dropped('badSignature');
  return readBody(place, from, envelope.data);
}

function readJson(payload: Uint8Array): { value: unknown } | null {
  try {
    const text = utf8Text(payload);
    return text === null ? null : { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

function signedBy(from: Box, topic: string, envelope: Envelope, keyring: Keyring): boolean {
  try {
    return keyring.verifies(from.box, envelope.key, envelopeBytes(topic, envelope), envelope.sig);
  } catch {
    // No canonical form (too deep, a lone surrogate): nothing that we would have signed.
    return false;
  }
}

function readBody(place: Exclude<BusTopic, { kind: 'directory' }>, from: Box, envelope: Envelope): Received {
  const { id, body } = envelope;
  if (place.kind === 'event') {
    if (!isEventType(place.type)) return dropped('unknownType');
    const kind = EVENTS[place.type];
    if (!kind.from.some((role) => from.roles.includes(role))) return dropped('notItsRole');
    const parsed = kind.body.safeParse(body);
    return parsed.success ? { kind: 'event', from, id, type: place.type, body: parsed.data } : dropped('badBody');
  }
  if (!isRequestType(place.what)) return dropped('unknownType');
  const what = place.what;
  if (place.kind === 'request') {
    const asked = askedSchema.safeParse(body);
    if (!asked.success) return dropped('badBody');
    const ask = REQUESTS[what].body.safeParse(asked.data.ask);
    const { correlation, expires } = asked.data;
    return { kind: 'request', from, id, what, correlation, expires, ask: ask.success ? { value: ask.data } : null };
  }
  const answered = answeredSchema.safeParse(body);
  if (!answered.success) return dropped('badBody');
  const { correlation } = answered.data;
  if (answered.data.kind === 'refused') {
    return { kind: 'response', from, id, what, correlation, outcome: { kind: 'refused', why: answered.data.why } };
  }
  const answer = REQUESTS[what].answer.safeParse(answered.data.answer);
  if (!answer.success) return dropped('badBody');
  return { kind: 'response', from, id, what, correlation, outcome: { kind: 'answered', answer: answer.data } };
}
