import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { atExit } from '../at-exit.ts';
import { has, noMounting, system, systemNow } from './machine.ts';

/**
 * EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH (Linux, fs/ext4/ext4.h): from this instant the file system writes nothing any
 * more, its own journal included. What was not synced is gone. Node has no ioctl, so Python makes the call.
 */
const SHUTDOWN =
  'import fcntl,os,struct,sys;fcntl.ioctl(os.open(sys.argv[1],os.O_RDONLY),0x8004587D,struct.pack("I",2))';

/** A disk in a file, whose power can be cut: a loop-mounted ext4. */
export class PowerDisk {
  /** Where it is mounted. */
  readonly folder: string;
  readonly #place: string;
  readonly #release: (() => void)[] = [];
  #device: string | null = null;

  private constructor(place: string) {
    this.#place = place;
    this.folder = join(place, 'disk');
  }

  static async make(megabytes: number): Promise<PowerDisk> {
    const place = await mkdtemp(join(tmpdir(), 'checkstand-fault-power-'));
    atExit(() => rmSync(place, { recursive: true, force: true }));
    const disk = new PowerDisk(place);
    await mkdir(disk.folder);
    const image = await open(disk.#image, 'w');
    await image.truncate(megabytes * 1024 * 1024);
    await image.close();
    await system('mkfs.ext4', '-q', '-F', disk.#image);
    await disk.mount();
    return disk;
  }

  /** Why this machine has none; null where it has. */
  static async lacking(): Promise<string | null> {
    const missing = ['mkfs.ext4', 'e2fsck', 'losetup', 'python3'].filter((program) => !has(program));
    const reason = noMounting() ?? (missing.length === 0 ? null : `needs ${missing.join(', ')}`);
    if (reason !== null) return reason;
    if (!existsSync('/dev/loop-control')) return 'there are no loop devices here';
    try {
      const disk = await PowerDisk.make(4);
      await disk.cut().finally(() => disk.remove());
      return null;
    } catch {
      return 'cutting the power of a loop device is not allowed here';
    }
  }

  /** Checks and mounts it, as a machine does when the power is back. */
  async mount(): Promise<void> {
    // 1 says that it mended something: its journal was played back.
    await system('e2fsck', '-p', this.#image).catch((error: { code?: number }) => {
      if (error.code !== 1) throw error;
    });
    const device = (await system('losetup', '--find', '--show', this.#image)).trim();
    this.#device = device;
    this.#release.push(atExit(() => systemNow('losetup', '-d', device)));
    await system('mount', device, this.folder);
    this.#release.push(atExit(() => systemNow('umount', '-l', this.folder)));
  }

  /** Cuts the power: nothing is written any more. Processes on it live on and see errors; end them, then `unmount`. */
  async cut(): Promise<void> {
    await system('python3', '-c', SHUTDOWN, this.folder);
  }

  /** Takes it away. Whoever had files open on it must have ended; the kernel may need a moment to see that. */
  async unmount(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        await system('umount', this.folder);
        break;
      } catch (error) {
        if (tries >= 100) throw error;
        await delay(20);
      }
    }
    if (this.#device !== null) await system('losetup', '-d', this.#device);
    this.#device = null;
    for (const release of this.#release.splice(0)) release();
  }

  async remove(): Promise<void> {
    if (this.#device !== null) await this.unmount();
    await rm(this.#place, { recursive: true, force: true });
  }

  get #image(): string {
    return join(this.#place, 'image');
  }
}
