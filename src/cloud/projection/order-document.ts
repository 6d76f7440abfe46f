import type { Order } from './order.ts';

type Camel<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : Name;
type Camelled<Row> = { readonly [Name in keyof Row as Name extends string ? Camel<Name> : never]: Row[Name] };

/** An order as it is told to others: names as in JSON, amounts in minor units, every saving at its line. */
export function orderDocument({ head, lines, modifiers, tenders, taxes }: Omit<Order, 'receiptToken'>) {
  return {
    ...camelled(head),
    lines: lines.map((line, index) => ({
      ...camelled(line),
      modifiers: modifiers
        .filter((each) => each.line === index + 1)
        .map(({ promotion_id, title, amount, funded_by }) => ({
          promotionId: promotion_id,
          title,
          amount,
          fundedBy: funded_by,
        })),
    })),
    tenders: tenders.map((tender) => camelled(tender)),
    taxes: taxes.map((tax) => camelled(tax)),
  };
}

export type OrderDocument = ReturnType<typeof orderDocument>;

/** The columns of a row under their names in JSON: `receipt_number` is `receiptNumber`. */
export function camelled<Row extends object>(row: Row): Camelled<Row> {
  const renamed = Object.entries(row).map(([name, value]) => [
    name.replace(/_(\w)/g, (_all, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return Object.fromEntries(renamed) as Camelled<Row>;
}
