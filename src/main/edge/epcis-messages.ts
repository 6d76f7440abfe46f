import type { ObjectEvent } from '../../domain/gate/epcis.ts';
import { MAX_EPCIS_TAGS } from '../../sync/wire/epcis.ts';
import { MAX_MESSAGE_BYTES } from '../../sync/wire/limits.ts';
import type { EventBody } from '../../sync/wire/messages.ts';

/** What one message has room for besides its tags, and for the quotes and the comma of each. */
const REST_BYTES = 4_096;
const AROUND_BYTES = 3;

/** One EPCIS event as messages that the bus takes, each an event of its own: by number of tags, and by bytes. `idOf` names the second and those behind it. */
export function inMessages(event: ObjectEvent, idOf: (part: number) => string): EventBody<'epcis'>[] {
  const lists: string[][] = [];
  let room = 0;
  for (const uri of event.epcList) {
    const bytes = Buffer.byteLength(JSON.stringify(uri)) + AROUND_BYTES;
    const last = lists.at(-1);
    if (last !== undefined && last.length < MAX_EPCIS_TAGS && bytes <= room) last.push(uri);
    else {
      lists.push([uri]);
      room = MAX_MESSAGE_BYTES - REST_BYTES;
    }
    room -= bytes;
  }
  return lists.map((epcList, part) => ({
    ...(structuredClone(event) as EventBody<'epcis'>),
    ...(part === 0 ? {} : { eventID: `urn:uuid:${idOf(part)}` }),
    epcList,
  }));
}
