import type { JournalRecord } from '../../domain/journal/record.ts';
import type { SoldEpcsTable } from '../database/projection-tables.ts';
import type { Known } from './known.ts';
import { type Named, saleKey } from './named.ts';
import { type Order, orderOf } from './order.ts';
import type { Found, Place } from './records.ts';
import { readWorkstationEvent } from './workstation-event.ts';

interface SaleId {
  readonly workstation_id: number;
  readonly transaction_id: string;
}

/** What some entries come to, not yet in any table. */
export interface Rows {
  readonly indexed: readonly (Place & SaleId)[];
  readonly events: readonly {
    readonly workstation_id: number;
    readonly said: Buffer;
    readonly record: JournalRecord;
  }[];
  readonly tags: readonly SoldEpcsTable[];
  readonly sales: readonly { readonly key: SaleId; readonly order: Order }[];
  readonly aside: readonly (Found & { readonly reason: 'notProjected'; readonly detail: string })[];
  /** Two epochs tell of one sale, and not the same: people should know. */
  readonly alarms: readonly (Place & { readonly kind: 'saleDiffers'; readonly detail: string })[];
}

/** What an entry is kept as that is not understood. */
export function putAside({ workstation_id, epoch, seq, hash, bytes }: Found, detail: string): Rows['aside'][number] {
  const text = detail.replaceAll('\0', '').slice(0, 500);
  return { workstation_id, epoch, seq, hash, bytes, reason: 'notProjected', detail: text };
}

/** Reads entries, by workstation in their order, with what is known of their transactions from before. */
export function planOf(entries: readonly Named[], known: Known) {
  const rows = {
    indexed: [] as Rows['indexed'][number][],
    events: [] as Rows['events'][number][],
    tags: [] as Rows['tags'][number][],
    sales: [] as Rows['sales'][number][],
    aside: [] as Rows['aside'][number][],
    alarms: [] as Rows['alarms'][number][],
  };
  const standing = new Map(known.standing);
  const open = new Map<string, Named[]>();

  const note = ({ entry, record }: Named): void => {
    const read = readWorkstationEvent(record);
    if (read.kind === 'invalid') rows.aside.push(putAside(entry, read.problem));
    if (read.kind === 'event') rows.events.push({ workstation_id: entry.workstation_id, said: read.said, record });
  };

  const complete = ({ entry }: Named, id: SaleId, key: string): void => {
    const { workstation_id, epoch, seq } = entry;
    const here = open.get(key) ?? [];
    const epochs = new Map(known.earlier.get(key));
    epochs.set(epoch, [...(epochs.get(epoch) ?? []), ...here.map(({ record }) => record)]);
    const reads = new Map(here.map(({ record, read }) => [record, read]));
    const projected = orderOf(id.transaction_id, [...epochs.values()], reads);
    const before = standing.get(key);
    const differs = (): void => {
      const detail = `transaction ${id.transaction_id} was completed before, otherwise`;
      rows.alarms.push({ workstation_id, epoch, seq, kind: 'saleDiffers', detail });
    };
    if (projected.kind === 'notUnderstood') {
      rows.aside.push(putAside(entry, projected.why));
      if (before !== undefined) differs();
      return;
    }
    const { order } = projected;
    if (before === order.head.content_hash) return;
    // Completed is final: the first that came stands.
    if (before !== undefined) {
      rows.aside.push(putAside(entry, 'it was completed before, otherwise'));
      differs();
      return;
    }
    standing.set(key, order.head.content_hash);
    rows.sales.push({ key: id, order });
  };

  for (const each of entries) {
    const { entry, read, transactionId } = each;
    if (read.kind === 'notOfTransaction') {
      note(each);
      continue;
    }
    if (transactionId === null) {
      rows.aside.push(putAside(entry, 'it names no transaction'));
      continue;
    }
    const { workstation_id, epoch, seq } = entry;
    const id = { workstation_id, transaction_id: transactionId };
    const key = saleKey(workstation_id, transactionId);
    rows.indexed.push({ ...id, epoch, seq });
    open.set(key, [...(open.get(key) ?? []), each]);
    if (read.kind === 'invalid') rows.aside.push(putAside(entry, read.problem));
    else if (read.event.kind === 'TransactionCompleted') complete(each, id, key);
    else if (read.event.kind === 'EpcsSold' || read.event.kind === 'EpcsReturned') {
      const { epcs, keys } = read.event.body;
      const how =
        read.event.kind === 'EpcsSold'
          ? { action: 'sold' as const, cancels: null }
          : { action: 'returned' as const, cancels: read.event.body.cancels };
      if (epcs.length !== keys.length) rows.aside.push(putAside(entry, `${epcs.length} tags have ${keys.length} keys`));
      else rows.tags.push(...epcs.map((epc, at) => ({ ...id, ...how, epc, key: keys[at] ?? '' })));
    }
  }
  return rows satisfies Rows;
}
