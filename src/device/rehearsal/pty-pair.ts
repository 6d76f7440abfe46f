import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** True where `socat` is, which makes the pseudo-terminals. */
export const hasSocat = spawnSync('socat', ['-V'], { stdio: 'ignore' }).error === undefined;

/** Two serial ports on a cable, for the tests of this room: what is written to the one can be read from the other. */
export interface PtyPair {
  readonly near: string;
  readonly far: string;
  /** Both ports are gone afterwards. */
  pull(): Promise<void>;
  /** The same paths again, on a new cable. */
  plug(): Promise<void>;
  /** Leaves nothing. */
  stop(): Promise<void>;
}

export async function ptyPair(): Promise<PtyPair> {
  const folder = mkdtempSync(join(tmpdir(), 'checkstand-pty-'));
  const near = join(folder, 'near');
  const far = join(folder, 'far');
  let unplug: () => Promise<void> = async () => undefined;
  const plug = async (): Promise<void> => {
    const cable = spawn('socat', ['-t', '0', `PTY,link=${near},rawer`, `PTY,link=${far},rawer`], { stdio: 'ignore' });
    const gone = new Promise<void>((resolve) => cable.once('close', () => resolve()));
    unplug = async () => {
      cable.kill();
      await gone;
    };
    // socat says nothing when it is ready; the second link is its last step.
    while (!(existsSync(near) && existsSync(far)) && cable.exitCode === null) await new Promise(setImmediate);
  };
  await plug();
  return {
    near,
    far,
    plug,
    pull: () => unplug(),
    async stop() {
      await unplug();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
