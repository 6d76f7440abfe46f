import type { ReaderCapabilities } from './capabilities.ts';
import { type Outputs, WANTED_EVENTS } from './configuration.ts';
import { PARAMETER } from './numbers.ts';
import { after, type Span, u8, u16, u32, valuesOf } from './parameters.ts';
import type { RospecDrift } from './rospec-drift.ts';
import { type LlrpSettings, powerIndex } from './settings.ts';

/** What the reader reports otherwise than it was told. */
export type Drift =
  | 'antennas'
  | 'events'
  | 'inputs'
  | 'keepalive'
  | 'outputs'
  | 'power'
  | 'session'
  | 'mode'
  | RospecDrift;

export interface ReportedConfiguration {
  readonly drift: readonly Drift[];
  /** Antennas that it says are connected, from 1; null where it can't tell. */
  readonly connected: ReadonlySet<number> | null;
}

/** Compares the body of GET_READER_CONFIG_RESPONSE with what was pushed; null where it is malformed. */
export function compareConfiguration(
  body: Span,
  settings: LlrpSettings,
  capabilities: ReaderCapabilities,
  outputs: Outputs,
): ReportedConfiguration | null {
  const keepalives = valuesOf(body, PARAMETER.keepaliveSpec, 5);
  const specs = valuesOf(body, PARAMETER.readerEventNotificationSpec, 0);
  const inputs = valuesOf(body, PARAMETER.gpiPortCurrentState, 3);
  const written = valuesOf(body, PARAMETER.gpoWriteData, 3);
  const properties = valuesOf(body, PARAMETER.antennaProperties, 3);
  const antennas = valuesOf(body, PARAMETER.antennaConfiguration, 2);
  if (keepalives === null || specs === null || inputs === null || written === null) return null;
  if (properties === null || antennas === null) return null;
  const events = enabledEvents(specs);
  const radios = radiosOf(antennas, settings.antennas);
  if (events === null || radios === null) return null;

  const plugged = properties.flatMap(({ bytes, from }) =>
    (u8(bytes, from) & 0x80) !== 0 ? [u16(bytes, from + 1)] : [],
  );
  const connected = properties.length === 0 ? null : new Set(plugged);
  const [keepalive] = keepalives;
  const power = powerIndex(settings.powerDbm, capabilities);
  const drift = new Set<Drift>();
  if (keepalive === undefined || u8(keepalive.bytes, keepalive.from) !== 1) drift.add('keepalive');
  else if (u32(keepalive.bytes, keepalive.from + 1) !== settings.keepaliveMs) drift.add('keepalive');
  if (WANTED_EVENTS.some((event) => !events.has(event))) drift.add('events');
  const listening = portsWith(inputs, (flags) => (flags & 0x80) !== 0);
  if (settings.inputs.some((port) => !listening.has(port))) drift.add('inputs');
  const high = portsWith(written, (flags) => (flags & 0x80) !== 0);
  if ([...outputs].some(([port, wanted]) => high.has(port) !== wanted)) drift.add('outputs');
  if (settings.powerDbm !== null && (power === null || radios.some((radio) => radio.power !== power)))
    drift.add('power');
  if (radios.some((radio) => radio.session !== settings.session)) drift.add('session');
  if (settings.mode !== null && radios.some((radio) => radio.mode !== settings.mode)) drift.add('mode');
  if (radios.length === 0 || settings.antennas.some((port) => port > capabilities.antennas)) drift.add('antennas');
  return { drift: [...drift], connected };
}

function portsWith(values: readonly Span[], holds: (flags: number) => boolean): Set<number> {
  return new Set(values.flatMap(({ bytes, from }) => (holds(u8(bytes, from + 2)) ? [u16(bytes, from)] : [])));
}

function enabledEvents(specs: readonly Span[]): Set<number> | null {
  const enabled = new Set<number>();
  for (const spec of specs) {
    const states = valuesOf(spec, PARAMETER.eventNotificationState, 3);
    if (states === null) return null;
    for (const port of portsWith(states, (flags) => (flags & 0x80) !== 0)) enabled.add(port);
  }
  return enabled;
}

interface Radio {
  readonly power: number | null;
  readonly mode: number | null;
  readonly session: number | null;
}

/** How each antenna that is to read is set; all where none is named. */
function radiosOf(antennas: readonly Span[], wanted: readonly number[]): Radio[] | null {
  const radios: Radio[] = [];
  for (const antenna of antennas) {
    const port = u16(antenna.bytes, antenna.from);
    if (wanted.length > 0 && port !== 0 && !wanted.includes(port)) continue;
    const inside = after(antenna, 2);
    const transmitters = valuesOf(inside, PARAMETER.rfTransmitter, 6);
    const commands = valuesOf(inside, PARAMETER.c1g2InventoryCommand, 1);
    if (transmitters === null || commands === null) return null;
    const [transmitter] = transmitters;
    const [command] = commands;
    const controls = command === undefined ? [] : valuesOf(after(command, 1), PARAMETER.c1g2RfControl, 2);
    const singulations = command === undefined ? [] : valuesOf(after(command, 1), PARAMETER.c1g2SingulationControl, 1);
    if (controls === null || singulations === null) return null;
    const [control] = controls;
    const [singulation] = singulations;
    radios.push({
      power: transmitter === undefined ? null : u16(transmitter.bytes, transmitter.from + 4),
      mode: control === undefined ? null : u16(control.bytes, control.from),
      session: singulation === undefined ? null : u8(singulation.bytes, singulation.from) >> 6,
    });
  }
  return radios;
}
