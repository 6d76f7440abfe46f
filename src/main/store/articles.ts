import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parse } from 'csv-parse/sync';
import { gs1CheckDigit } from '../../domain/gs1/check-digit.ts';
import { currencyExponent } from '../../domain/money/currency.ts';
import type { PageArticle } from '../../emulator/index.ts';

/** The weight of a bag of loose goods on the devices' page, in grams: what a produce scale would have put on the label. */
const BAG_GRAMS = 640;
const GRAMS_PER_KG = 1000;
/** The box's own label for weighed goods, as store/lane-config.ts lays it out: 22, five digits of PLU, five of grams, check digit. */
const WEIGHT_LABEL_PREFIX = '22';

interface Row {
  readonly [column: string]: string | undefined;
}

/** The goods of a catalogue file as things to scan: with their barcode, or with a scale's label where they are sold by weight. */
export function articlesOf(file: string, currency: string): PageArticle[] {
  const rows: Row[] = parse(readFileSync(file), {
    columns: true,
    skip_empty_lines: true,
    relax_column_count: true,
    bom: true,
  });
  const pictures = pictureSet();
  const money = new Intl.NumberFormat('en-GB', { style: 'currency', currency });
  const exponent = currencyExponent(currency) ?? 2;
  return rows.flatMap((row) => {
    const gtin = scannable(row);
    if (gtin === null) return [];
    const price = money.format(Number(row.price) / 10 ** exponent);
    const picture = pictures(row.picture ?? '');
    const weighed = row.soldBy === 'weight';
    return [
      {
        gtin,
        name: [row.name, weighed ? `${(BAG_GRAMS / GRAMS_PER_KG).toFixed(2)} kg` : row.size]
          .filter((it) => it !== undefined && it !== '')
          .join(', '),
        price: weighed ? `${price}/kg` : price,
        ...(picture === null ? {} : { picture }),
      },
    ];
  });
}

/** What the scanner reads off it; null for what carries nothing to scan, such as a deposit. */
function scannable({ barcodes = '', plu = '', soldBy }: Row): string | null {
  const [barcode = ''] = barcodes.split(' ');
  if (barcode !== '') return barcode;
  if (plu === '' || plu.length > 5) return null;
  if (soldBy !== 'weight') return plu;
  const body = `${WEIGHT_LABEL_PREFIX}${plu.padStart(5, '0')}${String(BAG_GRAMS).padStart(5, '0')}`;
  return `${body}${gs1CheckDigit(body)}`;
}

/** Pictures of the kiosk's set by name, where the set is installed: a package for customers carries no tool for building screens. */
function pictureSet(): (name: string) => string | null {
  try {
    const path = createRequire(import.meta.url).resolve('@iconify-json/fluent-emoji-flat/icons.json');
    const set = JSON.parse(readFileSync(path, 'utf8')) as {
      icons: Readonly<Record<string, { body: string }>>;
      width?: number;
    };
    const edge = set.width ?? 16;
    return (name) => {
      const body = set.icons[name]?.body;
      return body === undefined
        ? null
        : `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${edge} ${edge}">${body}</svg>`;
    };
  } catch {
    return () => null;
  }
}
