import type { ReaderCapabilities } from './capabilities.ts';
import { parameter, u16, u32 } from './message.ts';
import { EVENT, PARAMETER, VERSION_1_1 } from './numbers.ts';
import { type LlrpSettings, powerIndex } from './settings.ts';

/** The one reader operation that we run. */
export const ROSPEC_ID = 1;

/** Events that are asked for. Those of connections and of lost reads come unasked. */
export const WANTED_EVENTS = [EVENT.gpi, EVENT.rospec, EVENT.readerException, EVENT.antenna];

/** Antenna, peak RSSI, first seen, last seen, seen count. Source: LLRP 1.0.1, TagReportContentSelector. */
const REPORT_CONTENT = 0x1780;

const ALL_ANTENNAS = 0;
const EPC_GLOBAL_CLASS_1_GEN_2 = 1;
const TRIGGER = { none: 0, periodic: 1, tagsOrEndOfRospec: 2, millisecondsOrEndOfRospec: 6 } as const;

export type Outputs = ReadonlyMap<number, boolean>;

/** Body of SET_READER_CONFIG: everything outside the ROSpec that the reader has to carry. Source: LLRP 1.0.1, SET_READER_CONFIG. */
export function configuration(settings: LlrpSettings, capabilities: ReaderCapabilities, outputs: Outputs): number[] {
  return [
    0,
    ...parameter(
      PARAMETER.readerEventNotificationSpec,
      ...WANTED_EVENTS.map((event) => parameter(PARAMETER.eventNotificationState, u16(event), [0x80])),
    ),
    ...parameter(
      PARAMETER.antennaConfiguration,
      u16(ALL_ANTENNAS),
      transmitter(settings, capabilities),
      inventoryCommand(settings),
    ),
    ...parameter(PARAMETER.keepaliveSpec, [TRIGGER.periodic], u32(settings.keepaliveMs)),
    ...outputParameters(outputs),
    ...settings.inputs.flatMap((port) => parameter(PARAMETER.gpiPortCurrentState, u16(port), [0x80, 0])),
    ...parameter(PARAMETER.eventsAndReports, [0]),
  ];
}

/** Body of GET_READER_CONFIG: everything, of every antenna, input and output. Source: LLRP 1.0.1, GET_READER_CONFIG. */
export function configurationRequest(): number[] {
  const all = 0;
  return [...u16(all), all, ...u16(all), ...u16(all)];
}

/** Body of a SET_READER_CONFIG that sets general-purpose outputs and touches nothing else. */
export function outputConfiguration(outputs: Outputs): number[] {
  return [0, ...outputParameters(outputs)];
}

function outputParameters(outputs: Outputs): number[] {
  return [...outputs].flatMap(([port, high]) => parameter(PARAMETER.gpoWriteData, u16(port), [high ? 0x80 : 0]));
}

/** Hop table, channel and power by their indices in the reader's own tables. */
function transmitter({ powerDbm }: LlrpSettings, capabilities: ReaderCapabilities): number[] {
  const power = powerIndex(powerDbm, capabilities);
  if (power === null) return [];
  return parameter(PARAMETER.rfTransmitter, u16(capabilities.hopTable), u16(1), u16(power));
}

/** Session in the two highest bits of its byte; a tag population; a transit time of 0, which is none. */
function inventoryCommand({ mode, session, population }: LlrpSettings): number[] {
  return parameter(
    PARAMETER.c1g2InventoryCommand,
    [0],
    mode === null ? [] : parameter(PARAMETER.c1g2RfControl, u16(mode), u16(0)),
    parameter(PARAMETER.c1g2SingulationControl, [session << 6], u16(population), u32(0)),
  );
}

/** Body of ADD_ROSPEC: inventory without end at the antennas, begun and ended by command. Source: LLRP 1.0.1, ROSpec. */
export function rospec({ antennas, report }: LlrpSettings, version: number): number[] {
  const ports = antennas.length === 0 ? [ALL_ANTENNAS] : antennas;
  const priority = 0;
  const disabled = 0;
  return parameter(
    PARAMETER.rospec,
    [...u32(ROSPEC_ID), priority, disabled],
    parameter(
      PARAMETER.roBoundarySpec,
      parameter(PARAMETER.rospecStartTrigger, [TRIGGER.none]),
      parameter(PARAMETER.rospecStopTrigger, [TRIGGER.none], u32(0)),
    ),
    parameter(
      PARAMETER.aiSpec,
      u16(ports.length),
      ports.flatMap(u16),
      parameter(PARAMETER.aiSpecStopTrigger, [TRIGGER.none], u32(0)),
      parameter(PARAMETER.inventoryParameterSpec, u16(1), [EPC_GLOBAL_CLASS_1_GEN_2]),
    ),
    parameter(
      PARAMETER.roReportSpec,
      reportTrigger(report, version),
      parameter(PARAMETER.tagReportContentSelector, u16(REPORT_CONTENT)),
    ),
  );
}

/** By time only since 1.1. Source: LLRP 1.1, ROReportSpec. */
function reportTrigger(report: LlrpSettings['report'], version: number): number[] {
  if ('everyReads' in report) return [TRIGGER.tagsOrEndOfRospec, ...u16(report.everyReads)];
  if (version < VERSION_1_1) return [TRIGGER.tagsOrEndOfRospec, ...u16(1)];
  return [TRIGGER.millisecondsOrEndOfRospec, ...u16(report.everyMs)];
}
