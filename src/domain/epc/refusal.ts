/**
 * Why an EPC is refused. Codes are stable. Of a tag's memory:
 * - `empty`, `notHex`, `tooLong`: no hexadecimal digits, or more than the 31 words that a tag's length field can say;
 * - `unprogrammed`: the header of a tag that nothing was written to; `unknownHeader`: of no scheme that there is;
 * - `length`: longer or shorter than its header says; `padding`: bits are set behind its end; `aidcData`: more data follows,
 *   which is not read;
 * - `reserved`: bits that must be zero are not; `partition`, `companyPrefix`, `reference`, `serial`: that field is above its digits;
 * - `character`: one that the field can't hold; `textLength`: too few or too many of them; `terminator`: text goes on behind its end;
 * - `digit`: a nibble that is no decimal digit; `padDigit`, `checkDigit`, `date`, `host`: that is wrong;
 * - `indicator`: an encoding indicator that is reserved.
 * Of a URI to encode: `notAUri`, `unknownScheme`, `components` (their number), `filter`, `toggle`, `escape`.
 */
export type EpcRefusalReason =
  | 'empty'
  | 'notHex'
  | 'tooLong'
  | 'unprogrammed'
  | 'unknownHeader'
  | 'length'
  | 'padding'
  | 'aidcData'
  | 'reserved'
  | 'partition'
  | 'companyPrefix'
  | 'reference'
  | 'serial'
  | 'character'
  | 'textLength'
  | 'terminator'
  | 'digit'
  | 'padDigit'
  | 'checkDigit'
  | 'date'
  | 'host'
  | 'indicator'
  | 'notAUri'
  | 'unknownScheme'
  | 'components'
  | 'filter'
  | 'toggle'
  | 'escape';

export interface EpcRefused {
  readonly kind: 'refused';
  readonly reason: EpcRefusalReason;
}

export function refuse(reason: EpcRefusalReason): EpcRefused {
  return { kind: 'refused', reason };
}
