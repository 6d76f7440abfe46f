import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from '../database/connect.ts';

/** Seconds. An acknowledgement is to take a quarter of one at most. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];

export interface CloudMetrics {
  /** Prometheus text. With the database away it says that, and what the process knows by itself. */
  text(): Promise<string>;
  readonly type: string;
}

/** Times every answer of this copy by method, route and status: by route, so that no address that somebody makes up becomes a series. */
export function measured(
  app: FastifyInstance,
  database: Database,
  options: { readonly process: boolean },
): CloudMetrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'checkstand_http_request_seconds',
    help: 'Time from the first byte of a request to the last of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  const fill = stored(registry, database);
  return {
    type: registry.contentType,
    async text() {
      await fill();
      return registry.metrics();
    },
  };
}

interface Stored {
  readonly entries: number;
  readonly waiting: number;
  readonly quarantined: number;
  readonly alarms: number;
  readonly workstations: number;
}

/** What all copies share, read from the database when it is asked for. */
function stored(registry: Registry, { passing }: Database): () => Promise<void> {
  const gauge = (name: string, help: string) => new Gauge({ name: `checkstand_${name}`, help, registers: [registry] });
  const up = gauge('database_up', '1 when the database answers');
  const gauges: Readonly<Record<keyof Stored, Gauge>> = {
    entries: gauge('journal_entries', 'Journal entries held'),
    waiting: gauge('journal_entries_not_projected', 'Journal entries that no worker has read yet'),
    quarantined: gauge('quarantined_entries', 'Entries put aside'),
    alarms: gauge('alarms', 'Alarms raised'),
    workstations: gauge('workstations', 'Workstations that are enrolled and not revoked'),
  };
  return async () => {
    try {
      const { rows } = await sql<Stored>`
        SELECT
          (SELECT coalesce(sum(seq), 0)::bigint FROM journal_heads) AS entries,
          (SELECT coalesce(sum(h.seq - coalesce(c.seq, 0)), 0)::bigint
            FROM journal_heads h LEFT JOIN projection_cursors c USING (workstation_id, epoch)) AS waiting,
          (SELECT count(*) FROM quarantine) AS quarantined,
          (SELECT count(*) FROM alarms) AS alarms,
          (SELECT count(*) FROM workstations WHERE revoked_at IS NULL) AS workstations
      `.execute(passing);
      const row = rows[0];
      if (row !== undefined) for (const name of Object.keys(gauges) as (keyof Stored)[]) gauges[name].set(row[name]);
      up.set(1);
    } catch {
      // Old figures of a database that is away would be taken for new ones.
      for (const each of Object.values(gauges)) each.remove();
      up.set(0);
    }
  };
}
