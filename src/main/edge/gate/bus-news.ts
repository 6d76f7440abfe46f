import type { AlarmCause, AlarmTag, GateAlarm, Settlement } from '../../../domain/gate/alarm.ts';
import type { EventPlace } from '../../../domain/gate/epcis.ts';
import type { EventBody } from '../../../sync/wire/messages.ts';
import { epcisOf } from '../../../workstation/gatekeeping/epcis-of.ts';
import type { GateEventsPort } from '../../../workstation/ports/gate-events.ts';
import { inMessages } from '../epcis-messages.ts';
import type { EdgeBus } from '../store-bus.ts';

type News = EventBody<'gateAlarm'>;

export interface NewsSource {
  /** IANA zone of the store: EPCIS events carry its offset. */
  readonly timezone: string;
  /** The gate and the store as URIs. */
  readonly place: Pick<EventPlace, 'readPoint' | 'bizLocation'>;
  readonly uuid: () => string;
}

/**
 * Tells the store of the gate's alarms and that they were seen to, and of every tag that it ruled on as EPCIS events. What else it
 * notices stands in its journal.
 */
export function gateNews({ bus }: Pick<EdgeBus, 'bus'>, { timezone, place, uuid }: NewsSource): GateEventsPort {
  return {
    publish(event) {
      if (event.kind === 'alarmRaised' || event.kind === 'alarmGrew')
        bus.publish('gateAlarm', alarmNews(event.alarm, event.at));
      const epcis = epcisOf(event, { ...place, id: uuid(), offsetMinutes: offsetMinutes(timezone, event.at) });
      const messages = epcis === null ? [] : inMessages(epcis, uuid);
      for (const message of messages) bus.publish('epcis', message);
      if (event.kind !== 'alarmSettled' || event.alarm.state.kind !== 'settled') return;
      const { settlement, operatorId } = event.alarm.state;
      bus.publish('gateAlarmSettled', {
        alarm: event.alarm.id,
        at: event.at,
        outcome: outcomeOf(settlement),
        operator: operatorId,
      });
    },
  };
}

/** Minutes that a zone is ahead of UTC at an instant. */
export function offsetMinutes(timezone: string, at: number): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone: timezone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
  const [, sign, hours, minutes] = /^GMT([+-])(\d{2}):(\d{2})$/.exec(name) ?? [];
  if (sign === undefined) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function alarmNews({ id, cause, tags, count }: GateAlarm, at: number): News {
  const named = tags.flatMap(tagNews);
  return { alarm: id, at, reason: reasonOf(cause), tags: named, moreTags: Math.max(0, count - named.length) };
}

function tagNews({ tag, item }: AlarmTag): News['tags'] {
  if (tag.kind === 'unreadable') {
    // Behind its mark. What a reader told that is not hex of whole bytes is counted with the rest.
    const epc = tag.key.slice(1).toLowerCase();
    return WHOLE_BYTES.test(epc) ? [{ epc, unreadable: tag.reason }] : [];
  }
  return [
    {
      ...{ epc: tag.epc, uri: tag.uri },
      ...(tag.gtin === null ? {} : { gtin: tag.gtin }),
      ...(item === null ? {} : { item: item.id, name: item.name.slice(0, MOST_CHARACTERS) }),
      ...(item?.picture === undefined ? {} : { picture: item.picture }),
    },
  ];
}

const WHOLE_BYTES = /^(?:[0-9a-f]{2})+$/;
const MOST_CHARACTERS = 200;

/** A ledger that could not be believed makes a tag count as not sold. */
function reasonOf(cause: AlarmCause): News['reason'] {
  return cause === 'ledgerUnavailable' || cause === 'ledgerStale' ? 'unsold' : cause;
}

/** A tag that belongs where it is was no alarm. */
function outcomeOf(settlement: Settlement): EventBody<'gateAlarmSettled'>['outcome'] {
  return settlement === 'furniture' ? 'falseAlarm' : settlement;
}
