/** Tags put together by hand, field by field. */
export type Field = readonly [value: number | bigint | string, bits: number];

/** Fields as hex digits, with zeros behind them up to so many bits. */
export function tag(fields: readonly Field[], total?: number): string {
  const bits = fields.map(([value, width]) => BigInt(value).toString(2).padStart(width, '0')).join('');
  const padded = bits.padEnd(Math.ceil((total ?? bits.length) / 4) * 4, '0');
  return (padded.match(/.{4}/g) ?? [])
    .map((nibble) => Number.parseInt(nibble, 2).toString(16))
    .join('')
    .toUpperCase();
}

export const ascii = (text: string): Field[] => [...text].map((each) => [each.charCodeAt(0), 7]);
export const six = (text: string): Field[] => [...text].map((each) => [each.charCodeAt(0) & 0x3f, 6]);
export const nibbles = (text: string): Field[] => [...text].map((each) => [Number.parseInt(each, 16), 4]);
