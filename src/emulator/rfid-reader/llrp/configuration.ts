import { type Refusal, refuse, STATUS } from './codes.ts';
import { FIXED_CHANNELS, HOP_TABLE, MODES, POWERS, type ReaderModel } from './model.ts';
import { readTlvs, tlv, uint8, uint16, uint32 } from './wire.ts';

interface Radio {
  readonly power: number;
  readonly mode: number;
  readonly session: number;
}

/** Everything of a reader that SET_READER_CONFIG sets and GET_READER_CONFIG tells. */
export interface ReaderConfiguration {
  /** ReaderEventTypes that are told. */
  readonly events: readonly number[];
  /** By antenna, the first at 0. */
  readonly radios: readonly Radio[];
  /** Milliseconds between keepalives; 0 for none. */
  readonly keepaliveMs: number;
  /** Inputs that are listened to, from 1. */
  readonly inputs: readonly number[];
  /** Outputs that are high, from 1. */
  readonly outputs: readonly number[];
  readonly holdsReports: boolean;
}

export function factoryConfiguration(model: ReaderModel): ReaderConfiguration {
  const radio = { power: POWERS.length, mode: 0, session: 0 };
  const radios = Array.from({ length: model.antennas }, () => radio);
  return { events: [], radios, keepaliveMs: 0, inputs: [], outputs: [], holdsReports: false };
}

export type Configuring =
  | { readonly kind: 'set'; readonly configuration: ReaderConfiguration }
  | ({ readonly kind: 'refused' } & Refusal);

/** What SET_READER_CONFIG makes of a configuration: all of it, or nothing. Source: LLRP 1.0.1, SET_READER_CONFIG. */
export function configure(before: ReaderConfiguration, body: Buffer, model: ReaderModel): Configuring {
  const parameters = body.length < 1 ? null : readTlvs(body.subarray(1));
  if (parameters === null) return { kind: 'refused', ...refuse(STATUS.parameterError, 'SET_READER_CONFIG') };
  let configuration = (body.readUInt8(0) & 0x80) === 0 ? before : factoryConfiguration(model);
  for (const { type, value } of parameters) {
    const next = withParameter(configuration, type, value, model);
    if ('code' in next) return { kind: 'refused', ...next };
    configuration = next;
  }
  return { kind: 'set', configuration };
}

function withParameter(
  before: ReaderConfiguration,
  type: number,
  value: Buffer,
  model: ReaderModel,
): ReaderConfiguration | Refusal {
  const short = (least: number) => value.length < least;
  switch (type) {
    case 219: {
      const port = short(3) ? 0 : value.readUInt16BE(0);
      if (port < 1 || port > model.outputs) return refuse(STATUS.fieldError, 'GPOPortNumber');
      return { ...before, outputs: withPort(before.outputs, port, (value.readUInt8(2) & 0x80) !== 0) };
    }
    case 220: {
      if (short(5) || value.readUInt8(0) > 1) return refuse(STATUS.parameterError, 'KeepaliveSpec');
      return { ...before, keepaliveMs: value.readUInt8(0) === 1 ? value.readUInt32BE(1) : 0 };
    }
    case 222:
      return withAntenna(before, value, model);
    case 225: {
      const port = short(4) ? 0 : value.readUInt16BE(0);
      if (port < 1 || port > model.inputs) return refuse(STATUS.fieldError, 'GPIPortNum');
      return { ...before, inputs: withPort(before.inputs, port, (value.readUInt8(2) & 0x80) !== 0) };
    }
    case 226:
      return short(1)
        ? refuse(STATUS.parameterError, 'EventsAndReports')
        : { ...before, holdsReports: value[0] === 0x80 };
    case 244: {
      const states = readTlvs(value);
      if (states === null || states.some((each) => each.type !== 245 || each.value.length < 3))
        return refuse(STATUS.parameterError, 'ReaderEventNotificationSpec');
      let { events } = before;
      for (const state of states)
        events = withPort(events, state.value.readUInt16BE(0), (state.value.readUInt8(2) & 0x80) !== 0);
      return { ...before, events };
    }
    case 237:
    case 239:
      return before;
    default:
      return refuse(STATUS.unsupportedParameter, `parameter ${type}`);
  }
}

