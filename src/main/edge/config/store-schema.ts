import { z } from 'zod';
import { readTemplates, type TemplateFlaw } from '../../../domain/gs1/label-template.ts';
import { CURRENCY_CODES } from '../../../domain/money/currency.ts';
import { taxRateSchema } from '../../../domain/tax/rate-schema.ts';
import { defined } from '../defined.ts';

const name = z.string().min(1).max(120);
const LOCALE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;
const PERCENT = /^\d{1,3}(\.\d{1,6})?$/;
const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

function isLocale(tag: string): boolean {
  try {
    return LOCALE.test(tag) && Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function isTimezone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** One national variable-measure label (GS1 General Specifications, section 2.1.14: behind 02 and 20–29 the layout is national). */
const labelSchema = z.strictObject({
  pattern: z
    .string()
    .describe(
      'Layout of the 13 digits: prefix digits, I item code, V verifier, P price or W weight, C check digit ("02IIIIIVPPPPC")',
    ),
  verifier: z
    .enum(['none', 'price4', 'price5'])
    .optional()
    .describe(
      'How the verifier digit V is checked; by the length of the number where left out, not at all with "none"',
    ),
  scale: z
    .int()
    .min(1)
    .max(1_000_000)
    .default(1)
    .describe('Multiplies the number on the label into minor units of the currency, or grams'),
});

const FLAWS: Readonly<Record<TemplateFlaw, string>> = {
  pattern: 'expected 13 places of digits and the letters I, V, P, W, C',
  prefix: 'expected to begin with 02 or 20 to 29',
  checkDigit: 'expected C in the last place and nowhere else',
  item: 'expected one unbroken run of I',
  measure: 'expected one unbroken run of P or of W',
  verifier: 'expected at most one V, and a verifier for four or five digits of price or weight',
  scale: 'expected a whole number from 1 to 1000000',
  overlap: 'expected labels that no other pattern before it reads too',
};

const labelsSchema = z
  .array(labelSchema)
  .max(50)
  .superRefine((labels, context) => {
    const read = readTemplates(labels.map(defined));
    if (read.kind === 'badTemplate') {
      context.addIssue({ code: 'custom', path: [read.index, 'pattern'], message: FLAWS[read.flaw] });
    }
  });

/** What EPCIS calls a place: a URN, or an address such as a GS1 Digital Link (EPCIS 2.0, 7.3.5). */
export const placeUriSchema = z
  .string()
  .max(200)
  .regex(/^(?:urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:|https?:\/\/)[!-~]+$/, 'expected a URI: "urn:…" or "https://…"');

/** The store that the workstation stands in: what receipts, prices and taxes need to know of it. */
export const storeSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'expected letters, digits, ".", "_" and "-", at most 64')
    .describe("The store's id in the retailer's systems"),
  name: name.describe('Name at the head of screens and receipts'),
  address: z.array(name).max(6).describe('Lines under the name on the receipt'),
  taxId: z.string().min(1).max(40).optional().describe('Tax registration number on the receipt'),
  location: placeUriSchema
    .optional()
    .describe(
      'The store as a URI in EPCIS events (bizLocation): its GLN as a Digital Link or SGLN; `urn:checkstand:<store.id>` where left out',
    ),
  currency: z
    .string()
    .refine((code) => CURRENCY_CODES.includes(code), 'expected an ISO 4217 code such as "GBP"')
    .describe('ISO 4217 code of the currency that all prices are in'),
  timezone: z
    .string()
    .refine(isTimezone, 'expected an IANA time zone such as "Europe/London"')
    .describe('IANA time zone that dates on receipts and business days follow'),
  pricesIncludeTax: z
    .boolean()
    .describe('True where shelf prices include tax (VAT), false where tax is added (sales tax)'),
  taxRounding: z
    .enum(['line', 'document'])
    .describe('Where tax is rounded: on each line, or once per rate for the whole document'),
  locale: z
    .string()
    .refine(isLocale, 'expected a BCP 47 tag such as "en-GB"')
    .default('en')
    .describe('BCP 47 tag of the language that the kiosk starts in and receipts are printed in'),
  receiptUrl: z
    .url({ protocol: /^https?$/, error: 'expected an http or https address' })
    .optional()
    .describe('Base address of digital receipts; without it no digital receipt is offered'),
  labels: labelsSchema.default([]).describe('Variable-measure labels of this country or retailer'),
  companyPrefixes: z
    .array(z.string().regex(/^\d{4,12}$/, 'expected 4 to 12 digits in quotes, as an EPC spells them'))
    .max(1_000)
    .default([])
    .describe(
      "GS1 company prefixes of RFID tags that this store sells, for pad and gate. A tag of another prefix, whose item is not in the catalogue, is another shop's and is ignored; with none named every tag may be the store's",
    ),
  tagsKeptDays: z
    .int()
    .min(30)
    .max(3_650)
    .default(730)
    .describe('Days that pad and gate know that a tag was sold; after that the piece would sound at the gate again'),
  hardTags: z
    .boolean()
    .default(false)
    .describe('True where goods carry hard tags that shoppers take off after paying; the last screen says so'),
});

/** One rate of tax; the domain's own schema of rates is asked as well, so that the two cannot drift apart. */
export const taxSchema = z
  .strictObject({
    code: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,32}$/, 'expected letters, digits, ".", "_" and "-", at most 32')
      .describe('Code that items name; once, or once for each validFrom'),
    percent: z
      .string({ error: 'expected a decimal in quotes such as "20" or "12.5"' })
      .regex(PERCENT, 'expected a decimal in quotes such as "20" or "12.5"')
      .describe('Rate in percent, a decimal in quotes'),
    name: z.string().min(1).max(80).optional().describe('Name on screens and receipts; the code where left out'),
    jurisdiction: z.string().min(1).max(80).optional().describe('Who levies it'),
    exempt: z
      .boolean()
      .optional()
      .describe(
        'True where goods of this code are exempt, which is not the same as a rate of 0; the percent is "0" then',
      ),
    compound: z
      .boolean()
      .optional()
      .describe('True where the rate is charged on the price plus the taxes before it; only where prices exclude tax'),
    validFrom: z
      .string()
      .regex(DATE, 'expected a date such as "2026-01-31"')
      .optional()
      .describe('First business day of the rate; of several rates with one code the latest that has begun counts'),
  })
  .superRefine((rate, context) => {
    const { error } = taxRateSchema.safeParse(defined(rate));
    for (const { path, message } of error?.issues ?? []) context.addIssue({ code: 'custom', path, message });
  });
