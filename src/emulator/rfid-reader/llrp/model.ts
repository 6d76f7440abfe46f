import { tlv, uint8, uint16, uint32 } from './wire.ts';

/** What there is of a reader: its ports, its tables and its clock. */
export interface ReaderModel {
  readonly antennas: number;
  readonly inputs: number;
  readonly outputs: number;
  /** The newest version that it speaks. */
  readonly newestVersion: 1 | 2;
  /** `uptime` has no wall clock. */
  readonly clock: 'utc' | 'uptime';
  /** Hopping over fifty channels, or four fixed ones. */
  readonly region: 'fcc' | 'etsi';
}

export const USUAL_MODEL: ReaderModel = {
  antennas: 4,
  inputs: 4,
  outputs: 4,
  newestVersion: 2,
  clock: 'utc',
  region: 'fcc',
};

/** Transmit power in hundredths of a dBm: 10 to 30 dBm in steps of a quarter, index from 1. */
export const POWERS: readonly number[] = Array.from({ length: 81 }, (_, step) => 1000 + step * 25);
export const HOP_TABLE = 1;
export const FIXED_CHANNELS = 4;
export const MODES: readonly number[] = [0, 1, 2, 3, 1000];

/** Parameters of GET_READER_CAPABILITIES_RESPONSE after its status. Source: LLRP 1.0.1, capabilities parameters. */
export function capabilities(model: ReaderModel): Buffer {
  const firmware = Buffer.from('emulated');
  const antennas = Array.from({ length: model.antennas }, (_, index) => index + 1);
  const general = tlv(
    137,
    uint16(model.antennas),
    uint16(model.clock === 'utc' ? 0x4000 : 0),
    uint32(0),
    uint32(0),
    uint16(firmware.length),
    firmware,
    tlv(139, uint16(1), uint16(0)),
    tlv(141, uint16(model.inputs), uint16(model.outputs)),
    ...antennas.map((antenna) => tlv(140, uint16(antenna), uint16(1), uint8(1))),
  );
  // Holds events and reports (bit 4); one ROSpec of up to 32 parts.
  const llrp = tlv(142, uint8(0x08), uint8(7), uint16(0), uint32(1), uint32(32), uint32(1), uint32(0), uint32(0));
  const band = tlv(
    144,
    ...POWERS.map((power, index) => tlv(145, uint16(index + 1), uint16(power))),
    frequencies(model.region),
    tlv(328, ...MODES.map(mode)),
  );
  const regulatory = tlv(143, uint16(model.region === 'fcc' ? 840 : 826), uint16(model.region === 'fcc' ? 1 : 2), band);
  return Buffer.concat([general, llrp, regulatory, tlv(327, uint8(0), uint16(2))]);
}

function frequencies(region: ReaderModel['region']): Buffer {
  if (region === 'etsi') {
    const fixed = Array.from({ length: FIXED_CHANNELS }, (_, index) => uint32(865_700 + index * 600));
    return tlv(146, uint8(0), tlv(148, uint16(fixed.length), ...fixed));
  }
  const hops = Array.from({ length: 50 }, (_, index) => uint32(902_750 + index * 500));
  return tlv(146, uint8(0x80), tlv(147, uint8(HOP_TABLE), uint8(0), uint16(hops.length), ...hops));
}

/** UHFC1G2RFModeTableEntry: identifier, flags, modulations, mask, rates and Tari; what they are matters to no one here. */
function mode(identifier: number): Buffer {
  const tari = [6_250, 6_250, 0].map(uint32);
  return tlv(
    329,
    uint32(identifier),
    uint8(0x80),
    uint8(2),
    uint8(2),
    uint8(3),
    uint32(640_000),
    uint32(1_500),
    ...tari,
  );
}
