import { z } from 'zod';
import { itemSchema } from '../item/item.ts';
import { taxRateSchema } from '../tax/rate-schema.ts';
import { paymentEvidenceSchema } from '../tender/evidence.ts';
import { MOST_LINES, MOST_PIECES } from './transaction.ts';

/**
 * The events of a RetailTransaction, as they stand in the journal: versioned, immutable, and together enough to rebuild the
 * state and the receipt without looking anything up. Amounts are minor units, weights grams, instants RFC 3339 UTC.
 */
const id = z.string().min(1).max(64);
const amount = z.int().min(-100_000_000_000).max(100_000_000_000);
const instant = z.iso.datetime();
const coupon = z.string().min(1).max(120);
/** Another symbol of a scanned pack said that it is past its date, called back, or sold on other terms. */
const takenBack = ['expired', 'recalled', 'otherSymbol'] as const;
const receiptNumber = z.string().max(32);
/** Bits of an EPC in whole bytes (a tag holds 62 at most), and its key in the sold ledger. */
const epc = z.string().regex(/^([0-9A-F]{2}){1,62}$/);
const ledgerKey = z.string().regex(/^([0-9a-f]{2}){1,16}$/);
/** The tags that changed hands with a completed transaction, and the entry before this one of the epoch that says so of others; 0 for the first. */
const tags = {
  epcs: z.array(epc).min(1).max(MOST_LINES),
  keys: z.array(ledgerKey).min(1).max(MOST_LINES),
  prevSaleSeq: z.int().min(0),
};

/** An item as it was when it was scanned: later catalogue changes never touch an open basket. */
export const itemSnapshotSchema = itemSchema.extend({ catalogueVersion: z.string().max(128) });
export type ItemSnapshot = z.infer<typeof itemSnapshotSchema>;

const modifierSchema = z.strictObject({
  promotionId: id,
  title: z.string().max(200),
  amount,
  fundedBy: z.enum(['store', 'manufacturer']).optional(),
});
const taxComponentSchema = z.strictObject({ code: z.string(), base: amount, tax: amount });

/**
 * A weight that the lane's own scale took, at rest and once: `grams` of its line are gross less tare. `scale` is the device's id;
 * `tareBy` the operator who keyed the tare, where it is not the item's own.
 */
export const weighingSchema = z.strictObject({
  gross: z.int().min(1).max(1_000_000),
  tare: z.int().min(0).max(100_000),
  scale: z.string().min(1).max(32),
  tareBy: id.optional(),
});
export type Weighing = z.infer<typeof weighingSchema>;

export const agreedLineSchema = z.strictObject({
  lineId: id,
  gross: amount,
  discount: amount,
  net: amount,
  tax: amount,
  modifiers: z.array(modifierSchema),
  taxes: z.array(taxComponentSchema),
});

export const agreedTotalsSchema = z.strictObject({
  lines: z.array(agreedLineSchema),
  gross: amount,
  discount: amount,
  tax: amount,
  /** What is to be paid, tax included whichever kind of store it is. */
  total: amount,
  taxes: z.array(taxComponentSchema.extend({ percent: z.string(), name: z.string().optional() })),
  proof: z.union([z.literal('optimal'), z.strictObject({ gap: amount })]),
});
export type AgreedTotals = z.infer<typeof agreedTotalsSchema>;

const tenderKind = z.enum(['card']);

