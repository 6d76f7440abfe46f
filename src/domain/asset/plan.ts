import type { AssetRef } from './asset.ts';

/** What a box may keep of files: their bytes and their number. */
export interface AssetBudget {
  readonly bytes: number;
  readonly files: number;
}

/** The first of these that a box has room for, each once; what comes behind the first that has none is not read. */
export function affordable(refs: Iterable<AssetRef>, budget: AssetBudget): AssetRef[] {
  const chosen = new Map<string, AssetRef>();
  let bytes = 0;
  for (const ref of refs) {
    if (chosen.has(ref.sha256)) continue;
    bytes += ref.bytes;
    if (bytes > budget.bytes || chosen.size >= budget.files) break;
    chosen.set(ref.sha256, ref);
  }
  return [...chosen.values()];
}
