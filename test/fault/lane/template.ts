import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkstand, freePort, writeEdgeConfig } from '../../fixtures/edge.ts';
import { atExit } from '../at-exit.ts';
import { EdgeProcess } from './edge-process.ts';
import { CATALOGUE } from './goods.ts';

/** What a lane's state directory starts with: the catalogue, and the code that a first start has compiled. */
export interface Template {
  /** Puts it into a lane's folder, which is made. */
  copyTo(folder: string): Promise<void>;
}

const KEPT = ['catalogue.db', 'code-cache'];
let made: Promise<Template> | null = null;

/** The template, made once for this process and removed with it. */
export function template(): Promise<Template> {
  made ??= make();
  return made;
}

async function make(): Promise<Template> {
  const folder = await mkdtemp(join(tmpdir(), 'checkstand-fault-template-'));
  atExit(() => rmSync(folder, { recursive: true, force: true }));
  const config = writeEdgeConfig({ folder }, await freePort());
  const imported = await checkstand(['import', fileURLToPath(CATALOGUE), '--config', config]);
  if (imported.code !== 0) throw new Error(`the demo catalogue was not imported: ${imported.err}`);
  // A start that ends well leaves its compiled code behind; one that is killed does not.
  const edge = new EdgeProcess(config);
  await edge.launchUrl(join(folder, 'state'));
  await edge.stop();
  return {
    async copyTo(target) {
      const state = join(target, 'state');
      await mkdir(state, { recursive: true, mode: 0o700 });
      for (const name of KEPT) await cp(join(folder, 'state', name), join(state, name), { recursive: true });
    },
  };
}
