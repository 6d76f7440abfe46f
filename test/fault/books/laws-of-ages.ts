import type { Entry } from '../product-journal.ts';

interface Body {
  readonly transactionId?: string;
  readonly lineId: string;
  readonly item?: { readonly minAge?: number };
  readonly returns?: string;
  readonly interventionId: string;
  readonly reason: string;
  readonly minAge?: number;
  readonly outcome: string;
  readonly operatorId?: string;
}

interface Basket {
  /** The age that each line of it asks for. */
  readonly lines: Map<string, number>;
  readonly asked: Map<string, { readonly lineId: string; readonly minAge: number }>;
  readonly denied: Set<string>;
  /** The highest age that staff have approved. */
  approved: number;
}

/** No payment is begun for goods that nobody may have: each line's age approved by a member of staff, in this basket, and none denied. */
export function agesAgainstApprovals(entries: readonly Entry[], hurt: ReadonlySet<string>): string[] {
  const baskets = new Map<string, Basket>();
  return entries.flatMap(({ kind, body: any }) => {
    const body = any as unknown as Body;
    const { transactionId } = body;
    if (transactionId === undefined || hurt.has(transactionId)) return [];
    const basket = baskets.get(transactionId) ?? newBasket();
    baskets.set(transactionId, basket);
    return fold(basket, kind, body);
  });
}

function fold(basket: Basket, kind: string, body: Body): string[] {
  switch (kind) {
    case 'LineAdded':
      // What was denied and comes back is asked for anew; whoever brings goods back to the store is asked for nothing.
      basket.denied.delete(body.lineId);
      if (body.item?.minAge !== undefined && body.returns === undefined)
        basket.lines.set(body.lineId, body.item.minAge);
      return [];
    case 'LineVoided':
      basket.lines.delete(body.lineId);
      return [];
    case 'InterventionRaised':
      if (body.reason === 'age')
        basket.asked.set(body.interventionId, { lineId: body.lineId, minAge: body.minAge ?? 0 });
      return [];
    case 'InterventionSettled':
      return settled(basket, body);
    case 'PaymentIntended':
    case 'TransactionCompleted':
      return [...basket.lines].flatMap(([lineId, minAge]) => {
        if (basket.denied.has(lineId)) return [`${kind} of ${body.transactionId}, whose line ${lineId} was denied`];
        if (minAge > basket.approved)
          return [`${kind} of ${body.transactionId}, and nobody has approved age ${minAge}`];
        return [];
      });
    default:
      return [];
  }
}

function settled(basket: Basket, { interventionId, outcome, operatorId }: Body): string[] {
  const asked = basket.asked.get(interventionId);
  if (asked === undefined || outcome === 'withdrawn') return [];
  if (outcome === 'denied') basket.denied.add(asked.lineId);
  if (outcome === 'approved') basket.approved = Math.max(basket.approved, asked.minAge);
  return operatorId === undefined ? [`age ${asked.minAge} of line ${asked.lineId} was ${outcome} by nobody`] : [];
}

function newBasket(): Basket {
  return { lines: new Map(), asked: new Map(), denied: new Set(), approved: 0 };
}
