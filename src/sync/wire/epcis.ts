import { z } from 'zod';

/** Most tags of one EPCIS event on the bus; more are told in several. */
export const MAX_EPCIS_TAGS = 1_000;

const uri = z.string().min(1).max(400);

/** Event `epcis`: what was seen of tags, as a GS1 EPCIS 2.0 ObjectEvent in JSON-LD. `eventID` names it: said twice, it is one event. */
export const epcisSchema = z.strictObject({
  '@context': z.array(uri).min(1).max(4),
  type: z.literal('ObjectEvent'),
  eventID: uri,
  eventTime: z.iso.datetime({ offset: true }),
  eventTimeZoneOffset: z.string().regex(/^[+-]\d{2}:\d{2}$/),
  epcList: z.array(uri).min(1).max(MAX_EPCIS_TAGS),
  action: z.literal('OBSERVE'),
  bizStep: z.enum(['retail_selling', 'entering_exiting']),
  disposition: z.enum(['retail_sold', 'unknown', 'sellable_accessible', 'stolen']),
  readPoint: z.strictObject({ id: uri }).optional(),
  bizLocation: z.strictObject({ id: uri }).optional(),
  bizTransactionList: z
    .array(z.strictObject({ bizTransaction: uri }))
    .max(4)
    .optional(),
});
