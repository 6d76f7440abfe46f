import type { Scan } from './identity.ts';

/**
 * How the symbol says that its data is to be read:
 * - `unknown`: the reader sends no identifier, so that lengths and check digits decide;
 * - `eanUpc`: EAN-13, UPC-A or UPC-E; `eanUpcAddOn`: the same with two or five digits of an add-on behind it; `ean8`;
 * - `itf`: ITF-14 on a case;
 * - `gs1`: an element string of application identifiers;
 * - `text`: a matrix code of any text, which can be a GS1 Digital Link;
 * - `unsupported`: any other symbol, or an identifier that is none.
 */
export type Carrier = 'unknown' | 'eanUpc' | 'eanUpcAddOn' | 'ean8' | 'itf' | 'gs1' | 'text' | 'unsupported';

export interface SymbolReading {
  readonly carrier: Carrier;
  /** What the symbol holds, without the identifier. */
  readonly data: string;
}

const IDENTIFIER = /^\][A-Za-z][0-9A-Za-z]/;

/**
 * Symbology identifiers (ISO/IEC 15424; those with GS1 keys also in GS1 General Specifications 5.1.2). An add-on that comes alone
 * (]E1, ]E2), Code 128 (]C0), Code 39 and so on hold no key of an item. QR (]Q1), Data Matrix (]d1) and DotCode (]J0) without
 * FNC1 hold text. ]X0 says "other" and nothing more.
 */
const CARRIERS: ReadonlyMap<string, Carrier> = new Map([
  [']X0', 'unknown'],
  [']E0', 'eanUpc'],
  [']E3', 'eanUpcAddOn'],
  [']E4', 'ean8'],
  [']I0', 'itf'],
  [']I1', 'itf'],
  [']C1', 'gs1'],
  [']e0', 'gs1'],
  [']d2', 'gs1'],
  [']Q3', 'gs1'],
  [']J1', 'gs1'],
  [']Q1', 'text'],
  [']d1', 'text'],
  [']J0', 'text'],
]);

/**
 * Reads the AIM symbology identifier of a scan, which a reader sends beside the data or in front of it, and takes it off the
 * data. The data itself is not looked at any further.
 */
export function readSymbol(scan: Scan): SymbolReading {
  const beside = scan.aim ?? '';
  if (beside !== '') {
    const data = scan.data.startsWith(beside) ? scan.data.slice(beside.length) : scan.data;
    return { carrier: carrierOf(beside), data };
  }
  if (!IDENTIFIER.test(scan.data)) return { carrier: 'unknown', data: scan.data };
  return { carrier: carrierOf(scan.data.slice(0, 3)), data: scan.data.slice(3) };
}

function carrierOf(identifier: string): Carrier {
  return CARRIERS.get(identifier) ?? 'unsupported';
}
