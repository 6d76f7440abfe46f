import { type Refusal, refuse, STATUS } from './codes.ts';
import { readTlvs, type Tlv, tlv, uint8, uint16 } from './wire.ts';

export type RospecState = 'disabled' | 'inactive' | 'active';
export const STATE_NUMBER: Readonly<Record<RospecState, number>> = { disabled: 0, inactive: 1, active: 2 };

/** What a report tells of a tag, beside its EPC. */
export interface ReportContent {
  readonly rospec: boolean;
  readonly antenna: boolean;
  readonly channel: boolean;
  readonly rssi: boolean;
  readonly firstSeen: boolean;
  readonly lastSeen: boolean;
  readonly count: boolean;
}

/** When collected reads are reported: after so many, after so long, or only when asked or at an end. */
export type ReportTrigger =
  | { readonly kind: 'tags'; readonly count: number }
  | { readonly kind: 'time'; readonly milliseconds: number }
  | { readonly kind: 'asked' };

/** A reader operation as this reader can do it. Durations of 0 are endless. */
export interface Rospec {
  readonly id: number;
  readonly startsAtOnce: boolean;
  readonly lastsMs: number;
  /** Its inventories, one after another. Antenna 0 is all. */
  readonly inventories: readonly { readonly antennas: readonly number[]; readonly lastsMs: number }[];
  readonly trigger: ReportTrigger;
  readonly content: ReportContent;
  /** As it was added, to be told again. */
  readonly bytes: Buffer;
}

export type RospecReading =
  | { readonly kind: 'rospec'; readonly rospec: Rospec }
  | ({ readonly kind: 'refused' } & Refusal);

/** What another host, or a person at the reader's page, may change of a ROSpec that is there. */
export interface RospecChange {
  readonly antennas?: readonly number[];
  /** Flags of the TagReportContentSelector. */
  readonly content?: number;
  /** ROReportTrigger and its N. */
  readonly trigger?: { readonly kind: number; readonly count: number };
  /** ROSpecStartTrigger: 0 none, 1 at once. */
  readonly start?: number;
  readonly priority?: number;
  /** Says more than it was told: what a reader may add of its own defaults. */
  readonly defaults?: boolean;
}

/** The ROSpec parameter with these changes, as ADD_ROSPEC has it. @throws RangeError on bytes that are no ROSpec. */
export function changedRospec(bytes: Buffer, change: RospecChange): Buffer {
  const defaults = change.defaults === true;
  const within = (type: number, value: Buffer): Buffer[] => {
    const fields = fieldsBefore(type, value);
    const inner = readTlvs(value.subarray(fields));
    if (inner === null) throw new RangeError(`no parameters in ${type}`);
    const head = Buffer.from(value.subarray(0, fields));
    if (type === 177 && change.priority !== undefined) head.writeUInt8(change.priority, 4);
    if (type === 237 && change.trigger !== undefined) {
      head.writeUInt8(change.trigger.kind, 0);
      head.writeUInt16BE(change.trigger.count, 1);
    }
    const ports = type === 183 ? change.antennas : undefined;
    const start = ports === undefined ? head : Buffer.concat([uint16(ports.length), ...ports.map(uint16)]);
    return [start, ...inner.map((each) => tlv(each.type, ...part(each)))];
  };
  const part = ({ type, value }: Tlv): Buffer[] => {
    if (type === 179 && change.start !== undefined) return [uint8(change.start)];
    // C1G2EPCMemorySelector (348) without its flags.
    if (type === 238) return [uint16(change.content ?? value.readUInt16BE(0)), defaults ? tlv(348, uint8(0)) : NONE];
    // AntennaConfiguration (222) of every antenna, which sets nothing.
    if (type === 186 && defaults) return [value, tlv(222, uint16(0))];
    return NESTED.has(type) ? within(type, value) : [value];
  };
  const [spec] = readTlvs(bytes) ?? [];
  if (spec?.type !== 177) throw new RangeError('no ROSpec');
  return tlv(177, ...within(177, spec.value));
}

const NONE = Buffer.alloc(0);
/** ROBoundarySpec, AISpec and ROReportSpec have parameters in them. */
const NESTED: ReadonlySet<number> = new Set([178, 183, 237]);

function fieldsBefore(type: number, value: Buffer): number {
  if (type === 177) return 6;
  if (type === 183) return 2 + value.readUInt16BE(0) * 2;
  return type === 237 ? 3 : 0;
}

const EVERYTHING = 0xff80;
const refused = (code: number, why: string): RospecReading => ({ kind: 'refused', ...refuse(code, why) });

