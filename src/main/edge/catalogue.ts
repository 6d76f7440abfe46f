import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { type ImportReport, importCatalogue } from '../../storage/index.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import { type ControlClient, connectControl } from './control/client.ts';
import { makeStateDirectory, stateFiles } from './state-files.ts';

/** The format that a file's name says, or null where it says none that can be read. */
export function formatOf(file: string): 'csv' | 'ndjson' | null {
  const extension = extname(file).toLowerCase();
  if (extension === '.csv') return 'csv';
  return extension === '.ndjson' || extension === '.jsonl' ? 'ndjson' : null;
}

/** Replaces the catalogue of a box, and tells its edge when one is running. @throws Fault of the import. */
export async function importGoods(
  stateDirectory: string,
  source: { readonly file: string; readonly format: 'csv' | 'ndjson'; readonly skipBad: boolean },
): Promise<ImportReport & { readonly edge: 'told' | 'absent' }> {
  makeStateDirectory(stateDirectory);
  const { file, format, skipBad } = source;
  const report = await importCatalogue({ source: file, format, target: stateFiles(stateDirectory).catalogue, skipBad });
  return {
    ...report,
    edge: report.kind === 'imported' ? await tellEdge(stateDirectory, (edge) => edge.reloadCatalogue()) : 'absent',
  };
}

/** Gives a box without a catalogue its first one. @throws Fault STORE_GOODS_REFUSED, and those of the import. */
export async function importFirstGoods(stateDirectory: string, file: string): Promise<void> {
  if (existsSync(stateFiles(stateDirectory).catalogue)) return;
  const report = await importGoods(stateDirectory, { file, format: formatOf(file) ?? 'csv', skipBad: false });
  if (report.kind === 'imported') return;
  const first = report.problems[0];
  throw new Fault('STORE_GOODS_REFUSED', `${file} was refused: line ${first?.line}: ${first?.message}`);
}

/** Tells the edge of a state directory something, if one is running. @throws Fault of the edge's answer. */
export async function tellEdge(
  stateDirectory: string,
  tell: (edge: ControlClient) => Promise<void>,
): Promise<'told' | 'absent'> {
  try {
    const edge = await connectControl(stateDirectory);
    try {
      await tell(edge);
    } finally {
      edge.close();
    }
    return 'told';
  } catch (error) {
    if (error instanceof Fault && error.code === 'CONTROL_UNREACHABLE') return 'absent';
    throw error;
  }
}
