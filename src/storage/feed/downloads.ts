import { appendFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { FeedDownloads } from '../../workstation/ports/feed.ts';
import { guarded } from '../database/faults.ts';

const PART = /^([0-9a-f]{64})\.part$/;

/** Parts in a directory of their own; what was not ended goes on where it stopped, also after a restart. */
export function feedDownloads(directory: string): FeedDownloads {
  const path = (sha256: string): string => join(directory, `${sha256}.part`);
  const doing = `downloading to ${directory}`;
  return {
    path,
    held: (sha256) => guarded(doing, () => statSync(path(sha256), { throwIfNoEntry: false })?.size ?? 0),
    append(sha256, bytes) {
      guarded(doing, () => {
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        appendFileSync(path(sha256), bytes, { mode: 0o600 });
      });
    },
    keepOnly(parts) {
      guarded(doing, () => {
        if (!existsSync(directory)) return;
        for (const name of readdirSync(directory)) {
          const sha256 = PART.exec(name)?.[1];
          if (sha256 !== undefined && !parts.includes(sha256)) rmSync(join(directory, name), { force: true });
        }
      });
    },
  };
}
