import { PARAMETER } from './numbers.ts';
import { after, type Span, u8, u16, valuesOf } from './parameters.ts';

/** What of a reader's capabilities is needed. */
export interface ReaderCapabilities {
  readonly antennas: number;
  readonly inputs: number;
  readonly outputs: number;
  /** It can hold back reports on a new connection until it is told to go on. */
  readonly holdsReports: boolean;
  /** Entries of its transmit power table; power in hundredths of a dBm. */
  readonly powers: readonly { readonly index: number; readonly centiDbm: number }[];
  /** The hop table to transmit by; 0 where the region has fixed channels. */
  readonly hopTable: number;
}

/** Reads the body of GET_READER_CAPABILITIES_RESPONSE; null where it is malformed. Source: LLRP 1.0.1, capabilities parameters. */
export function capabilitiesOf(body: Span): ReaderCapabilities | null {
  const general = valuesOf(body, PARAMETER.generalDeviceCapabilities, 14);
  const llrp = valuesOf(body, PARAMETER.llrpCapabilities, 2);
  const regulatory = valuesOf(body, PARAMETER.regulatoryCapabilities, 4);
  if (general === null || llrp === null || regulatory === null) return null;
  const device = general[0] === undefined ? { antennas: 0, inputs: 0, outputs: 0 } : deviceOf(general[0]);
  const band = regulatory[0] === undefined ? { powers: [], hopTable: 0 } : bandOf(regulatory[0]);
  if (device === null || band === null) return null;
  const flags = llrp[0] === undefined ? 0 : u8(llrp[0].bytes, llrp[0].from);
  return { ...device, ...band, holdsReports: (flags & 0x08) !== 0 };
}

/** Antennas 16, flags 16, manufacturer 32, model 32, firmware (length 16 and text), then parameters. */
function deviceOf(general: Span): Pick<ReaderCapabilities, 'antennas' | 'inputs' | 'outputs'> | null {
  const { bytes, from, to } = general;
  const fields = 14 + u16(bytes, from + 12);
  if (from + fields > to) return null;
  const gpio = valuesOf(after(general, fields), PARAMETER.gpioCapabilities, 4);
  if (gpio === null) return null;
  const [ports] = gpio;
  const antennas = u16(bytes, from);
  if (ports === undefined) return { antennas, inputs: 0, outputs: 0 };
  return { antennas, inputs: u16(ports.bytes, ports.from), outputs: u16(ports.bytes, ports.from + 2) };
}

/** Country 16, standard 16, then the band: its power table and its frequencies. */
function bandOf(regulatory: Span): Pick<ReaderCapabilities, 'powers' | 'hopTable'> | null {
  const bands = valuesOf(after(regulatory, 4), PARAMETER.uhfBandCapabilities, 0);
  if (bands === null) return null;
  const [band] = bands;
  if (band === undefined) return { powers: [], hopTable: 0 };
  const entries = valuesOf(band, PARAMETER.transmitPowerLevelTableEntry, 4);
  const frequencies = valuesOf(band, PARAMETER.frequencyInformation, 1);
  if (entries === null || frequencies === null) return null;
  const powers = entries.map(({ bytes, from }) => ({
    index: u16(bytes, from),
    centiDbm: (u16(bytes, from + 2) << 16) >> 16,
  }));
  const [frequency] = frequencies;
  const hops = frequency !== undefined && (u8(frequency.bytes, frequency.from) & 0x80) !== 0;
  if (!hops) return { powers, hopTable: 0 };
  const tables = valuesOf(after(frequency, 1), PARAMETER.frequencyHopTable, 4);
  if (tables === null) return null;
  const [table] = tables;
  return { powers, hopTable: table === undefined ? 1 : u8(table.bytes, table.from) };
}
