import { alarmEvent, type EventPlace, exitEvent, type ObjectEvent, observedEvent } from '../../domain/gate/epcis.ts';
import type { GateEvent } from '../ports/gate-events.ts';

/**
 * What the gate tells the store, as an EPCIS event; null for what says nothing of a tag with a name. An alarm that grew says nothing
 * by itself: what joined is told in groups.
 */
export function epcisOf(event: GateEvent, place: Omit<EventPlace, 'at'>): ObjectEvent | null {
  const at = { ...place, at: event.at };
  switch (event.kind) {
    case 'alarmRaised':
    case 'alarmSettled':
      return alarmEvent(at, event.alarm);
    case 'alarmGrew':
      return null;
    case 'joined':
      return observedEvent(at, event.uris);
    case 'sold':
      return exitEvent(at, event.uris);
    case 'reported':
      return observedEvent(at, event.tag.kind === 'readable' ? [event.tag.uri] : []);
  }
}
