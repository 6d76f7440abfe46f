/** An entry as either end holds it. */
export interface HeldEntry {
  readonly epoch: string;
  readonly seq: number;
  readonly hash: string;
}

/** What was paid in a sale, or given back by a return. */
export interface PaidSale {
  readonly id: string;
  /** Minor units. */
  readonly paid: number;
}

/** What one end holds of a lane. */
export interface CloudBook {
  readonly entries: readonly HeldEntry[];
  /** Each sale as often as it is there. */
  readonly sales: readonly PaidSale[];
}

/** A lane's journal against what the cloud has of it, when all has gone up and been read: each entry, and each sale once, to the cent. */
export function cloudAgainstJournal(journal: CloudBook, cloud: CloudBook): string[] {
  const name = ({ epoch, seq }: HeldEntry) => `entry ${seq} of ${epoch}`;
  const held = new Map(cloud.entries.map((entry) => [name(entry), entry.hash]));
  const ours = new Map(journal.entries.map((entry) => [name(entry), entry.hash]));
  const found: string[] = [];
  for (const [entry, hash] of ours) {
    if (!held.has(entry)) found.push(`${entry} never came up`);
    else if (held.get(entry) !== hash) found.push(`${entry} is another one in the cloud`);
  }
  for (const entry of held.keys()) if (!ours.has(entry)) found.push(`the cloud has ${entry}, and the disk has none`);
  const orders = Map.groupBy(cloud.sales, ({ id }) => id);
  for (const { id, paid } of journal.sales) {
    const [order, ...others] = orders.get(id) ?? [];
    if (order === undefined) found.push(`sale ${id} was completed and is no order`);
    else if (others.length > 0) found.push(`sale ${id} is ${others.length + 1} orders`);
    else if (order.paid !== paid) found.push(`sale ${id} was paid with ${paid}, its order with ${order.paid}`);
    orders.delete(id);
  }
  for (const id of orders.keys()) found.push(`order ${id} was never completed`);
  return found;
}
