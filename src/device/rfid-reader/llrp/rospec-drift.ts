import type { ReaderCapabilities } from './capabilities.ts';
import { ROSPEC_ID, rospec } from './configuration.ts';
import { PARAMETER } from './numbers.ts';
import { after, type Span, u8, u16, u32, valuesOf } from './parameters.ts';
import type { LlrpSettings } from './settings.ts';

/**
 * Where a reader's operation is not the one that it was given: `rospec` where ours is not there or not at work, `rospec.other` where
 * somebody else's is at work as well, else the part that differs.
 */
export type RospecDrift =
  | 'rospec'
  | 'rospec.priority'
  | 'rospec.start'
  | 'rospec.stop'
  | 'rospec.antennas'
  | 'rospec.inventory'
  | 'rospec.trigger'
  | 'rospec.content'
  | 'rospec.other';

/** CurrentState. Source: LLRP 1.0.1, ROSpec. */
const ACTIVE = 2;
/** Of a TagReportContentSelector the flags that have a meaning; the rest is reserved. */
const CONTENT_FLAGS = 0xffc0;
const ALL_ANTENNAS = 0;

/** One ROSpec, as far as we say anything in it: what a reader adds of its own defaults is left out. */
interface ReadRospec {
  readonly id: number;
  readonly state: number;
  readonly priority: number;
  /** Types of the triggers that begin and end it. */
  readonly start: number;
  readonly stop: number;
  readonly antennas: readonly number[];
  /** How many inventories there are; of the first, what ends it and what it is for. */
  readonly inventory: string;
  /** When it reports: the trigger's type and its number. */
  readonly trigger: string;
  readonly content: number;
}

/** Compares the body of GET_ROSPECS_RESPONSE with the operation that the reader was given. */
export function rospecDrift(
  body: Span,
  settings: LlrpSettings,
  version: number,
  capabilities: Pick<ReaderCapabilities, 'antennas'>,
): RospecDrift[] {
  const told = (valuesOf(body, PARAMETER.rospec, 6) ?? []).map(read);
  const sent = Uint8Array.from(rospec(settings, version));
  const [wanted] = (valuesOf({ bytes: sent, from: 0, to: sent.length }, PARAMETER.rospec, 6) ?? []).map(read);
  const ours = told.find((each) => each?.id === ROSPEC_ID);
  // One that can't be read says nothing that could be relied on.
  if (wanted === undefined || wanted === null || ours === undefined || ours === null) return ['rospec'];
  const drift: RospecDrift[] = ours.state === ACTIVE ? [] : ['rospec'];
  if (ours.priority !== wanted.priority) drift.push('rospec.priority');
  if (ours.start !== wanted.start) drift.push('rospec.start');
  if (ours.stop !== wanted.stop) drift.push('rospec.stop');
  const ports = (antennas: readonly number[]) => spelledOut(antennas, capabilities.antennas).join();
  if (ports(ours.antennas) !== ports(wanted.antennas)) drift.push('rospec.antennas');
  if (ours.inventory !== wanted.inventory) drift.push('rospec.inventory');
  if (ours.trigger !== wanted.trigger) drift.push('rospec.trigger');
  if (ours.content !== wanted.content) drift.push('rospec.content');
  if (told.some((each) => each !== null && each.id !== ROSPEC_ID && each.state === ACTIVE)) drift.push('rospec.other');
  return drift;
}

/** "All of them" as the antennas that there are: a reader may tell it either way. */
function spelledOut(antennas: readonly number[], there: number): number[] {
  const all = Array.from({ length: there }, (_, index) => index + 1);
  const named = antennas.includes(ALL_ANTENNAS) && there > 0 ? all : antennas;
  return [...new Set(named)].sort((a, b) => a - b);
}

/** Null where a part that every ROSpec has is missing or malformed. Source: LLRP 1.0.1, ROSpec and the parameters in it. */
function read(span: Span): ReadRospec | null {
  const { bytes, from } = span;
  const inside = after(span, 6);
  const boundary = first(inside, PARAMETER.roBoundarySpec, 0);
  const start = boundary === null ? null : first(boundary, PARAMETER.rospecStartTrigger, 1);
  const stop = boundary === null ? null : first(boundary, PARAMETER.rospecStopTrigger, 1);
  const inventories = valuesOf(inside, PARAMETER.aiSpec, 2) ?? [];
  const [inventory] = inventories;
  const reports = first(inside, PARAMETER.roReportSpec, 3);
  const content = reports === null ? null : first(after(reports, 3), PARAMETER.tagReportContentSelector, 2);
  if (start === null || stop === null || inventory === undefined || reports === null || content === null) return null;
  const ports = u16(inventory.bytes, inventory.from);
  const rest = after(inventory, 2 + ports * 2);
  const ends = first(rest, PARAMETER.aiSpecStopTrigger, 1);
  const protocol = first(rest, PARAMETER.inventoryParameterSpec, 3);
  if (rest.from - inventory.from !== 2 + ports * 2 || ends === null || protocol === null) return null;
  return {
    id: u32(bytes, from),
    priority: u8(bytes, from + 4),
    state: u8(bytes, from + 5),
    start: u8(start.bytes, start.from),
    stop: u8(stop.bytes, stop.from),
    antennas: Array.from({ length: ports }, (_, index) => u16(inventory.bytes, inventory.from + 2 + index * 2)),
    inventory: `${inventories.length} ${u8(ends.bytes, ends.from)} ${u8(protocol.bytes, protocol.from + 2)}`,
    trigger: `${u8(reports.bytes, reports.from)} ${u16(reports.bytes, reports.from + 1)}`,
    content: u16(content.bytes, content.from) & CONTENT_FLAGS,
  };
}

function first(span: Span, type: number, leastBytes: number): Span | null {
  return valuesOf(span, type, leastBytes)?.[0] ?? null;
}
