import type { BrokerSide } from '../broker-side.ts';
import type { EmulatedRelays } from '../relays/index.ts';
import type { EmulatedImpinj } from '../rfid-reader/impinj/index.ts';
import type { EmulatedZebra } from '../rfid-reader/zebra/index.ts';

const PAST_SHOWN = 12;

/** What the page shows of broker, readers and boards; null for each that was not asked for. */
export function brokerSideState(side: BrokerSide | null) {
  const { impinj, zebra, zebraHttp } = side?.iotReaders ?? {};
  const { laneRelays, gateRelays } = side?.relays ?? {};
  return {
    broker: side === null ? null : brokerState(side),
    impinj: impinj === undefined ? null : impinjState(impinj),
    zebra: zebra === undefined ? null : zebraState(zebra),
    zebraHttp: zebraHttp === undefined || zebraHttp === null ? null : zebraHttpState(zebraHttp),
    laneRelays: laneRelays === undefined ? null : relaysState(laneRelays),
    gateRelays: gateRelays === undefined ? null : relaysState(gateRelays),
  };
}

function brokerState({ broker }: BrokerSide) {
  return {
    port: broker.port,
    plugged: broker.plugged,
    connected: broker.connections > 0,
    connections: broker.connections,
  };
}

/** What all readers have that is not LLRP's. */
function ports(reader: EmulatedImpinj | EmulatedZebra) {
  return {
    plugged: reader.plugged,
    connected: reader.connected,
    inputs: reader.inputs,
    outputs: [...reader.outputs].flatMap(([port, high]) => (high ? [port] : [])),
    antennas: reader.antennas,
    behaviour: reader.behaviour,
  };
}

function impinjState(reader: EmulatedImpinj) {
  return { ...ports(reader), port: reader.port, reading: reader.running !== null, stored: reader.stored };
}

function zebraState(reader: EmulatedZebra) {
  return { ...ports(reader), reading: reader.active, mode: reader.mode.type, modesSet: reader.modesSet };
}

function zebraHttpState(reader: EmulatedZebra) {
  const { port, answered, posted, logins } = reader.http;
  return { ...zebraState(reader), port, answered, posted, logins };
}

function relaysState(board: EmulatedRelays) {
  const { dialect, outputs, plugged, connected, closed, stuck, silent } = board;
  return {
    dialect,
    outputs,
    plugged,
    connected,
    closed,
    stuck,
    silent,
    past: board.past.slice(-PAST_SHOWN).toReversed(),
  };
}