/** What each kind of event says. */
export const transactionEventBodies = {
  TransactionStarted: z.strictObject({
    startedAt: instant,
    trigger: z.enum(['touch', 'scan', 'pad']),
    currency: z.string().length(3),
    locale: z.string().max(16),
    training: z.boolean(),
    /** The sale that this return gives money back for, and the number on its receipt. */
    returnOf: id.optional(),
    returnedReceipt: receiptNumber.optional(),
    tax: z.strictObject({
      rates: z.array(taxRateSchema),
      pricesIncludeTax: z.boolean(),
      rounding: z.enum(['line', 'document']),
    }),
  }),
  PromotionsPinned: z.strictObject({
    setHash: z.string().max(128),
    at: instant,
    /** The set that the basket was pinned to before, where that one is gone. */
    replaces: z.string().max(128).optional(),
  }),
  /** What a scan presented, as promotions name it. */
  CouponPresented: z.strictObject({ coupon }),
  CouponVoided: z.strictObject({ coupon, reason: z.enum(['undo']) }),
  LineAdded: z.strictObject({
    lineId: id,
    item: itemSnapshotSchema,
    /** What was scanned or picked: "gtin 09520000000019", never the raw bytes. */
    identity: z.string().max(80),
    quantity: z.int().min(1).max(MOST_PIECES),
    grams: z.int().min(0).max(1_000_000).optional(),
    /** Where the grams were taken here; missing where a label or a code carried them. */
    weighing: weighingSchema.optional(),
    /** A price printed on the label itself; it replaces quantity × price. */
    labelPrice: amount.optional(),
    /** The line this deposit or levy goes with. */
    linkedTo: id.optional(),
    /** True where an undo brings a voided line back. */
    restored: z.boolean().optional(),
    /** In a return: the line of the sale that this one gives back. */
    returns: id.optional(),
    /** The tag that the one piece of this line was read from. */
    tag: z.strictObject({ epc, key: ledgerKey }).optional(),
  }),
  LineQuantityChanged: z.strictObject({
    lineId: id,
    quantity: z.int().min(1).max(MOST_PIECES),
    reason: z.enum(['scan', 'shopper', 'undo', ...takenBack]),
  }),
  LineVoided: z.strictObject({ lineId: id, reason: z.enum(['shopper', 'undo', 'denied', ...takenBack]) }),
  InterventionRaised: z.strictObject({
    interventionId: id,
    /** `age` holds paying; `payment` and `reversal` wait for someone to read the terminal. */
    reason: z.enum(['age', 'payment', 'reversal']),
    lineId: id.optional(),
    attemptId: id.optional(),
    minAge: z.int().optional(),
  }),
  InterventionSettled: z.strictObject({
    interventionId: id,
    outcome: z.enum(['approved', 'denied', 'withdrawn']),
    operatorId: id.optional(),
  }),
  TotalsAgreed: agreedTotalsSchema,
  PaymentIntended: z.strictObject({
    attemptId: id,
    tender: tenderKind,
    amount,
    currency: z.string().length(3),
    /** Left out: the shopper pays. */
    direction: z.literal('refund').optional(),
    /** The payment of the original sale that a refund gives back. */
    refundOf: id.optional(),
    intendedAt: instant,
    /** The terminal's last payment before this one, for recovery to compare with. */
    previous: z.strictObject({ receiptNumber: z.string().optional(), traceNumber: z.string().optional() }).optional(),
  }),
  PaymentSent: z.strictObject({ attemptId: id }),
  PaymentSettled: z.strictObject({
    attemptId: id,
    outcome: z.enum(['approved', 'partial', 'declined', 'cancelled']),
    amount,
    reason: z.string().max(64).optional(),
    /** `recovery` where the answer was lost and asked for again. */
    foundBy: z.enum(['terminal', 'recovery']),
    evidence: paymentEvidenceSchema,
  }),
  PaymentUnknown: z.strictObject({ attemptId: id, cause: z.string().max(64) }),
  PaymentResolved: z.strictObject({
    attemptId: id,
    outcome: z.enum(['approved', 'declined']),
    /** What staff read; less than was asked is a part. 0 for `declined`. */
    amount,
    operatorId: id,
    evidence: paymentEvidenceSchema,
  }),
  PaymentRefunded: z.strictObject({
    attemptId: id,
    amount,
    /** `staff` where a manager gave it back another way: the terminal knows of none. */
    foundBy: z.enum(['terminal', 'recovery', 'staff']),
    /** That manager; the evidence then has the number of their slip. */
    operatorId: id.optional(),
    evidence: paymentEvidenceSchema,
  }),
  PaymentReversalQueued: z.strictObject({ attemptId: id, reason: z.string().max(64) }),
  PaymentReversed: z.strictObject({
    attemptId: id,
    /** The staff member who gave it back by hand, where the terminal would not. */
    operatorId: id.optional(),
    evidence: paymentEvidenceSchema,
  }),
  TransactionCompleted: z.strictObject({
    completedAt: instant,
    receiptNumber,
    /** The language of the receipt, pinned. */
    locale: z.string().max(16),
    /** 128 random bits, base64url: opens the digital receipt. */
    receiptToken: z.string().length(22),
    /** The signed exit code as its QR carries it, and the part people read. */
    exit: z.strictObject({ code: z.string().length(8), signed: z.string().max(300) }),
    /** Who may pay for this and how much: the legs that make up the total. */
    tenders: z.array(z.strictObject({ attemptId: id, tender: tenderKind, amount })),
  }),
  EpcsSold: z.strictObject(tags),
  /** Gives back what the sale of that transaction did to these tags, and nothing else. */
  EpcsReturned: z.strictObject({ ...tags, cancels: id }),
  TransactionSuspended: z.strictObject({ suspendedAt: instant, reason: z.enum(['idle', 'staff']) }),
  TransactionRecalled: z.strictObject({ recalledAt: instant, operatorId: id }),
  TransactionCancelled: z.strictObject({
    reason: z.enum(['shopper', 'staff', 'dayEnd', 'idle']),
    operatorId: id.optional(),
  }),
  ReceiptPrintStarted: z.strictObject({ jobId: id, copy: z.boolean() }),
  ReceiptIssued: z.strictObject({
    jobId: id,
    medium: z.enum(['paper']),
    outcome: z.enum(['printed', 'notPrinted', 'unsure']),
    cause: z.string().max(32).optional(),
    /** Who said so, where no printer did. */
    toldBy: z.enum(['shopper', 'staff']).optional(),
  }),
} as const;

