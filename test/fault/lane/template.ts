import { rmSync } from 'node:fs';
import { cp, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stateFiles } from '../../../src/main/edge/state-files.ts';
import { systemClock as clock, systemIdentifiers as identifiers } from '../../../src/main/edge/system.ts';
import { openOperators } from '../../../src/storage/index.ts';
import { checkstand, freePort, writeEdgeConfig } from '../../fixtures/edge.ts';
import { atExit } from '../at-exit.ts';
import { CATALOGUE } from './goods.ts';

/** Who may do everything at the lane. */
export const MANAGER = { id: '2', name: 'Ines', role: 'manager', pin: '1357' } as const;

/** What a lane's state directory starts with: the catalogue, and the staff. */
export interface Template {
  /** Puts it into a lane's folder, which is made. */
  copyTo(folder: string): Promise<void>;
}

const KEPT = ['catalogue.db', 'operators.db'];
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
  const state = join(folder, 'state');
  const staff = openOperators({ path: stateFiles(state).operators, clock, identifiers });
  const { pin, ...manager } = MANAGER;
  await staff.add(manager, pin);
  staff.close();
  return {
    async copyTo(target) {
      const own = join(target, 'state');
      await mkdir(own, { recursive: true, mode: 0o700 });
      for (const name of KEPT) await cp(join(state, name), join(own, name));
    },
  };
}
