const DIGITS = /^\d{8}$|^\d{12,14}$/;
const SERIALS = 2 ** 38;

/**
 * The EPC of one piece of goods as a shop's label printer writes it: SGTIN-96 with a company prefix of seven digits, filter 1 (point of
 * sale). Source: GS1 TDS, SGTIN-96 coding table, partition 5. @throws RangeError on what is no GTIN, or a serial beyond 38 bits.
 */
export function sgtin96(gtin: string, serial: number): string {
  if (!DIGITS.test(gtin)) throw new RangeError('a GTIN has 8, 12, 13 or 14 digits');
  if (!Number.isInteger(serial) || serial < 0 || serial >= SERIALS) throw new RangeError('a serial is below 2^38');
  const digits = gtin.padStart(14, '0');
  const prefix = BigInt(digits.slice(1, 8));
  const reference = BigInt(digits.slice(0, 1) + digits.slice(8, 13));
  // Header 8 bits, filter 3, partition 3, prefix 24, reference 20, serial 38.
  const head = (0x30n << 6n) | (1n << 3n) | 5n;
  const bits = (((head << 24n) | prefix) << 58n) | (reference << 38n) | BigInt(serial);
  return bits.toString(16).toUpperCase().padStart(24, '0');
}