/** AntennaConfiguration: antenna 16 (0 is all), then its transmitter and its inventory command. */
function withAntenna(before: ReaderConfiguration, value: Buffer, model: ReaderModel): ReaderConfiguration | Refusal {
  const antenna = value.length < 2 ? -1 : value.readUInt16BE(0);
  const parts = antenna === -1 ? null : readTlvs(value.subarray(2));
  if (parts === null) return refuse(STATUS.parameterError, 'AntennaConfiguration');
  if (antenna > model.antennas) return refuse(STATUS.fieldError, 'AntennaID');
  let change: Partial<Radio> = {};
  for (const part of parts) {
    const next = part.type === 224 ? transmitterOf(part.value, model) : part.type === 330 ? commandOf(part.value) : {};
    if ('code' in next) return next;
    change = { ...change, ...next };
  }
  const radios = before.radios.map((radio, index) =>
    antenna === 0 || antenna === index + 1 ? { ...radio, ...change } : radio,
  );
  return { ...before, radios };
}

function transmitterOf(value: Buffer, { region }: ReaderModel): Partial<Radio> | Refusal {
  if (value.length < 6) return refuse(STATUS.parameterError, 'RFTransmitter');
  const power = value.readUInt16BE(4);
  const channel = value.readUInt16BE(2);
  if (power < 1 || power > POWERS.length) return refuse(STATUS.fieldError, 'TransmitPower');
  if (region === 'fcc' && value.readUInt16BE(0) !== HOP_TABLE) return refuse(STATUS.fieldError, 'HopTableID');
  if (region === 'etsi' && (channel < 1 || channel > FIXED_CHANNELS)) return refuse(STATUS.fieldError, 'ChannelIndex');
  return { power };
}

function commandOf(value: Buffer): Partial<Radio> | Refusal {
  const parts = value.length < 1 ? null : readTlvs(value.subarray(1));
  if (parts === null) return refuse(STATUS.parameterError, 'C1G2InventoryCommand');
  let change: Partial<Radio> = {};
  for (const { type, value: part } of parts) {
    if (type === 335) {
      const mode = part.length < 4 ? -1 : part.readUInt16BE(0);
      if (!MODES.includes(mode)) return refuse(STATUS.fieldError, 'ModeIndex');
      change = { ...change, mode };
    }
    if (type === 336) {
      if (part.length < 7) return refuse(STATUS.parameterError, 'C1G2SingulationControl');
      change = { ...change, session: part.readUInt8(0) >> 6 };
    }
  }
  return change;
}

function withPort(ports: readonly number[], port: number, on: boolean): readonly number[] {
  const others = ports.filter((each) => each !== port);
  return on ? [...others, port] : others;
}

/** What a GET_READER_CONFIG asks for, by RequestedData: 0 all, 2 to 11 one kind. */
export function configurationParameters(
  requested: number,
  configuration: ReaderConfiguration,
  model: ReaderModel,
  { connected, high }: { readonly connected: ReadonlySet<number>; readonly high: ReadonlySet<number> },
): Buffer {
  const ports = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const { radios, events, inputs, outputs } = configuration;
  const told = ([1, 2, 3, 4, 5, 6, 7, 8, 9] as const).map((event) =>
    tlv(245, uint16(event), uint8(events.includes(event) ? 0x80 : 0)),
  );
  const kinds: Readonly<Record<number, readonly Buffer[]>> = {
    2: ports(model.antennas).map((port) => tlv(221, uint8(connected.has(port) ? 0x80 : 0), uint16(port), uint16(600))),
    3: radios.map((radio, index) => tlv(222, uint16(index + 1), ...radioParameters(radio, model))),
    5: [tlv(244, ...told)],
    7: [tlv(217, uint32(1))],
    8: [tlv(220, uint8(configuration.keepaliveMs > 0 ? 1 : 0), uint32(configuration.keepaliveMs))],
    9: ports(model.inputs).map((port) =>
      tlv(225, uint16(port), uint8(inputs.includes(port) ? 0x80 : 0), uint8(high.has(port) ? 1 : 0)),
    ),
    10: ports(model.outputs).map((port) => tlv(219, uint16(port), uint8(outputs.includes(port) ? 0x80 : 0))),
    11: [tlv(226, uint8(configuration.holdsReports ? 0x80 : 0))],
  };
  return Buffer.concat(requested === 0 ? Object.values(kinds).flat() : (kinds[requested] ?? []));
}

function radioParameters({ power, mode, session }: Radio, { region }: ReaderModel): Buffer[] {
  const hop = region === 'fcc' ? HOP_TABLE : 0;
  const command = tlv(
    330,
    uint8(0),
    tlv(335, uint16(mode), uint16(0)),
    tlv(336, uint8(session << 6), uint16(32), uint32(0)),
  );
  return [tlv(223, uint16(1)), tlv(224, uint16(hop), uint16(1), uint16(power)), command];
}
