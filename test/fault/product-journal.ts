/**
 * All that the fault harness knows of the kinds of the product's events, and its own folding of them: written apart from the product's,
 * which it is to check.
 */

/** A journal entry, as far as it is looked at. */
export interface Entry {
  readonly epoch: string;
  readonly seq: number;
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** One payment attempt, or one refund, as the journal tells it. */
export interface Attempt {
  readonly id: string;
  readonly asked: number;
  readonly direction: 'payment' | 'refund';
  /** The payment that a refund gives back. */
  readonly refundOf: string | undefined;
  state: 'open' | 'live' | 'notPaid' | 'reversalQueued' | 'reversed';
  approved: number;
  receiptNumber: string | undefined;
  traceNumber: string | undefined;
  /** The lane has said that it hands it to the terminal. */
  sent: boolean;
  /** Staff have entered how it ended, and the terminal is asked on. */
  byStaff: boolean;
  /** Staff gave it back by hand, where the terminal would not: of a refund the terminal then has nothing. */
  byHand: boolean;
}

/** An approval that belonged to no sale, or that contradicts what staff had read. */
export interface Alarm {
  readonly id: string;
  readonly reason: string;
  readonly amount: number;
  readonly disposition: string;
  /** The payment, or the alarm, that it is about, where it is about one. */
  readonly attemptId: string | undefined;
  readonly receiptNumber: string | undefined;
  readonly traceNumber: string | undefined;
  settled: 'no' | 'reversed' | 'acknowledged';
}

/** What an attempt moved that still counts: towards the store, or negative back to the shopper. */
export function movedBy({ state, direction, approved }: Attempt): number {
  if (state !== 'live') return 0;
  return direction === 'refund' ? -approved : approved;
}

/** The journal says what the terminal had done when it was first reached: every approval after that is accounted for, or an alarm. */
export function hasMetTerminal(entries: readonly Entry[]): boolean {
  return entries.some(({ kind }) => kind === 'TerminalMet');
}

/** One transaction as the journal tells it. */
export interface Sale {
  readonly id: string;
  /** Pieces by line. */
  readonly lines: Map<string, number>;
  /** Deposits by the line they go with. */
  readonly linked: Map<string, string>;
  /** In a return: the sale, and the lines of it that come back. */
  returnOf: string | null;
  readonly returns: Map<string, string>;
  /** The tag of a line, by its key in the sold ledger. */
  readonly tags: Map<string, string>;
  training: boolean;
  /** Every basket it has been, as `basketText` spells them. */
  readonly baskets: Set<string>;
  /** As agreed; null before. */
  total: number | null;
  readonly attempts: Map<string, Attempt>;
  /** `setAside`: damage took entries of it, and what it held is in alarms. */
  state: 'open' | 'suspended' | 'completed' | 'cancelled' | 'setAside';
  epoch: string;
  receiptNumber: string | null;
  /** The part of its exit code that people read. */
  exitCode: string | null;
  tenders: readonly { readonly attemptId: string; readonly amount: number }[];
  readonly prints: Map<string, { readonly copy: boolean; outcome: string }>;
}

/** A basket as text: its lines in order with their pieces. */
export function basketText(lines: Iterable<readonly [lineId: string, pieces: number]>): string {
  return [...lines].map(([lineId, pieces]) => `${lineId}×${pieces}`).join(' ');
}

/** Folds all transactions out of a journal, oldest first. Written apart from the product's own folding, which it is to check. */
export function salesIn(entries: readonly Entry[]): Map<string, Sale> {
  const sales = new Map<string, Sale>();
  for (const entry of entries) {
    const id = entry.body.transactionId;
    if (typeof id !== 'string') continue;
    const sale = sales.get(id) ?? newSale(id, entry.epoch);
    sales.set(id, sale);
    fold(sale, entry);
  }
  return sales;
}

/** All alarms of a journal, oldest first. */
export function alarmsIn(entries: readonly Entry[]): Map<string, Alarm> {
  const alarms = new Map<string, Alarm>();
  for (const { kind, body } of entries) {
    const { alarmId, reason, amount, disposition, attemptId, evidence, outcome } = body as unknown as AlarmBody;
    if (kind === 'PaymentAlarmRaised') {
      const { receiptNumber, traceNumber } = evidence ?? {};
      const numbers = { receiptNumber, traceNumber };
      alarms.set(alarmId, { id: alarmId, reason, amount, disposition, attemptId, ...numbers, settled: 'no' });
    }
    const alarm = alarms.get(alarmId);
    if (kind === 'PaymentAlarmSettled' && alarm !== undefined) alarm.settled = outcome;
  }
  return alarms;
}

interface AlarmBody {
  readonly alarmId: string;
  readonly reason: string;
  readonly amount: number;
  readonly disposition: string;
  readonly attemptId?: string;
  readonly evidence?: Evidence;
  readonly outcome: 'reversed' | 'acknowledged';
}

/** What a journal says that became of tags, in its order. */
export interface TagEntry {
  readonly kind: 'EpcsSold' | 'EpcsReturned';
  readonly epoch: string;
  readonly seq: number;
  readonly prevSaleSeq: number;
  readonly transactionId: string;
  readonly keys: readonly string[];
  readonly cancels: string | undefined;
}

export function tagEntriesIn(entries: readonly Entry[]): TagEntry[] {
  return entries.flatMap(({ kind, epoch, seq, body }) => {
    if (kind !== 'EpcsSold' && kind !== 'EpcsReturned') return [];
    const { prevSaleSeq, transactionId, keys, cancels } = body as unknown as TagEntry;
    return { kind, epoch, seq, prevSaleSeq, transactionId, keys, cancels };
  });
}

/** True for a completed transaction of which it is not yet known what came of its paper. */
export function awaitsPaper({ state, prints }: Sale): boolean {
  return state === 'completed' && ![...prints.values()].some(({ outcome }) => outcome !== 'started');
}

function newSale(id: string, epoch: string): Sale {
  return {
    id,
    epoch,
    lines: new Map(),
    linked: new Map(),
    returnOf: null,
    returns: new Map(),
    tags: new Map(),
    training: false,
    baskets: new Set(['']),
    total: null,
    attempts: new Map(),
    state: 'open',
    receiptNumber: null,
    exitCode: null,
    tenders: [],
    prints: new Map(),
  };
}

interface Evidence {
  readonly receiptNumber?: string;
  readonly traceNumber?: string;
}

/** The members of any body that are looked at. */
interface Body {
  readonly lineId: string;
  readonly linkedTo?: string;
  readonly returns?: string;
  readonly returnOf?: string;
  readonly training?: boolean;
  readonly tag?: { readonly key: string };
  readonly quantity: number;
  readonly total: number;
  readonly attemptId: string;
  readonly amount: number;
  readonly direction?: 'refund';
  readonly refundOf?: string;
  readonly operatorId?: string;
  readonly outcome: string;
  readonly evidence?: Evidence;
  readonly receiptNumber: string;
  readonly tenders: Sale['tenders'];
  readonly exit?: { readonly code: string };
  readonly jobId: string;
  readonly copy: boolean;
}

function fold(sale: Sale, { kind, epoch, body: anyBody }: Entry): void {
  const body = anyBody as unknown as Body;
  const attempt = sale.attempts.get(body.attemptId);
  switch (kind) {
    case 'TransactionStarted':
      sale.returnOf = body.returnOf ?? null;
      sale.training = body.training === true;
      break;
    case 'LineAdded':
      if (body.returns !== undefined) sale.returns.set(body.lineId, body.returns);
      if (body.tag !== undefined) sale.tags.set(body.lineId, body.tag.key);
      if (body.linkedTo !== undefined) sale.linked.set(body.lineId, body.linkedTo);
      sale.lines.set(body.lineId, body.quantity);
      break;
    case 'LineQuantityChanged':
      for (const lineId of withLinked(sale, body.lineId)) sale.lines.set(lineId, body.quantity);
      break;
    case 'LineVoided':
      for (const lineId of withLinked(sale, body.lineId)) {
        sale.lines.delete(lineId);
        sale.tags.delete(lineId);
      }
      break;
    case 'TotalsAgreed':
      sale.total = body.total;
      break;
    case 'PaymentIntended':
      sale.attempts.set(body.attemptId, {
        id: body.attemptId,
        asked: body.amount,
        direction: body.direction ?? 'payment',
        refundOf: body.refundOf,
        byHand: false,
        sent: false,
        byStaff: false,
        state: 'open',
        approved: 0,
        receiptNumber: undefined,
        traceNumber: undefined,
      });
      break;
    case 'PaymentSent':
      if (attempt !== undefined) attempt.sent = true;
      break;
    case 'PaymentSettled':
    case 'PaymentResolved':
      if (attempt === undefined) break;
      settle(attempt, body);
      attempt.byStaff = kind === 'PaymentResolved';
      break;
    case 'PaymentRefunded':
      if (attempt === undefined) break;
      settle(attempt, { ...body, outcome: 'approved' });
      attempt.byHand = body.operatorId !== undefined;
      break;
    case 'PaymentReversalQueued':
      if (attempt !== undefined) attempt.state = 'reversalQueued';
      break;
    case 'PaymentReversed':
      if (attempt !== undefined) {
        attempt.state = 'reversed';
        attempt.byHand = body.operatorId !== undefined;
      }
      break;
    case 'TransactionCompleted':
      sale.state = 'completed';
      sale.epoch = epoch;
      sale.receiptNumber = body.receiptNumber;
      sale.exitCode = body.exit?.code ?? null;
      sale.tenders = body.tenders;
      break;
    case 'TransactionCancelled':
      sale.state = 'cancelled';
      break;
    case 'TransactionSetAside':
      sale.state = 'setAside';
      break;
    case 'TransactionSuspended':
      sale.state = 'suspended';
      break;
    case 'TransactionRecalled':
      sale.state = 'open';
      break;
    case 'ReceiptPrintStarted':
      sale.prints.set(body.jobId, { copy: body.copy, outcome: 'started' });
      break;
    case 'ReceiptIssued': {
      const print = sale.prints.get(body.jobId);
      if (print !== undefined) print.outcome = body.outcome;
      else sale.prints.set(body.jobId, { copy: false, outcome: body.outcome });
      break;
    }
  }
  sale.baskets.add(basketText(sale.lines));
}

function settle(attempt: Attempt, { outcome, amount, evidence }: Body): void {
  const paid = outcome === 'approved' || outcome === 'partial';
  attempt.state = paid ? 'live' : 'notPaid';
  attempt.approved = paid ? amount : 0;
  attempt.receiptNumber = evidence?.receiptNumber;
  attempt.traceNumber = evidence?.traceNumber;
}

/** A line and the deposits in the basket that go with it. */
function withLinked(sale: Sale, lineId: string): string[] {
  const deposits = [...sale.lines.keys()].filter((each) => sale.linked.get(each) === lineId);
  return [lineId, ...deposits];
}
