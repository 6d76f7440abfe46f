import { z } from 'zod';
import { parseDecimal } from '../money/decimal.ts';

const MAX_PERCENT = 1000;

const percent = z.string().refine(
  (text) => {
    const read = parseDecimal(text);
    return read !== null && read.numerator <= MAX_PERCENT * read.denominator;
  },
  { error: `a percent is a decimal like "12.5", at most ${MAX_PERCENT} and with at most six digits after the point` },
);

/** One tax rate as it comes from the feed, a file or the configuration. `validFrom` is a date of the store, YYYY-MM-DD. */
export const taxRateSchema = z
  .strictObject({
    code: z.string().min(1).max(32),
    percent,
    name: z.string().min(1).max(80).optional(),
    jurisdiction: z.string().min(1).max(80).optional(),
    exempt: z.boolean().optional(),
    compound: z.boolean().optional(),
    validFrom: z.iso.date().optional(),
  })
  .refine((rate) => rate.exempt !== true || parseDecimal(rate.percent)?.numerator === 0, {
    path: ['percent'],
    error: 'an exempt rate has the percent "0"',
  });

/** The rates of a store: each code once, or once for each day that its rate begins on. */
export const taxRatesSchema = z
  .array(taxRateSchema)
  .max(200)
  .superRefine((rates, context) => {
    const seen = new Set<string>();
    rates.forEach((rate, index) => {
      const begins = `${rate.code} ${rate.validFrom ?? ''}`;
      if (seen.has(begins)) {
        context.addIssue({ code: 'custom', path: [index, 'code'], message: `the code "${rate.code}" is there twice` });
      }
      seen.add(begins);
    });
  });
