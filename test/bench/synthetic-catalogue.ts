import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const KINDS =
  'Apple Pear Bread Roll Cheese Milk Yoghurt Butter Coffee Tea Juice Water Pasta Rice Sauce Soup Biscuit Crisps Chocolate Soap Shampoo Towel Battery Candle Pizza Burger Salmon Tuna Chicken Bacon'.split(
    ' ',
  );
const STYLES =
  'Organic Fresh Smoked Salted Sweet Spicy Roasted Green Red Golden Dark White Light Classic Family Value Premium Mild Extra Double'.split(
    ' ',
  );
const BRANDS =
  'Alder Birch Cedar Dale Elm Fern Glen Hazel Ivy Juniper Kestrel Larch Maple Nettle Oak Pine Quince Rowan Sorrel Thorn Umber Vale Willow Yarrow Zinnia'.split(
    ' ',
  );

/** The GTIN-13 of the n-th made-up item, under the demonstration prefix 952. */
export function syntheticGtin(n: number): string {
  const body = `952${String(n).padStart(9, '0')}`;
  let sum = 0;
  for (let at = 0; at < 12; at += 1) sum += Number(body[at]) * (at % 2 === 0 ? 1 : 3);
  return `${body}${(10 - (sum % 10)) % 10}`;
}

/** The name of the n-th made-up item: words that many share, and one that few do. */
export function syntheticName(n: number): string {
  const at = (list: readonly string[], by: number) => list[Math.floor(n / by) % list.length];
  return `${at(BRANDS, 7)} ${at(STYLES, 3)} ${at(KINDS, 1)} ${((n * 2_654_435_761) % 4_294_967_296).toString(36)}`;
}

/** Writes a catalogue of `count` items for `checkstand import`. */
export async function writeSyntheticCatalogue(path: string, count: number): Promise<void> {
  const out = createWriteStream(path);
  out.write('id,barcodes,name,category,price,soldBy,taxCodes\n');
  for (let n = 0; n < count; n += 1) {
    const line = `s${n},${syntheticGtin(n)},${syntheticName(n)},c${n % 200},${50 + (n % 900)},unit,A\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'close');
}
