/**
 * What others who follow the events are told when a person is erased: which sale they shall tie to nobody, which operator's number they shall
 * forget the name of. Nothing in it names anyone. A row goes when all brokers have it; sent again after a crash, it has the same id.
 */
import { type Kysely, sql } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { type Outgoing, partitionKey } from './event.ts';
import type { Send } from './publish.ts';

const MOST_ROWS = 200;

interface News {
  readonly number: number;
  readonly id: string;
  readonly at: Date;
  readonly kind: 'receipt' | 'operator';
  readonly subject: string;
  readonly store: string | null;
  readonly workstation: string | null;
  readonly retailer: string | null;
}

/** Sends what there is, up to some of it. @returns how many. */
export async function publishErasures(db: Kysely<Tables>, send: Send): Promise<number> {
  const { rows } = await sql<News>`
    SELECT n.number, n.id, n.at, n.kind, n.subject, w.store, w.name AS workstation, n.retailer
    FROM erasure_news n LEFT JOIN workstations w ON w.id = n.workstation_id ORDER BY n.number LIMIT ${MOST_ROWS}
  `.execute(db);
  if (rows.length === 0) return 0;
  await send(rows.map(erasureEvent));
  await sql`DELETE FROM erasure_news WHERE number = ANY (${rows.map(({ number }) => number)}::bigint[])`.execute(db);
  return rows.length;
}

function erasureEvent({ id, at, kind, subject, store, workstation, retailer }: News): Outgoing {
  const event = {
    specversion: '1.0' as const,
    id,
    type: `checkstand.${kind}.erased.v1`,
    time: at.toISOString(),
    datacontenttype: 'application/json' as const,
    subject,
  };
  if (store === null || workstation === null) {
    const of = retailer ?? '';
    const data = { retailer: of, operatorId: subject };
    return {
      subject: 'erasures',
      event: { ...event, source: `/retailers/${encodeURIComponent(of)}`, partitionkey: of, data },
    };
  }
  return {
    subject: 'erasures',
    event: {
      ...event,
      source: `/stores/${encodeURIComponent(store)}/workstations/${workstation}`,
      partitionkey: partitionKey({ store, workstation }),
      data: { store, workstation, transactionId: subject },
    },
  };
}
