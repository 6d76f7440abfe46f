import { alphanumeric } from './alphanumeric.ts';
import { linkEscaped, SET_39, SET_82 } from './characters.ts';
import { hostName } from './host.ts';
import {
  checkDigitLast,
  countedDigits,
  delimited,
  digits,
  gtinFirst,
  padThenGrai,
  prioritisedDate,
  toggle,
} from './plus-segment.ts';
import type { Identity, Scheme } from './scheme.ts';
import { integer, type Part, type Segment, textOf } from './segment.ts';

/** Where the values of a TDS 2.x scheme stand in a Digital Link. */
export interface LinkShape {
  readonly key: string;
  /** Digits of the key in a segment of their own; what follows them in the key is its serial. Null where it is all one. */
  readonly splitAt: number | null;
  readonly qualifier: string | null;
  /** A date in the query, as the first value behind the filter. */
  readonly date: boolean;
  readonly hosted: boolean;
}

export interface PlusScheme extends Scheme {
  readonly shape: LinkShape;
}

const SERIAL = alphanumeric(20, SET_82);
const SSCC = digits(18, checkDigitLast);
const GLN = digits(13, checkDigitLast);

interface Row {
  readonly name: string;
  readonly header: number;
  /** Of the form with a host name, whose name has another `+`. */
  readonly hostedHeader: number;
  readonly key: string;
  readonly segments: readonly Segment[];
  readonly splitAt?: number;
  readonly qualifier?: string;
  readonly date?: boolean;
}

/** Headers: TDS 2.3, table 14-1. Columns: the section that is named, and the next one or two for the form with a host name. */
const ROWS: readonly Row[] = [
  // 14.6.1.3
  {
    name: 'SGTIN+',
    header: 0xf7,
    hostedHeader: 0xfd,
    key: '01',
    qualifier: '21',
    segments: [digits(14, checkDigitLast), SERIAL],
  },
  // 14.6.1.4
  {
    name: 'DSGTIN+',
    header: 0xfb,
    hostedHeader: 0xfc,
    key: '01',
    qualifier: '21',
    date: true,
    segments: [prioritisedDate, digits(14, checkDigitLast), SERIAL],
  },
  { name: 'SSCC+', header: 0xf9, hostedHeader: 0xef, key: '00', segments: [SSCC] }, // 14.6.2.2
  { name: 'SGLN+', header: 0xf2, hostedHeader: 0xe9, key: '414', qualifier: '254', segments: [GLN, SERIAL] }, // 14.6.3.3
  // 14.6.4.3
  {
    name: 'GRAI+',
    header: 0xf1,
    hostedHeader: 0xeb,
    key: '8003',
    splitAt: 14,
    segments: [digits(14, padThenGrai), alphanumeric(16, SET_82)],
  },
  { name: 'GIAI+', header: 0xfa, hostedHeader: 0xee, key: '8004', segments: [delimited(SET_82)] }, // 14.6.5.3
  { name: 'GSRN+', header: 0xf4, hostedHeader: 0xe7, key: '8018', segments: [SSCC] }, // 14.6.6.2
  { name: 'GSRNP+', header: 0xf5, hostedHeader: 0xe8, key: '8017', segments: [SSCC] }, // 14.6.7.2
  {
    name: 'GDTI+',
    header: 0xf6,
    hostedHeader: 0xea,
    key: '253',
    splitAt: 13,
    segments: [GLN, alphanumeric(17, SET_82)],
  }, // 14.6.8.4
  // 14.6.9.3
  {
    name: 'CPI+',
    header: 0xf0,
    hostedHeader: 0xe6,
    key: '8010',
    qualifier: '8011',
    segments: [delimited(SET_39), countedDigits(12)],
  },
  { name: 'SGCN+', header: 0xf8, hostedHeader: 0xec, key: '255', splitAt: 13, segments: [GLN, countedDigits(12)] }, // 14.6.10.2
  {
    name: 'ITIP+',
    header: 0xf3,
    hostedHeader: 0xed,
    key: '8006',
    qualifier: '21',
    segments: [digits(18, gtinFirst), SERIAL],
  }, // 14.6.11.3
];

/** Of a Digital Link whose host the tag does not name (GS1 Digital Link Standard, URI Syntax, 4.12). */
export const CANONICAL_HOST = 'id.gs1.org';

function scheme(row: Row, hosted: boolean): PlusScheme {
  const { name, key, segments, splitAt = null, qualifier = null, date = false } = row;
  const shape: LinkShape = { key, splitAt, qualifier, date, hosted };
  return {
    name: hosted ? `${name}+` : name,
    header: hosted ? row.hostedHeader : row.header,
    bits: null,
    segments: [toggle, integer(3, 'filter'), ...segments, ...(hosted ? [hostName] : [])],
    filterAt: 1,
    textAt: [],
    toggle: true,
    shape,
    identify: (parts) => identityOf(shape, parts),
  };
}

function identityOf(shape: LinkShape, parts: readonly Part[]): Identity {
  const first = shape.date ? 3 : 2;
  const key = textOf(parts, first);
  const hasSerial = shape.splitAt !== null || shape.qualifier !== null;
  // An extension of a lone zero says that there is none (7.5).
  const isNone = shape.key === '414' && textOf(parts, first + 1) === '0';
  const serial = hasSerial && !isNone ? textOf(parts, first + 1) : null;
  const host = shape.hosted ? textOf(parts, parts.length - 1) : CANONICAL_HOST;
  const behind =
    serial === null ? '' : `${shape.qualifier === null ? '' : `/${shape.qualifier}/`}${linkEscaped(serial)}`;
  const query = shape.date ? `?${textOf(parts, 2)}` : '';
  return {
    pure: null,
    link: `https://${host}/${shape.key}/${linkEscaped(key)}${behind}${query}`,
    gtin: shape.key === '01' || shape.key === '8006' ? key.slice(0, 14) : null,
    serial,
  };
}

/** The schemes of TDS 2.x, which hold the keys as they are and have no EPC URI. */
export const PLUS_SCHEMES: readonly PlusScheme[] = ROWS.flatMap((row) => [scheme(row, false), scheme(row, true)]);
