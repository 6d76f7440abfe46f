/** Bytes of numbers as the protocol has them, most significant first. */
export const u16 = (value: number): number[] => [(value >> 8) & 0xff, value & 0xff];
export const u32 = (value: number): number[] => [...u16(Math.floor(value / 0x10000)), ...u16(value % 0x10000)];

/** A parameter with a length. Source: LLRP 1.0.1, TLV-parameter: reserved 6 bits, type 10, length 16 with these four bytes. */
export function parameter(type: number, ...parts: readonly (readonly number[])[]): number[] {
  const value = parts.flat();
  return [...u16(type), ...u16(value.length + 4), ...value];
}

/** A whole message. Source: LLRP 1.0.1, message header. */
export function message(version: number, type: number, id: number, body: readonly number[] = []): Uint8Array {
  return Uint8Array.from([...u16((version << 10) | type), ...u32(body.length + 10), ...u32(id), ...body]);
}
