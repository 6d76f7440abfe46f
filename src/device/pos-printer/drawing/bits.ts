/** A picture of one bit a dot: rows padded to bytes, the leftmost dot in the highest bit, 1 is ink. */
export interface Bits {
  readonly rowBytes: number;
  readonly height: number;
  readonly bits: Uint8Array;
}

/** Bytes of a piece of a picture, so that what ends any command of ours that was cut off ends this one too. */
const PIECE = 960;

/** A picture cut into pieces of whole rows, from the top. */
export function pieces({ rowBytes, height, bits }: Bits): Bits[] {
  const rows = Math.max(1, Math.floor(PIECE / rowBytes));
  return Array.from({ length: Math.ceil(height / rows) }, (_, index) => {
    const part = bits.subarray(index * rows * rowBytes, Math.min(height, (index + 1) * rows) * rowBytes);
    return { rowBytes, height: part.length / rowBytes, bits: part };
  });
}

const DLE = 0x10;
/** What after DLE a printer would carry out at once: EOT a status, ENQ a recovery, DC4 a pulse or the end of the job. */
const AT_ONCE = new Set([0x04, 0x05, 0x14]);

/** GS v 0: prints a picture. A printer looks for real-time commands in pictures too, so that no dot may make one: it is left out. */
export function escPosPicture({ rowBytes, height, bits }: Bits): number[] {
  const data = [...bits].map((byte, at) => (byte === DLE && AT_ONCE.has(bits[at + 1] ?? 0) ? 0 : byte));
  return [0x1d, 0x76, 0x30, 0, rowBytes & 0xff, rowBytes >> 8, height & 0xff, height >> 8, ...data];
}

/** ESC GS S 1: prints a picture of one colour. */
export function starPicture({ rowBytes, height, bits }: Bits): number[] {
  return [0x1b, 0x1d, 0x53, 1, rowBytes & 0xff, rowBytes >> 8, height & 0xff, height >> 8, 0, ...bits];
}
