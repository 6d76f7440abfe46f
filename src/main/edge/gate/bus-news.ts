import type { AlarmCause, GateAlarm, Settlement } from '../../../domain/gate/alarm.ts';
import type { EventBody } from '../../../sync/wire/messages.ts';
import type { GateEventsPort } from '../../../workstation/ports/gate-events.ts';
import type { EdgeBus } from '../store-bus.ts';

type News = EventBody<'gateAlarm'>;

/** Tells the store of the gate's alarms, and that they were seen to. What else it notices stands in its journal. */
export function gateNews({ bus }: Pick<EdgeBus, 'bus'>): GateEventsPort {
  return {
    publish(event) {
      if (event.kind === 'alarmRaised' || event.kind === 'alarmGrew')
        bus.publish('gateAlarm', alarmNews(event.alarm, event.at));
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

function alarmNews({ id, cause, tags, count }: GateAlarm, at: number): News {
  const named = tags.flatMap(({ tag, item }): News['tags'] => {
    // What could not be decoded is marked, and no hex for the bus: it is counted with the rest.
    if (tag.kind !== 'readable') return [];
    return [
      { epc: tag.key, ...(item === null ? {} : { item: item.id }), ...(tag.gtin === null ? {} : { gtin: tag.gtin }) },
    ];
  });
  return { alarm: id, at, reason: reasonOf(cause), tags: named, moreTags: Math.max(0, count - named.length) };
}

/** A ledger that could not be believed makes a tag count as not sold. */
function reasonOf(cause: AlarmCause): News['reason'] {
  return cause === 'ledgerUnavailable' || cause === 'ledgerStale' ? 'unsold' : cause;
}

/** A tag that belongs where it is was no alarm. */
function outcomeOf(settlement: Settlement): EventBody<'gateAlarmSettled'>['outcome'] {
  return settlement === 'furniture' ? 'falseAlarm' : settlement;
}
