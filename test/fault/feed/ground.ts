import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Chance } from '../chance.ts';
import { system } from '../disk/machine.ts';
import { PowerDisk } from '../disk/power-disk.ts';
import { SmallDisk } from '../disk/small-disk.ts';

/** What a box stands on, and what ends its lives there. */
export interface Ground {
  readonly folder: string;
  /** What lies in the folder is old, as far as the disk is concerned. */
  laidOut(): Promise<void>;
  /**
   * Strikes. True where the box lives on and has to come to its end by itself.
   * @param look is called while the trouble lasts, where a lane could look then.
   */
  strike(box: ChildProcess, ended: Promise<unknown>, look: () => void): Promise<boolean>;
  remove(): Promise<void>;
}

export const GROUNDS = ['kill', 'power', 'full'] as const;
export type GroundKind = (typeof GROUNDS)[number];

const POWER_MEGABYTES = 32;
const SMALL_MEGABYTES = 16;
/** Bytes that a full disk has left: none, some pages, or nearly enough for all of it. */
const LEFT = [0, 8_192, 65_536, 300_000];
const FULL_MS = 400;

/** Why this machine has no such ground; null where it has. */
export async function lackingGround(kind: GroundKind): Promise<string | null> {
  if (kind === 'kill') return null;
  return kind === 'power' ? PowerDisk.lacking() : SmallDisk.lacking();
}

export async function groundOf(kind: GroundKind, chance: Chance): Promise<Ground> {
  if (kind === 'power') return powerGround();
  return kind === 'full' ? fullGround(chance) : killGround();
}

/** The box is killed, and its machine is well. */
function killGround(): Ground {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-fault-feed-'));
  return {
    folder,
    async laidOut() {},
    async strike(box, ended) {
      box.kill('SIGKILL');
      await ended;
      return false;
    },
    async remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The power goes: what was not synced is gone, and with it the box. */
async function powerGround(): Promise<Ground> {
  const disk = await PowerDisk.make(POWER_MEGABYTES);
  return {
    folder: disk.folder,
    async laidOut() {
      await system('sync', '-f', disk.folder);
    },
    async strike(box, ended) {
      // Stopped first: a machine without power does nothing while its disk is being shut down.
      box.kill('SIGSTOP');
      await disk.cut();
      box.kill('SIGKILL');
      await ended;
      await disk.unmount();
      await disk.mount();
      return false;
    },
    remove: () => disk.remove(),
  };
}

/** The disk is full for a while; a third of the boxes live through it. */
async function fullGround(chance: Chance): Promise<Ground> {
  const disk = await SmallDisk.mount(SMALL_MEGABYTES);
  return {
    folder: disk.folder,
    async laidOut() {},
    async strike(box, ended, look) {
      disk.fill(chance.pick(LEFT));
      await Promise.race([ended, pause(chance.int(1, FULL_MS))]);
      look();
      const lives = chance.happens(1 / 3);
      if (!lives) box.kill('SIGKILL');
      if (!lives) await ended;
      disk.free();
      return lives;
    },
    remove: () => disk.remove(),
  };
}