/** Reads the ROSpec of ADD_ROSPEC and refuses what is no good, or more than this reader can. Source: LLRP 1.0.1, ROSpec. */
export function readRospec(body: Buffer, antennas: number, version: number): RospecReading {
  const outer = readTlvs(body);
  const [spec] = outer ?? [];
  if (outer?.length !== 1 || spec?.type !== 177) return refused(STATUS.parameterMissing, 'one ROSpec');
  const { value } = spec;
  const inner = value.length < 6 ? null : readTlvs(value.subarray(6));
  if (inner === null) return refused(STATUS.parameterError, 'ROSpec');
  const id = value.readUInt32BE(0);
  if (id === 0) return refused(STATUS.fieldError, 'ROSpecID 0');
  if (value.readUInt8(4) > 7) return refused(STATUS.fieldError, 'Priority');
  if (value.readUInt8(5) !== 0) return refused(STATUS.fieldError, 'CurrentState is not Disabled');

  const boundary = one(inner, 178);
  const start = boundary === null ? null : one(boundary, 179, 1);
  const stop = boundary === null ? null : one(boundary, 182, 5);
  if (start === null || stop === null) return refused(STATUS.parameterMissing, 'ROBoundarySpec');
  if (start.readUInt8(0) > 1) return refused(STATUS.unsupportedParameter, 'ROSpecStartTrigger');
  if (stop.readUInt8(0) > 1) return refused(STATUS.unsupportedParameter, 'ROSpecStopTrigger');

  const inventories: { antennas: number[]; lastsMs: number }[] = [];
  for (const { type, value: part } of inner) {
    if (type !== 183) continue;
    const inventory = readInventory(part, antennas);
    if ('code' in inventory) return refused(inventory.code, inventory.why);
    inventories.push(inventory);
  }
  if (inventories.length === 0) return refused(STATUS.parameterMissing, 'AISpec');
  const reporting = readReporting(inner, version);
  if ('code' in reporting) return refused(reporting.code, reporting.why);
  const startsAtOnce = start.readUInt8(0) === 1;
  const lastsMs = stop.readUInt8(0) === 1 ? stop.readUInt32BE(1) : 0;
  return { kind: 'rospec', rospec: { id, startsAtOnce, lastsMs, inventories, ...reporting, bytes: Buffer.from(body) } };
}

/** AISpec: count of antennas 16, the antennas, then when it ends and how it inventories. */
function readInventory(value: Buffer, antennas: number): { antennas: number[]; lastsMs: number } | Refusal {
  const count = value.length < 2 ? 0 : value.readUInt16BE(0);
  const fields = 2 + count * 2;
  const inner = count === 0 || value.length < fields ? null : readTlvs(value.subarray(fields));
  if (inner === null) return refuse(STATUS.parameterError, 'AISpec');
  const ports = Array.from({ length: count }, (_, index) => value.readUInt16BE(2 + index * 2));
  if (ports.some((port) => port > antennas)) return refuse(STATUS.fieldError, 'AntennaIDs');
  const stop = one(inner, 184, 5);
  if (stop === null) return refuse(STATUS.parameterMissing, 'AISpecStopTrigger');
  if (stop.readUInt8(0) > 1) return refuse(STATUS.unsupportedParameter, 'AISpecStopTrigger');
  const parameters = one(inner, 186, 3);
  if (parameters === null) return refuse(STATUS.parameterMissing, 'InventoryParameterSpec');
  if (parameters.readUInt16BE(0) === 0) return refuse(STATUS.fieldError, 'InventoryParameterSpecID 0');
  if (parameters.readUInt8(2) !== 1) return refuse(STATUS.fieldError, 'ProtocolID');
  return { antennas: ports, lastsMs: stop.readUInt8(0) === 1 ? stop.readUInt32BE(1) : 0 };
}

function readReporting(inner: readonly Tlv[], version: number): Pick<Rospec, 'trigger' | 'content'> | Refusal {
  const spec = inner.find(({ type }) => type === 237)?.value;
  // Without one, everything is told at the end.
  if (spec === undefined) return { trigger: { kind: 'asked' }, content: contentOf(EVERYTHING) };
  const parts = spec.length < 3 ? null : readTlvs(spec.subarray(3));
  const selector = parts === null ? null : one(parts, 238, 2);
  if (selector === null) return refuse(STATUS.parameterMissing, 'TagReportContentSelector');
  const kind = spec.readUInt8(0);
  const count = spec.readUInt16BE(1);
  if (kind > (version >= 2 ? 6 : 2)) return refuse(STATUS.fieldError, 'ROReportTrigger');
  return { trigger: triggerOf(kind, count), content: contentOf(selector.readUInt16BE(0)) };
}

/** 0 none; 1 and 2 so many tags, 3 and 4 seconds, 5 and 6 milliseconds, or the end of the inventory or of the operation. */
function triggerOf(kind: number, count: number): ReportTrigger {
  if (kind === 0 || count === 0) return { kind: 'asked' };
  if (kind <= 2) return { kind: 'tags', count };
  return { kind: 'time', milliseconds: kind <= 4 ? count * 1000 : count };
}

function contentOf(flags: number): ReportContent {
  const has = (bit: number) => (flags & bit) !== 0;
  return {
    rospec: has(0x8000),
    antenna: has(0x1000),
    channel: has(0x0800),
    rssi: has(0x0400),
    firstSeen: has(0x0200),
    lastSeen: has(0x0100),
    count: has(0x0080),
  };
}

function one(tlvs: readonly Tlv[], type: number): Tlv[] | null;
function one(tlvs: readonly Tlv[], type: number, least: number): Buffer | null;
function one(tlvs: readonly Tlv[], type: number, least?: number): Tlv[] | Buffer | null {
  const value = tlvs.find((each) => each.type === type)?.value;
  if (value === undefined) return null;
  if (least === undefined) return readTlvs(value);
  return value.length < least ? null : value;
}
