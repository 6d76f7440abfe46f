import { z } from 'zod';
import type { BrokerSide } from '../broker-side.ts';
import type { EmulatedRelays } from '../relays/index.ts';
import type { RelayPlace } from '../relays/topics.ts';
import { impinjBehaviourSchema } from '../rfid-reader/impinj/behaviour.ts';
import type { EmulatedImpinj } from '../rfid-reader/impinj/index.ts';
import { zebraBehaviourSchema } from '../rfid-reader/zebra/behaviour.ts';
import type { EmulatedZebra } from '../rfid-reader/zebra/index.ts';
import { refusal } from './answer.ts';
import { cableRoute, fromHex, hex, post, present, type RouteEntry } from './route.ts';

const port = (most: number) => z.number().int().min(1).max(most);
const ANTENNAS = 4;
const RELAYS = 4;

/** What is the same of every reader: its faults differ in behaviour and inputs alone. */
const faultOf = <Behaviour extends z.ZodType>(behaviour: Behaviour, inputs: number) => ({
  behaviour: behaviour.optional(),
  input: z.strictObject({ port: port(inputs), high: z.boolean() }).optional(),
  antenna: z.strictObject({ port: port(ANTENNAS), connected: z.boolean() }).optional(),
  halt: z.boolean().optional(),
  garbage: hex.optional(),
});
const impinjBody = z.strictObject(faultOf(impinjBehaviourSchema.partial(), 2));
const zebraFault = {
  ...faultOf(zebraBehaviourSchema.partial(), 4),
  meddle: z.boolean().optional(),
  where: z.enum(['data', 'events', 'controlResponse']).optional(),
};
const zebraBody = z.strictObject(zebraFault);
const zebraHttpBody = z.strictObject({
  ...zebraFault,
  where: z.enum(['data', 'events']).optional(),
  expire: z.boolean().optional(),
});
type ZebraFault = z.infer<typeof zebraBody>;
const relaysBody = z.strictObject({
  silent: z.boolean().optional(),
  blink: z.boolean().optional(),
  stuck: z.strictObject({ relay: port(RELAYS), stuck: z.boolean() }).optional(),
  byHand: z.strictObject({ relay: port(RELAYS), closed: z.boolean() }).optional(),
  garbage: hex.optional(),
});

/** Routes of broker, readers and boards, as `api.md` describes them; those of what was not asked for say so. */
export function brokerSideRoutes(side: BrokerSide | null): RouteEntry[] {
  const { impinj, zebra, zebraHttp } = side?.iotReaders ?? {};
  const { laneRelays, gateRelays } = side?.relays ?? {};
  return [
    ...(side === null ? absent('broker') : [cableRoute(/^\/api\/broker\/plug$/, side.broker)]),
    ...(impinj === undefined ? absent('impinj') : impinjRoutes(impinj)),
    ...(zebra === undefined ? absent('zebra') : zebraRoutes(zebra)),
    ...(zebraHttp === undefined || zebraHttp === null ? absent('zebraHttp') : zebraHttpRoutes(zebraHttp)),
    ...relaysRoutes('laneRelays', laneRelays),
    ...relaysRoutes('gateRelays', gateRelays),
  ];
}

function absent(name: string): RouteEntry[] {
  const why = `${name} is not played: see --iot-readers, --zebra-posts, --lane-relays and --gate-relays of the emulator`;
  const path = new RegExp(`^/api/${name}/\\w+$`);
  return [{ method: 'POST', path, run: () => refusal(404, 'NO_SUCH_DEVICE', why) }];
}

function impinjRoutes(reader: EmulatedImpinj): RouteEntry[] {
  return [
    post(/^\/api\/impinj\/fault$/, impinjBody, ({ behaviour, input, antenna, halt, garbage }) => {
      if (behaviour !== undefined) reader.setBehaviour(present(behaviour));
      if (input !== undefined) reader.trip(input.port, input.high);
      if (antenna !== undefined) reader.connectAntenna(antenna.port, antenna.connected);
      if (halt === true) reader.halt();
      if (garbage !== undefined) reader.garbage(fromHex(garbage));
    }),
    cableRoute(/^\/api\/impinj\/plug$/, reader),
  ];
}

function breakZebra(reader: EmulatedZebra, fault: ZebraFault): void {
  const { behaviour, input, antenna, halt, meddle, garbage, where } = fault;
  if (behaviour !== undefined) reader.setBehaviour(present(behaviour));
  if (input !== undefined) reader.trip(input.port, input.high);
  if (antenna !== undefined) reader.connectAntenna(antenna.port, antenna.connected);
  if (halt === true) reader.meddle({ active: false });
  if (meddle === true) reader.meddle({ mode: { type: 'SIMPLE' } });
  if (garbage !== undefined) reader.garbage(fromHex(garbage), where);
}

function zebraRoutes(reader: EmulatedZebra): RouteEntry[] {
  return [
    post(/^\/api\/zebra\/fault$/, zebraBody, (fault) => breakZebra(reader, fault)),
    cableRoute(/^\/api\/zebra\/plug$/, reader),
  ];
}

function zebraHttpRoutes(reader: EmulatedZebra): RouteEntry[] {
  return [
    post(/^\/api\/zebraHttp\/fault$/, zebraHttpBody, ({ expire, ...fault }) => {
      if (expire === true) reader.http.expire();
      breakZebra(reader, fault);
    }),
    cableRoute(/^\/api\/zebraHttp\/plug$/, reader),
  ];
}

function relaysRoutes(name: RelayPlace, board: EmulatedRelays | undefined): RouteEntry[] {
  if (board === undefined) return absent(name);
  return [
    post(new RegExp(`^/api/${name}/fault$`), relaysBody, ({ silent, blink, stuck, byHand, garbage }) => {
      if (silent !== undefined) board.setSilent(silent);
      if (stuck !== undefined) board.setStuck(stuck.relay, stuck.stuck);
      if (byHand !== undefined) board.switchByHand(byHand.relay, byHand.closed);
      if (blink === true) board.blink();
      if (garbage !== undefined) board.garbage(1, fromHex(garbage));
    }),
    cableRoute(new RegExp(`^/api/${name}/plug$`), board),
  ];
}
