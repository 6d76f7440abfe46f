import type { BoxRole } from '../wire/names.ts';
import { busFilters, STATE_FILTER, stateTopic } from '../wire/topics.ts';

/** What one box may do at the broker, as MQTT filters. The embedded broker and Mosquitto's file are made from the same. */
export interface AccessRules {
  readonly write: readonly string[];
  readonly read: readonly string[];
  /** Of what it may write, where the broker may keep the newest for whoever connects later. */
  readonly retain: readonly string[];
}

/** A box writes under its own name only, and reads what is said to all or to it, in its own store. */
export function accessRules(store: string, box: string, roles: readonly BoxRole[]): AccessRules {
  const own = `checkstand/${store}/${box}`;
  const state = stateTopic(box, '#');
  const directory = roles.includes('hub') ? [`${own}/directory`] : [];
  return {
    write: [`${own}/event/+`, `${own}/request/+/+`, `${own}/response/+/+`, state, ...directory],
    read: [...busFilters(store, box), STATE_FILTER],
    retain: [state, ...directory],
  };
}

/** Whether one of these filters takes the topic (MQTT 3.1.1, section 4.7). */
export function allows(filters: readonly string[], topic: string): boolean {
  // A wildcard in a topic is a broken topic; taken literally it must not slip through either.
  return !/[#+\0]/.test(topic) && filters.some((filter) => covers(filter, topic));
}

/** Whether everything that `asked` takes is also taken by one of these filters. */
export function allowsFilter(filters: readonly string[], asked: string): boolean {
  return filters.some((filter) => covers(filter, asked));
}

function covers(allowed: string, asked: string): boolean {
  const levels = allowed.split('/');
  const wanted = asked.split('/');
  for (const [at, level] of levels.entries()) {
    if (level === '#') return true;
    const want = wanted[at];
    if (want === undefined || want === '#') return false;
    if (level !== '+' && level !== want) return false;
  }
  return levels.length === wanted.length;
}
