import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MosquittoSetting } from '../../sync/hub/mosquitto-broker.ts';
import type { Config } from './config/index.ts';
import { groupFiles } from './secrets.ts';

/** The Mosquitto that a hub's configuration names; nothing where it has its own broker. @throws Fault EDGE_STATE_UNWRITABLE */
export function mosquitto(
  { broker, mosquittoDirectory, mosquittoPidFile }: Config['bus'],
  stateDirectory: string,
): { readonly mosquitto?: MosquittoSetting } {
  if (broker === 'embedded') return {};
  const directory = mosquittoDirectory ?? join(stateDirectory, 'mosquitto');
  const pidFile = mosquittoPidFile ?? null;
  const files = groupFiles(directory);
  return { mosquitto: { directory, files, pidFile, reload: () => pidFile !== null && hangUp(pidFile) } };
}

/**
 * Sends SIGHUP to the Mosquitto whose process id stands in the file; false when there is none. An old file may name a process that is
 * another one's by now, so its name is looked at where the system tells it.
 */
function hangUp(pidFile: string): boolean {
  try {
    const pid = Number(/^\d{1,10}\s*$/.exec(readFileSync(pidFile, 'utf8'))?.[0]);
    if (!(pid > 1) || (process.platform === 'linux' && nameOf(pid) !== 'mosquitto')) return false;
    return process.kill(pid, 'SIGHUP');
  } catch {
    // No such file, no such process, or none that this user may signal.
    return false;
  }
}

function nameOf(pid: number): string {
  return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
}
