/** x^16 + x^12 + x^5 + 1, lowest bit first (PA00P016, "Transport protocol": the CRC of a block). */
const POLYNOMIAL = 0x8408;

/** The CRC of a block: over its APDU and the 03 that ends it, without the DLEs. From 0, sent low byte first. */
export function blockCrc(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ POLYNOMIAL : crc >> 1;
  }
  return crc;
}
