import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { shippedNode } from '../../process/shipped-node.ts';
import { screensBuilt } from '../../project.ts';
import { hasDisplay } from '../../shell/display.ts';
import { findChromium } from '../../shell/find-chromium.ts';
import { findElectron } from '../../shell/find-electron.ts';
import { type Check, fail, ok, warn } from './check.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The oldest Node that the native modules load on; bin/checkstand.js refuses older ones. */
const OLDEST: readonly [number, number] = [22, 14];

/** Is this the Node that ships with the product, or at least one that it runs on? */
export function checkNode(version = process.versions.node, running = process.execPath, shipped = shippedNode()): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const good = major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
  if (!good)
    return fail(
      'node',
      `Node ${version}`,
      `run \`npm ci\`, which brings the right Node; at least ${OLDEST.join('.')} is needed`,
    );
  if (shipped === null) return ok('node', `Node ${version}, this machine's own`);
  if (shipped === running) return ok('node', `Node ${version}, as shipped`);
  return warn('node', `Node ${version}, not the shipped one`, 'start through `npx checkstand` or bin/checkstand.js');
}

/** Does the native database module load here? */
export async function checkDatabase(): Promise<Check> {
  try {
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(':memory:');
    const row = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
    database.close();
    return ok('database', `SQLite ${row.version}`);
  } catch (error) {
    return fail('database', `SQLite does not load: ${firstLine(error)}`, 'run `npm ci` on this machine');
  }
}

export function checkScreens(built = screensBuilt()): Check {
  return built ? ok('screens', 'built') : fail('screens', 'the screens are not built', 'run `npm run build`');
}

/** Is there something to show the kiosk in? */
export function checkWindow(env: Env, electron = findElectron(env), chromium = findChromium(env)): Check {
  if (electron !== null) return ok('window', `Electron at ${electron}`);
  if (chromium !== null) return ok('window', `Chromium at ${chromium}`);
  return warn(
    'window',
    'neither Electron nor a Chromium is here',
    'install one (Debian: `apt-get install chromium`) or set CHROMIUM_PATH',
  );
}

/** Is there a display for the window? Without one the kiosk's address is printed instead. */
export function checkDisplay(env: Env, platform: string = process.platform): Check {
  if (hasDisplay(env, platform)) return ok('display', 'there is one');
  return warn(
    'display',
    'no display (neither DISPLAY nor WAYLAND_DISPLAY)',
    'start in a graphical session, or open the printed address elsewhere',
  );
}

/** System parts that HID scanners and the listing of serial ports need. */
export function checkUsb(env: Env, platform: string = process.platform): readonly Check[] {
  if (platform !== 'linux') return [];
  const library = ['/usr/lib', '/lib', '/usr/lib64', '/usr/local/lib'].some((folder) => holdsLibusb(folder));
  const udevadm = (env.PATH ?? '')
    .split(delimiter)
    .some((folder) => folder !== '' && existsSync(join(folder, 'udevadm')));
  return [
    library
      ? ok('libusb', 'libusb-1.0 is here')
      : warn('libusb', 'libusb-1.0 is missing; HID scanners need it', 'Debian: `apt-get install libusb-1.0-0`'),
    udevadm
      ? ok('udev', 'udevadm is here')
      : warn('udev', 'udevadm is missing; serial ports cannot be listed', 'Debian: `apt-get install udev`'),
  ];
}

/** In the folder itself, or in the one of the machine's kind below it (/usr/lib/x86_64-linux-gnu). */
function holdsLibusb(folder: string): boolean {
  try {
    return readdirSync(folder, { withFileTypes: true }).some((entry) => {
      if (entry.name.startsWith('libusb-1.0.so')) return true;
      return entry.name.includes('-linux-') && existsSync(join(folder, entry.name, 'libusb-1.0.so.0'));
    });
  } catch {
    return false;
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]!;
}
