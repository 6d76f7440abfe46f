import { resolve } from 'node:path';
import type { Log } from '../../workstation/ports/log.ts';
import { findConfigFile } from '../edge/config/find.ts';
import { loadConfig } from '../edge/config/index.ts';
import { connectControl } from '../edge/control/client.ts';
import { systemClock, systemTimers } from '../edge/system.ts';
import { startChild } from '../process/child.ts';
import { shippedNode } from '../process/shipped-node.ts';
import { CLI_ENTRY } from '../project.ts';
import { edgeProcess } from './edge-process.ts';
import type { ShellHost } from './host.ts';
import type { ShellStart } from './options.ts';
import { runShellSession } from './session.ts';

const STOP_GRACE_MS = 5_000;

/** The Electron shell behind its window: the edge as a child (unless someone else runs it) and the session that watches it. */
export function runElectronShell(start: ShellStart, host: ShellHost, log: Log): { stop(): Promise<void> } {
  const file = findConfigFile(start.config, process.cwd());
  const loaded = loadConfig(file, process.env);
  const config = loaded.kind === 'ok' ? loaded.config : null;
  // With a configuration that does not hold there is no edge to reach; the edge itself says why, the window shows the lane closed.
  if (config === null) log.error('shell.badConfiguration', { file, kind: loaded.kind });
  const node = shippedNode();
  const edge =
    start.attach || node === null
      ? null
      : edgeProcess({
          node,
          entry: CLI_ENTRY,
          config: file,
          start: startChild,
          clock: systemClock,
          timers: systemTimers,
          log,
        });
  edge?.start();
  const session = runShellSession({
    host,
    connect: () =>
      config === null ? Promise.reject(new Error('no configuration')) : connectControl(resolve(config.state.directory)),
    locale: config?.store.locale ?? 'en',
    timers: systemTimers,
    log,
  });
  return {
    async stop() {
      session.stop();
      await session.ended;
      await host.close();
      await edge?.stop(STOP_GRACE_MS);
    },
  };
}
