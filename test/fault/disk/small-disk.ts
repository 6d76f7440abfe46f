import { rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atExit } from '../at-exit.ts';
import { noMounting, system, systemNow } from './machine.ts';

/** A real file system of a few megabytes in memory, to be filled up. */
export class SmallDisk {
  readonly folder: string;
  readonly #release: () => void;

  private constructor(folder: string, release: () => void) {
    this.folder = folder;
    this.#release = release;
  }

  static async mount(megabytes: number): Promise<SmallDisk> {
    const folder = await mkdtemp(join(tmpdir(), 'checkstand-fault-tmpfs-'));
    await system('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'checkstand-fault', folder);
    return new SmallDisk(
      folder,
      atExit(() => {
        systemNow('umount', '-l', folder);
        rmdirSync(folder);
      }),
    );
  }

  /** Why this machine has none; null where it has. */
  static async lacking(): Promise<string | null> {
    const reason = noMounting();
    if (reason !== null) return reason;
    try {
      await (await SmallDisk.mount(1)).remove();
      return null;
    } catch {
      return 'mounting is not allowed here';
    }
  }

  /** Takes all the room but so many bytes. */
  fill(leave: number): void {
    const { bavail, bsize } = statfsSync(this.folder);
    try {
      writeFileSync(this.#ballast, Buffer.alloc(Math.max(0, bavail * bsize - leave)));
    } catch (error) {
      // The edge took some of the room meanwhile: what fitted of the ballast is there, and the disk is full.
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }

  /** Gives the room back. */
  free(): void {
    rmSync(this.#ballast, { force: true });
  }

  async remove(): Promise<void> {
    await system('umount', '-l', this.folder);
    this.#release();
    await rmdir(this.folder);
  }

  get #ballast(): string {
    return join(this.folder, 'ballast');
  }
}
