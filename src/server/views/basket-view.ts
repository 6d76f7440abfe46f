import { itemName, itemSize } from '../../domain/item/item.ts';
import type { PricedBasket } from '../../domain/pricing/price-basket.ts';
import { countItems } from '../../domain/receipt/build.ts';
import { hasFixedQuantity } from '../../domain/transaction/decide-basket.ts';
import { type Line, pendingInterventions, type Transaction } from '../../domain/transaction/transaction.ts';
import type { BasketView, LineView } from '../../protocol/view.ts';
import type { PhotoOf } from './photo.ts';

/** The basket as the kiosk shows it, in one language. */
export function basketView(
  transaction: Transaction,
  priced: PricedBasket,
  locale: string,
  space: 'ok' | 'low',
  photoOf: PhotoOf,
): BasketView {
  const waiting = new Set(pendingInterventions(transaction).map((it) => it.lineId));
  const savings = new Map<string, { title: string; amount: number }>();
  for (const { promotionId, title, amount } of priced.lines.flatMap((line) => line.modifiers)) {
    savings.set(promotionId, { title, amount: amount + (savings.get(promotionId)?.amount ?? 0) });
  }
  const hold =
    space === 'low'
      ? 'hold.space'
      : waiting.size > 0
        ? 'hold.age'
        : transaction.lines.length === 0
          ? 'hold.empty'
          : null;
  return {
    transactionId: transaction.transactionId,
    lines: transaction.lines.map((line, index) => ({
      ...lineView(line, priced, index, locale, waiting.has(line.lineId)),
      ...photoOf(line.item.id),
    })),
    lastLineId: transaction.lastLineId,
    itemCount: countItems(transaction.lines),
    gross: priced.gross,
    savings: [...savings.values()],
    discount: priced.discount,
    tax: priced.tax,
    total: priced.total,
    canUndo: transaction.undo.length > 0,
    canPay: hold === null,
    hold: hold === null ? null : { id: hold },
  };
}

function lineView(line: Line, priced: PricedBasket, index: number, locale: string, waiting: boolean): LineView {
  const price = priced.lines[index];
  const hint = priced.hints.find((it) => it.lineId === line.lineId);
  const deposit = line.linkedTo !== null;
  return {
    lineId: line.lineId,
    name: itemName(line.item, locale),
    size: itemSize(line.item, locale) ?? null,
    picture: line.item.picture ?? null,
    quantity: line.grams === null ? line.quantity : null,
    grams: line.grams,
    unitPrice: line.labelPrice ?? line.item.price,
    gross: price?.gross ?? 0,
    modifiers: (price?.modifiers ?? []).map(({ title, amount }) => ({ title, amount })),
    hint: hint === undefined ? null : { title: hint.title, missing: hint.missing },
    canChangeQuantity: !deposit && !hasFixedQuantity(line),
    canVoid: !deposit,
    deposit,
    waiting: waiting ? 'age' : null,
  };
}
