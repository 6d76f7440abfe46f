import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { importCatalogue, openCatalogue } from '../../src/storage/index.ts';
import type { CataloguePort } from '../../src/workstation/ports/catalogue.ts';
import { writeSyntheticCatalogue } from './synthetic-catalogue.ts';

export const MILLION = 1_000_000;

const built = new Map<number, Promise<string>>();

/** A catalogue of so many made-up items, imported by the product's own import, once a run; its path is nobody's to write to. */
function catalogueOf(count: number): Promise<string> {
  let path = built.get(count);
  if (path === undefined) {
    path = build(count);
    built.set(count, path);
  }
  return path;
}

async function build(count: number): Promise<string> {
  const folder = mkdtempSync(join(import.meta.dirname, '../../.bench-goods-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const source = join(folder, 'items.csv');
  const target = join(folder, 'catalogue.db');
  await writeSyntheticCatalogue(source, count);
  const from = performance.now();
  const report = await importCatalogue({ source, format: 'csv', target });
  if (report.kind !== 'imported') throw new Error(`the catalogue was not imported: ${JSON.stringify(report)}`);
  process.stderr.write(`bench: imported ${count} items in ${((performance.now() - from) / 1000).toFixed(1)} s\n`);
  rmSync(source);
  return target;
}

/** Lends an opened catalogue of so many items. */
export async function withCatalogue<T>(count: number, work: (catalogue: CataloguePort) => T): Promise<T> {
  const catalogue = openCatalogue({ path: await catalogueOf(count) });
  try {
    return work(catalogue);
  } finally {
    catalogue.close();
  }
}

/** Puts a catalogue of so many items into a state directory, for an edge to find. */
export async function placeCatalogue(count: number, stateDirectory: string): Promise<void> {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  cpSync(await catalogueOf(count), join(stateDirectory, 'catalogue.db'));
}
