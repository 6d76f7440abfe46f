import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isModule, lacksFor, moduleBytes, moduleName } from './module-file.ts';

export interface Kernel {
  readonly image: string;
  /** Files of the modules asked for and of all that they need, each after what it needs. */
  readonly modules: readonly string[];
}

/** What the guest needs: disks of its own it has none, its root is the host's, over 9p, with a layer in memory on top. */
const WANTED = ['virtio_pci', '9pnet_virtio', '9p', 'overlay', 'hid', 'hid-generic', 'uhid'];

/**
 * The kernel that this release of Debian installs, fetched as a package and unpacked into `folder`; found by name, since the newest one
 * changes. Null where there is no such package, with the reason.
 */
export function fetchKernel(folder: string): Kernel | { readonly missing: string } {
  const name = kernelPackage();
  if (name === null) return { missing: 'no package of a kernel (apt-cache depends linux-image-amd64)' };
  const unpacked = join(folder, name);
  if (!existsSync(unpacked)) {
    const partial = `${unpacked}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    if (!runs('apt-get', ['download', '-qq', name], partial)) return { missing: `apt-get could not download ${name}` };
    const deb = readdirSync(partial).find((file) => file.endsWith('.deb'));
    if (deb === undefined || !runs('dpkg-deb', ['-x', deb, '.'], partial))
      return { missing: `${name} does not unpack` };
    rmSync(join(partial, deb));
    renameSync(partial, unpacked);
  }
  const boot = readdirSync(join(unpacked, 'boot')).find((file) => file.startsWith('vmlinuz-'));
  if (boot === undefined) return { missing: `${name} has no kernel` };
  const files = moduleFiles(unpacked);
  const lacking = lacksFor(files.values());
  if (lacking !== null) return { missing: `${lacking} for the modules of ${name}` };
  return { image: join(unpacked, 'boot', boot), modules: inOrder(files) };
}

/** The one that the release's own metapackage asks for; the cloud and real-time ones lack what is needed. */
function kernelPackage(): string | null {
  const asked = spawnSync('apt-cache', ['depends', 'linux-image-amd64'], { encoding: 'utf8' });
  return /Depends: (linux-image-\d\S+-amd64)/.exec(asked.stdout ?? '')?.[1] ?? null;
}

function runs(command: string, args: readonly string[], cwd: string): boolean {
  return spawnSync(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 }).status === 0;
}

/** The files of all modules of the package, by name. Some releases have them below /usr. */
function moduleFiles(unpacked: string): ReadonlyMap<string, string> {
  const roots = ['lib', 'usr/lib'].map((lib) => join(unpacked, lib, 'modules')).filter(existsSync);
  const files = roots.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' }).map((file) => join(root, file)),
  );
  return new Map(files.filter(isModule).map((file) => [moduleName(file), file]));
}

/** By what each module says that it depends on: the package has no list of that, it is made when a kernel is installed. */
function inOrder(files: ReadonlyMap<string, string>): string[] {
  const ordered = new Set<string>();
  const add = (name: string): void => {
    const file = files.get(name);
    // Not there: built into the kernel.
    if (file === undefined || ordered.has(file)) return;
    for (const needed of needs(file)) add(needed);
    ordered.add(file);
  };
  for (const name of WANTED) add(name.replaceAll('-', '_'));
  return [...ordered];
}

function needs(file: string): string[] {
  const text = moduleBytes(file).toString('latin1');
  const at = text.indexOf('\0depends=');
  if (at === -1) return [];
  const names = text.slice(at + '\0depends='.length, text.indexOf('\0', at + 1));
  return names
    .split(',')
    .filter((name) => name !== '')
    .map((name) => name.replaceAll('-', '_'));
}
