/**
 * Electron's main process, and the only file that imports Electron's value: outside Electron that import would download it. All it
 * does is hand Electron's parts to the shell's own code.
 */
import { app, BrowserWindow, Menu, session } from 'electron';
import { onShutdown } from '../process/shutdown.ts';
import { createElectronHost } from './electron-host.ts';
import { shellStart } from './options.ts';
import { runElectronShell } from './run-electron.ts';
import { stderrLog } from './stderr-log.ts';

/** In memory: a lane's window keeps nothing when it is closed. */
const PARTITION = 'checkstand';

if (app.requestSingleInstanceLock()) {
  const start = shellStart(process.argv.slice(app.isPackaged ? 1 : 2));
  const log = stderrLog('info');
  app.commandLine.appendSwitch('disable-pinch');
  app.commandLine.appendSwitch('overscroll-history-navigation', '0');
  app.enableSandbox();
  Menu.setApplicationMenu(null);
  await app.whenReady();
  const parts = {
    createWindow: (options: Electron.BrowserWindowConstructorOptions) => new BrowserWindow(options),
    session: session.fromPartition(PARTITION),
  };
  const shell = runElectronShell(start, createElectronHost(parts, start.mode, log), log);
  let leaving = false;
  const leave = (): void => {
    if (leaving) return;
    leaving = true;
    shell.stop().finally(() => app.exit(0));
  };
  onShutdown(leave, () => app.exit(3));
  app.on('before-quit', (event) => {
    if (leaving) return;
    event.preventDefault();
    leave();
  });
  app.on('window-all-closed', leave);
} else {
  app.exit(2);
}
