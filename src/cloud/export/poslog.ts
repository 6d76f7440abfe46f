import type { Sale } from './sales.ts';
import { decimalOf } from './table.ts';

/**
 * Sales in the shape and the words of ARTS POSLog 6, as JSON: `{"POSLog":{"Transaction":[…]}}`, a transaction at a time. Amounts are decimal
 * texts, so that no reader makes fractions of them.
 */
export async function* poslogOf(sales: AsyncIterable<Sale>): AsyncGenerator<string> {
  yield '{"POSLog":{"MajorVersion":"6","Transaction":[';
  let separator = '\n';
  for await (const sale of sales) {
    yield `${separator}${JSON.stringify(transactionOf(sale))}`;
    separator = ',\n';
  }
  yield '\n]}}\n';
}

function transactionOf(sale: Sale): object {
  const money = (amount: number) => decimalOf(amount, sale.currency);
  const isReturn = sale.returnOf !== null;
  const items = sale.lines.map((line) => ({
    [isReturn ? 'Return' : 'Sale']: {
      ItemID: line.itemId,
      Description: line.name,
      Quantity:
        line.grams === null
          ? { Units: String(line.quantity) }
          : { Units: String(line.grams), UnitOfMeasureCode: 'GRM' },
      ExtendedAmount: money(line.net),
      RegularExtendedAmount: money(line.gross),
      RetailPriceModifier: line.modifiers.map(({ promotionId, title, amount }) => ({
        Amount: { Action: 'Subtract', Value: money(amount) },
        PromotionID: promotionId,
        ReasonCode: title,
      })),
      Tax: { Amount: money(line.tax) },
    },
  }));
  const tenders = sale.tenders.map(({ tender, amount }) => ({
    Tender: { TenderType: tender === 'card' ? 'CreditDebit' : tender, Amount: money(amount) },
  }));
  const taxes = sale.taxes.map(({ code, percent, base, tax }) => ({
    Tax: { TaxGroupID: code, Percent: percent, TaxableAmount: money(base), Amount: money(tax) },
  }));
  return {
    RetailStoreID: sale.store,
    WorkstationID: sale.workstation,
    TransactionID: sale.transactionId,
    ReceiptNumber: sale.receiptNumber,
    BusinessDayDate: sale.businessDay,
    EndDateTime: sale.completedAt,
    CurrencyCode: sale.currency,
    RetailTransaction: {
      ...(isReturn ? { TransactionLink: { ReasonCode: 'Return', TransactionID: sale.returnOf } } : {}),
      LineItem: [...items, ...tenders, ...taxes].map((item, index) => ({ SequenceNumber: index + 1, ...item })),
      Total: [
        { TotalType: 'TransactionGrossAmount', Amount: money(sale.gross) },
        { TotalType: 'TransactionTotalDiscountAmount', Amount: money(sale.discount) },
        { TotalType: 'TransactionTaxAmount', Amount: money(sale.tax) },
        { TotalType: 'TransactionGrandAmount', Amount: money(sale.total) },
      ],
    },
  };
}
