/** `npm run -s bench -- [suite…]`: prints one JSON line per figure; what is going on goes to standard error. */
import type { Row } from './row.ts';

const SUITES: Readonly<Record<string, () => Promise<{ run(): AsyncIterable<Row> }>>> = {
  journal: () => import('./journal.ts'),
  lookup: () => import('./lookup.ts'),
  search: () => import('./search.ts'),
  barcode: () => import('./barcode.ts'),
  epc: () => import('./epc.ts'),
  llrp: () => import('./llrp.ts'),
  ledger: () => import('./ledger.ts'),
  gate: () => import('./gate.ts'),
  start: () => import('./start.ts'),
  restore: () => import('./restore.ts'),
  bundle: () => import('./bundle.ts'),
  promotion: () => import('./promotion.ts'),
  bus: () => import('./bus.ts'),
  ingest: () => import('./ingest.ts'),
  drain: () => import('./drain.ts'),
  snapshot: () => import('./snapshot.ts'),
  delta: () => import('./delta.ts'),
  fleet: () => import('./fleet.ts'),
  'scan-to-paint': () => import('./scan-to-paint.ts'),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !Object.hasOwn(SUITES, name));
if (unknown.length > 0) {
  process.stderr.write(`bench: no suite called ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}\n`);
  process.exit(2);
}
let missed = 0;
for (const name of asked.length > 0 ? asked : Object.keys(SUITES)) {
  process.stderr.write(`bench: ${name} …\n`);
  const suite = await SUITES[name]?.();
  for await (const row of suite?.run() ?? []) {
    process.stdout.write(`${JSON.stringify(row)}\n`);
    if (!row.reached) missed += 1;
  }
}
if (missed > 0) {
  process.stderr.write(`bench: ${missed} figure(s) did not reach their target\n`);
  process.exit(1);
}
