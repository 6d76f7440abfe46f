import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Kernel } from './kernel.ts';
import { moduleBytes } from './module-file.ts';

const BUSYBOX = '/bin/busybox';

/** What the machine does: its root is the host's, read-only, with a layer in memory on top; it runs the command, and goes off. The
 * checkout may lie anywhere but under /mnt, which takes the machine's temporary files. */
function init(modules: readonly string[], command: string): string {
  return `#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /host /layer /root
/bin/busybox mount -t proc none /proc
/bin/busybox mount -t sysfs none /sys
/bin/busybox mount -t devtmpfs none /dev
${modules.map((name) => `/bin/busybox insmod /modules/${name}`).join('\n')}
/bin/busybox mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,ro,cache=loose root /host
/bin/busybox mount -t tmpfs none /layer
/bin/busybox mkdir -p /layer/upper /layer/work
/bin/busybox mount -t overlay -o lowerdir=/host,upperdir=/layer/upper,workdir=/layer/work none /root
for place in proc sys dev; do /bin/busybox mount --move /$place /root/$place; done
/bin/busybox mount -t tmpfs none /root/mnt
TMPDIR=/mnt /bin/busybox chroot /root /bin/sh -c '${command}'
/bin/busybox poweroff -f
`;
}

/** Packs the machine's first root into `folder`. */
export function makeInitrd(folder: string, { modules }: Kernel, command: string): string {
  const root = join(folder, 'root');
  for (const each of ['bin', 'modules']) mkdirSync(join(root, each), { recursive: true });
  copyFileSync(BUSYBOX, join(root, 'bin', 'busybox'));
  const names = modules.map((_, at) => `${String(at).padStart(2, '0')}.ko`);
  for (const [at, file] of modules.entries()) writeFileSync(join(root, 'modules', names[at]!), moduleBytes(file));
  writeFileSync(join(root, 'init'), init(names, command), { mode: 0o755 });
  const files = ['.', 'bin', 'bin/busybox', 'init', 'modules', ...names.map((name) => `modules/${name}`)];
  const packed = spawnSync('cpio', ['-o', '-H', 'newc', '--quiet'], {
    cwd: root,
    input: `${files.join('\n')}\n`,
    maxBuffer: 256 * 1024 * 1024,
  });
  const initrd = join(folder, 'initrd.gz');
  writeFileSync(initrd, gzipSync(packed.stdout, { level: 1 }));
  return initrd;
}

/** Runs the machine until it goes off or the time is over. Resolves with all that it printed. */
export function runMachine(
  { image }: Kernel,
  initrd: string,
  limitMs: number,
): Promise<{ text: string; inTime: boolean }> {
  const machine = ['-M', 'q35,accel=tcg', '-cpu', 'max', '-m', '1024', '-smp', '2', '-nodefaults', '-no-reboot'];
  const shown = ['-display', 'none', '-serial', 'stdio'];
  const boot = ['-kernel', image, '-initrd', initrd, '-append', 'console=ttyS0 quiet panic=-1 rdinit=/init'];
  const disk = ['-fsdev', 'local,id=r,path=/,security_model=none,readonly=on,multidevs=remap'];
  const root = ['-device', 'virtio-9p-pci,fsdev=r,mount_tag=root'];
  const child = spawn('qemu-system-x86_64', [...machine, ...shown, ...boot, ...disk, ...root], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (bytes: Buffer) => {
      text += bytes.toString();
    });
  return new Promise((resolve, reject) => {
    let inTime = true;
    const limit = setTimeout(() => {
      inTime = false;
      child.kill('SIGKILL');
    }, limitMs);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(limit);
      resolve({ text, inTime });
    });
  });
}
