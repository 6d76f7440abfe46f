import { type EncodeOptions, encodeEpc } from '../../domain/epc/encode.ts';
import { decodeEpc } from '../../domain/epc/epc.ts';
import type { EpcRefusalReason } from '../../domain/epc/refusal.ts';

/** What `checkstand epc decode` says of one line. */
export interface DecodeAnswer {
  /** The line as it came; null for one that was too long to keep. */
  readonly hex: string | null;
  readonly ok: boolean;
  readonly scheme: string | null;
  readonly tagUri: string | null;
  readonly epcUri: string | null;
  readonly digitalLink?: string;
  readonly gtin?: string;
  readonly serial?: string;
  readonly error?: string;
}

/** What `checkstand epc encode` says of one line. */
export interface EncodeAnswer {
  readonly uri: string | null;
  readonly ok: boolean;
  readonly scheme: string | null;
  readonly hex: string | null;
  /** Without the zeros up to the next word. */
  readonly bits?: number;
  readonly error?: string;
}

const REASONS: Readonly<Record<EpcRefusalReason, string>> = {
  empty: 'there is nothing on the line',
  notHex: 'it is not hexadecimal digits and nothing else',
  tooLong: 'it is longer than any EPC',
  unprogrammed: 'the tag is not programmed',
  unknownHeader: 'its header is of no scheme',
  length: 'it has not the length of its scheme',
  padding: 'bits are set behind the end of the EPC',
  aidcData: 'more data follows the EPC, which is not read',
  reserved: 'bits are set that the standard reserves',
  partition: 'there is no such partition value',
  companyPrefix: 'the company prefix has not its number of digits',
  reference: 'the reference behind the company prefix has not its number of digits',
  serial: 'the serial number is none that the scheme can hold',
  character: 'it has a character that it must not have',
  textLength: 'a text in it is too long, or empty',
  terminator: 'a text in it goes on behind its end',
  digit: 'a digit in it is none, or missing',
  padDigit: 'the digit in front of the GRAI is not zero',
  checkDigit: 'the check digit is wrong',
  date: 'there is no such date',
  host: 'the host name is none',
  indicator: 'it has an encoding indicator that is reserved',
  notAUri: 'it is neither an EPC URI nor a Digital Link of one object',
  unknownScheme: 'it is of no scheme that can be written to a tag',
  components: 'it has not the components of its scheme',
  filter: 'there is no such filter value',
  toggle: 'there is no such data toggle',
  escape: 'a character is not escaped as it should be, or an escape is broken',
};

export const TAG_NOT_READ: DecodeAnswer = {
  hex: null,
  ok: false,
  scheme: null,
  tagUri: null,
  epcUri: null,
  error: 'the line is longer than any EPC',
};

export const URI_NOT_READ: EncodeAnswer = {
  uri: null,
  ok: false,
  scheme: null,
  hex: null,
  error: 'the line is longer than any URI of an EPC',
};

/** Reads the tag that a line is. Never throws. */
export function decodeAnswer(hex: string): DecodeAnswer {
  const epc = decodeEpc(hex);
  if (epc.kind === 'refused') return { ...TAG_NOT_READ, hex, error: REASONS[epc.reason] };
  const { scheme, tagUri, epcUri, digitalLink, gtin, serial } = epc;
  return {
    hex,
    ok: true,
    scheme,
    tagUri,
    epcUri,
    ...(digitalLink !== null && { digitalLink }),
    ...(gtin !== null && { gtin }),
    ...(serial !== null && { serial }),
  };
}

/** Encodes the URI that a line is. Never throws. */
export function encodeAnswer(uri: string, options: EncodeOptions): EncodeAnswer {
  const encoded = encodeEpc(uri, options);
  if (encoded.kind === 'refused') return { ...URI_NOT_READ, uri, error: REASONS[encoded.reason] };
  const { scheme, hex, bits } = encoded;
  return { uri, ok: true, scheme, hex, bits };
}
