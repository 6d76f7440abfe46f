import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { transactionEventBodies } from '../transaction/events.ts';
import { TRANSACTION_SET_ASIDE, transactionSetAsideBody } from '../transaction/set-aside.ts';
import { workstationEventBodies } from './workstation-events.ts';

/**
 * Everything that an entry of the journal can say in words of its own, and of whom or what that is. A journal can't be changed, so what
 * names a shopper has no place in it: no name, address, telephone, birthday, loyalty number or token of a card. Whoever adds a field says
 * here what it is of; whoever adds one of a person seals it under a key that can be deleted, or leaves it out. Instants, enumerations,
 * truths and numbers are in no list: amounts, counts, weights and ages of goods, and nothing that could be somebody's number.
 */
const REGISTER = {
  /** What is sold, and by which rules. */
  goods: `item.id item.name item.names.* item.size item.sizes.* item.category item.categories[] item.deposit item.picture
    item.taxCodes[] item.catalogueVersion identity tags[].gtin tags[].itemId gtin setHash replaces lines[].modifiers[].promotionId
    lines[].modifiers[].title`,
  /** Tags of goods: serial numbers, of the piece and not of who carries it. */
  tags: `tag.epc tag.key epcs[] keys[] tags[].key key epc uri serial`,
  /** Campaigns of the retailer: only what a promotion names is recorded, so nothing that a shopper's own card says. */
  campaigns: 'coupon',
  books: `currency locale tax.rates[].code tax.rates[].jurisdiction tax.rates[].name tax.rates[].percent tax.rates[].validFrom
    lines[].taxes[].code taxes[].code taxes[].name taxes[].percent receiptNumber returnedReceipt`,
  /** Made by chance or by counting; they lead to a sale, and to nobody. */
  chance: `transactionId lineId lines[].lineId linkedTo returns returnOf cancels basket attemptId refundOf tenders[].attemptId
    interventionId jobId pulseId alarmId claimId exit.code exit.signed code receiptToken epoch sales[].epoch sales[].transaction`,
  /** What is left of a card: PCI DSS lets the last four digits be kept, and disputes want the rest. */
  cards: `evidence.scheme evidence.lastFour evidence.authorisation evidence.terminalId evidence.receiptNumber evidence.traceNumber
    evidence.terminalTime evidence.receiptText[] previous.receiptNumber previous.traceNumber traceNumber`,
  boxes: `workstation sales[].workstation gate weighing.scale fields.* fields.*.sha256 fields.*.version fields[].field cause reason`,
  /** Numbers of staff; who they are stands in the staff's table and in the feed, and is erased there. */
  staff: 'operatorId weighing.tareBy',
} as const;
const KNOWN: ReadonlySet<string> = new Set(Object.values(REGISTER).flatMap((paths) => paths.split(/\s+/)));

interface Shape {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: unknown;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
}

/** Where a body can hold a text of its own choice. */
function textsOf(shape: Shape, path = ''): string[] {
  if (shape.const !== undefined || shape.enum !== undefined || shape.format === 'date-time') return [];
  if (shape.anyOf !== undefined) return shape.anyOf.flatMap((each) => textsOf(each, path));
  switch (shape.type) {
    case 'object': {
      const own = Object.entries(shape.properties ?? {});
      const others = typeof shape.additionalProperties === 'object' ? [['*', shape.additionalProperties] as const] : [];
      return [...own, ...others].flatMap(([name, each]) => textsOf(each, path === '' ? name : `${path}.${name}`));
    }
    case 'array':
      return textsOf(shape.items ?? {}, `${path}[]`);
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
      return [];
    default:
      return [path];
  }
}

const shapeOf = (schema: z.ZodType): Shape => z.toJSONSchema(schema, { io: 'input' }) as Shape;
const bodies: Readonly<Record<string, z.ZodType>> = {
  ...transactionEventBodies,
  ...workstationEventBodies,
  [TRANSACTION_SET_ASIDE]: transactionSetAsideBody,
};

describe('what the journal can say of people', () => {
  it.each(Object.entries(bodies))('%s says nothing that is not in the register', (_kind, schema) => {
    expect(textsOf(shapeOf(schema)).filter((path) => !KNOWN.has(path))).toEqual([]);
  });

  it.each(Object.entries(bodies))('%s takes no member that its schema does not name', (_kind, schema) => {
    expect(shapeOf(schema).additionalProperties).toBe(false);
  });

  it('the register lists nothing that no entry says', () => {
    const said = new Set(['transactionId', ...Object.values(bodies).flatMap((schema) => textsOf(shapeOf(schema)))]);
    expect([...KNOWN].filter((path) => !said.has(path))).toEqual([]);
  });

  it('finds a text wherever a schema hides one', () => {
    const hiding = z.strictObject({
      customer: z.strictObject({ email: z.email(), tags: z.array(z.string()) }).optional(),
      notes: z.record(z.string(), z.union([z.int(), z.string()])),
      anything: z.unknown(),
      at: z.iso.datetime(),
      kind: z.enum(['a']),
    });
    expect(textsOf(shapeOf(hiding))).toEqual(['customer.email', 'customer.tags[]', 'notes.*', 'anything']);
  });

  it('of a shopper, whatever it is called, there is no member', () => {
    const names = [...KNOWN].flatMap((path) => path.split(/[.[\]*]+/));
    expect(names.filter((name) => /mail|phone|customer|shopper|loyal|member|birth|person|holder/i.test(name))).toEqual(
      [],
    );
  });
});
