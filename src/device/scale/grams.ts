/** Units that scales indicate in, as nanograms: a pound is 0.45359237 kg exactly (international yard and pound agreement, 1959). */
const NANOGRAMS: ReadonlyMap<string, bigint> = new Map([
  ['g', 1_000_000_000n],
  ['kg', 1_000_000_000_000n],
  ['lb', 453_592_370_000n],
  ['oz', 28_349_523_125n],
]);
const DECIMAL = /^(\d{1,7})(?:\.(\d{1,4}))?$/;
/** A tonne: no platform of a checkout carries it. */
const MOST_GRAMS = 1_000_000n;

/** Whole grams, half-up, of a weight as it is indicated ("1.234", "kg"); null where it is none, or beyond a tonne. */
export function gramsOf(text: string, unit: string): number | null {
  const match = DECIMAL.exec(text);
  const each = NANOGRAMS.get(unit.toLowerCase());
  if (match === null || each === undefined) return null;
  const [, whole = '', part = ''] = match;
  const scale = 10n ** BigInt(part.length);
  const nanograms = BigInt(whole + part) * each;
  const gram = 1_000_000_000n * scale;
  const grams = (2n * nanograms + gram) / (2n * gram);
  return grams > MOST_GRAMS ? null : Number(grams);
}