export type TransactionEventKind = keyof typeof transactionEventBodies;

/** An event: its kind and its body. The journal adds the transaction's id to the body and everything else around it. */
export type TransactionEvent = {
  [K in TransactionEventKind]: {
    readonly kind: K;
    readonly body: Readonly<z.infer<(typeof transactionEventBodies)[K]>>;
  };
}[TransactionEventKind];

/** The version written now; a changed shape gets the next one, and readers keep the old. */
export const TRANSACTION_EVENT_VERSION = 1;

export type ReadEvent =
  | { readonly kind: 'event'; readonly transactionId: string; readonly event: TransactionEvent }
  | { readonly kind: 'notOfTransaction' }
  | { readonly kind: 'invalid'; readonly problem: string };

/** Reads an event back from a journal entry's kind, version and body. */
export function readTransactionEvent(kind: string, v: number, body: unknown): ReadEvent {
  if (!Object.hasOwn(transactionEventBodies, kind)) return { kind: 'notOfTransaction' };
  if (v !== TRANSACTION_EVENT_VERSION) return { kind: 'invalid', problem: `${kind} of version ${v}` };
  const { transactionId, ...rest } = (body ?? {}) as { transactionId?: unknown };
  if (typeof transactionId !== 'string') return { kind: 'invalid', problem: `${kind} without a transaction` };
  const parsed = transactionEventBodies[kind as TransactionEventKind].safeParse(rest);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return { kind: 'invalid', problem: `${kind}: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}` };
  }
  return { kind: 'event', transactionId, event: { kind, body: parsed.data } as TransactionEvent };
}

/**
 * Where in a transaction's life an event stands, for restart. A completed sale stays open until it is known what came of its
 * receipt: a restart in between has to ask.
 */
export function transactionBoundary(kind: TransactionEventKind): 'opens' | 'closes' | undefined {
  if (kind === 'TransactionStarted') return 'opens';
  return kind === 'ReceiptIssued' || kind === 'TransactionCancelled' ? 'closes' : undefined;
}
