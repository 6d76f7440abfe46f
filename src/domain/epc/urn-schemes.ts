import { urnEscaped } from './characters.ts';
import { MOST_PREFIX_DIGITS, padded, sevenBit, sixBit, unpadded } from './partition.ts';
import type { Scheme } from './scheme.ts';
import { fixedWidth, integer, numericString, type Segment, textOf, zeros } from './segment.ts';
import { adiPartNumber, adiSerial, cageAscii, cageSixBit, string } from './text-segment.ts';
import { NAMINGS } from './urn-identity.ts';

/** Bits of the company prefix and what follows it together, and their digits together (TDS 2.3, 14.6, partition tables). */
const GTIN = padded(44, 13);
const SSCC = padded(58, 17);
const GLN = padded(41, 12);
const GRAI = padded(44, 12);
/** Up to 30 characters of GIAI in GIAI-202; what GIAI-96 can hold of them is up to its bits (tables 14-23 and 14-20). */
const GIAI_96 = unpadded(82, (partition) => 13 + partition);
const GIAI_202 = sevenBit(188, (partition) => 30 - MOST_PREFIX_DIGITS + partition);
/** Up to 15 digits of CPI in CPI-96 (6.3.9), 30 characters in CPI-var (tables 14-34 and 14-35). */
const CPI_96 = unpadded(51, (partition) => 3 + partition);
const CPI_VAR = sixBit((partition) => 30 - MOST_PREFIX_DIGITS + partition);

const FILTER_3 = integer(3, 'filter');
const PIECE = fixedWidth(7, 2);

interface Row {
  readonly name: string;
  readonly header: number;
  readonly bits: number | null;
  /** Behind the filter, where there is one. */
  readonly segments: readonly Segment[];
  /** Three bits unless it says otherwise. */
  readonly filter?: Segment | null;
}

/** Headers: table 14-1. Columns: the coding table in the section that is named. */
const ROWS: readonly Row[] = [
  { name: 'GDTI-96', header: 0x2c, bits: 96, segments: [GLN, integer(41, 'serial')] }, // 14.6.8.1
  { name: 'GSRN-96', header: 0x2d, bits: 96, segments: [SSCC, zeros(24)] }, // 14.6.6.1
  { name: 'GSRNP-96', header: 0x2e, bits: 96, segments: [SSCC, zeros(24)] }, // 14.6.7.1
  // 14.6.13; the columns are in the DoD's guide.
  {
    name: 'USDOD-96',
    header: 0x2f,
    bits: 96,
    segments: [cageAscii, integer(36, 'serial')],
    filter: integer(4, 'filter'),
  },
  { name: 'SGTIN-96', header: 0x30, bits: 96, segments: [GTIN, integer(38, 'serial')] }, // 14.6.1.1
  { name: 'SSCC-96', header: 0x31, bits: 96, segments: [SSCC, zeros(24)] }, // 14.6.2.1
  { name: 'SGLN-96', header: 0x32, bits: 96, segments: [GLN, integer(41, 'serial')] }, // 14.6.3.1
  { name: 'GRAI-96', header: 0x33, bits: 96, segments: [GRAI, integer(38, 'serial')] }, // 14.6.4.1
  { name: 'GIAI-96', header: 0x34, bits: 96, segments: [GIAI_96] }, // 14.6.5.1
  // 14.6.12.1; no filter.
  {
    name: 'GID-96',
    header: 0x35,
    bits: 96,
    segments: [integer(28, 'companyPrefix'), integer(24, 'reference'), integer(36, 'serial')],
    filter: null,
  },
  { name: 'SGTIN-198', header: 0x36, bits: 198, segments: [GTIN, string(140)] }, // 14.6.1.2
  { name: 'GRAI-170', header: 0x37, bits: 170, segments: [GRAI, string(112)] }, // 14.6.4.2
  { name: 'GIAI-202', header: 0x38, bits: 202, segments: [GIAI_202] }, // 14.6.5.2
  { name: 'SGLN-195', header: 0x39, bits: 195, segments: [GLN, string(140)] }, // 14.6.3.2
  // 14.6.14.1; the filter has six bits.
  {
    name: 'ADI-var',
    header: 0x3b,
    bits: null,
    segments: [cageSixBit, adiPartNumber, adiSerial],
    filter: integer(6, 'filter'),
  },
  { name: 'CPI-96', header: 0x3c, bits: 96, segments: [CPI_96, integer(31, 'serial')] }, // 14.6.9.1
  { name: 'CPI-var', header: 0x3d, bits: null, segments: [CPI_VAR, integer(40, 'serial', 12)] }, // 14.6.9.2
  { name: 'GDTI-174', header: 0x3e, bits: 174, segments: [GLN, string(119)] }, // 14.6.8.3
  { name: 'SGCN-96', header: 0x3f, bits: 96, segments: [GLN, numericString(41, 12)] }, // 14.6.10.1
  { name: 'ITIP-110', header: 0x40, bits: 110, segments: [GTIN, PIECE, PIECE, integer(38, 'serial')] }, // 14.6.11.1
  { name: 'ITIP-212', header: 0x41, bits: 212, segments: [GTIN, PIECE, PIECE, string(140)] }, // 14.6.11.2
];

/** Values that are text where it is not, or not only, the last one. */
const TEXT_AT: Readonly<Record<string, readonly number[]>> = { 'ADI-var': [2, 3], 'CPI-var': [2] };

/** The schemes that EPC URIs exist for: their values are the components of the tag URI, in its order. */
export const URN_SCHEMES: readonly Scheme[] = ROWS.map(({ name, header, bits, segments, filter }) => {
  const family = name.split('-')[0]?.toLowerCase() ?? '';
  const naming = NAMINGS[family];
  const first = filter === undefined ? FILTER_3 : filter;
  const count = segments.reduce((sum, { parts }) => sum + parts, 0);
  const last = first === null ? count - 1 : count;
  return {
    name,
    header,
    bits,
    segments: first === null ? segments : [first, ...segments],
    filterAt: first === null ? null : 0,
    textAt: TEXT_AT[name] ?? (/-(?:170|174|195|198|202|212)$/.test(name) ? [last] : []),
    toggle: false,
    identify(parts) {
      const values = (first === null ? parts : parts.slice(1)).map((_, index) =>
        textOf(parts, first === null ? index : index + 1),
      );
      const named = naming?.(values) ?? { link: null, gtin: null, serial: null };
      return { ...named, pure: `${family}:${values.map(urnEscaped).join('.')}` };
    },
  };
});
