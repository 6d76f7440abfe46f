import { boxId, storeId } from './names.ts';

/** A topic of the store bus, taken apart. Homie's retained states lie outside: see `stateTopic`. */
export type BusTopic =
  | { readonly kind: 'event'; readonly store: string; readonly from: string; readonly type: string }
  | {
      readonly kind: 'request';
      readonly store: string;
      readonly from: string;
      readonly to: string;
      readonly what: string;
    }
  | {
      readonly kind: 'response';
      readonly store: string;
      readonly from: string;
      readonly to: string;
      readonly what: string;
    }
  | { readonly kind: 'directory'; readonly store: string; readonly from: string };

const ROOT = 'checkstand';
const WORD = /^[a-z][A-Za-z]{0,31}$/;
/** Longest topic: five ids or words and their slashes, rounded up. Anything longer is not ours. */
const MAX_TOPIC = 200;

export function topicText(topic: BusTopic): string {
  const base = `${ROOT}/${topic.store}/${topic.from}`;
  if (topic.kind === 'event') return `${base}/event/${topic.type}`;
  if (topic.kind === 'directory') return `${base}/directory`;
  return `${base}/${topic.kind}/${topic.to}/${topic.what}`;
}

/** Takes a topic apart; null for anything that is not exactly one of ours. */
export function parseTopic(text: string): BusTopic | null {
  if (text.length > MAX_TOPIC) return null;
  const [root, store, from, kind, fourth, fifth, ...rest] = text.split('/');
  if (root !== ROOT || rest.length > 0 || !isId(store) || !boxId.safeParse(from).success || from === undefined)
    return null;
  if (kind === 'directory' && fourth === undefined) return { kind, store, from };
  if (fourth === undefined) return null;
  if (kind === 'event') return fifth === undefined && WORD.test(fourth) ? { kind, store, from, type: fourth } : null;
  if (kind !== 'request' && kind !== 'response') return null;
  if (!boxId.safeParse(fourth).success || fifth === undefined || !WORD.test(fifth)) return null;
  return { kind, store, from, to: fourth, what: fifth };
}

function isId(text: string | undefined): text is string {
  return storeId.safeParse(text).success;
}

/** What a box listens to: every event, what is asked of or answered to it, and the hub's list of public keys. */
export function busFilters(store: string, self: string): string[] {
  const base = `${ROOT}/${store}/+`;
  return [`${base}/event/+`, `${base}/request/${self}/+`, `${base}/response/${self}/+`, `${base}/directory`];
}

/** Root of a box's Homie state; Homie 5 puts its major version behind the domain. */
export function stateTopic(box: string, ...levels: readonly string[]): string {
  return ['homie', '5', box, ...levels].join('/');
}

/** Everything that any box says of its state. */
export const STATE_FILTER = 'homie/5/#';
