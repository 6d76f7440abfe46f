import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Device, deviceOf } from '../../fixtures/cloud.ts';
import { atExit } from '../at-exit.ts';
import { completedIn } from '../fleet/completed.ts';
import type { Believed } from '../fleet/edge.ts';
import type { Broken } from '../fleet/invariants.ts';
import type { BoxOrder, BoxWord } from './box.ts';

const PROGRAM = join(import.meta.dirname, 'box.ts');
/** Most of a short life would be compiling. */
const CODE = join(import.meta.dirname, '../../../node_modules/.cache/checkstand-fault');
const FILES = ['journal.db', 'journal.db-wal', 'upload.db', 'upload.db-wal'];

/** A box over its lives: what it has said, and its disk. Has the shape that the laws of the fleet judge. */
export class Box {
  readonly device: Device;
  readonly sold = new Map<string, number>();
  kept = new Set<string>();
  readonly believed: Believed[] = [];
  readonly broken: Broken[] = [];
  forks = 0;
  turnedAway = 0;
  readonly #folder: string;
  readonly #images: string;
  readonly #url: string;
  readonly #privateKey: string;
  #child: ChildProcess | null = null;
  #released: () => void = () => {};
  #lives = 0;
  #drained = false;
  #log = '';

  /** @param images another disk, for copies of the box's. */
  constructor(name: string, folder: string, images: string, url: string) {
    const pair = generateKeyPairSync('ed25519');
    this.device = deviceOf(name, pair);
    this.#privateKey = pair.privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64');
    this.#folder = folder;
    this.#images = images;
    this.#url = url;
  }

  get path(): string {
    return join(this.#folder, 'journal.db');
  }

  /** Starts the process. @param skewMs how far its wall clock is off. */
  start(skewMs: number, shopping = true): void {
    this.#lives += 1;
    const { name: workstation, signer } = this.device;
    const order: BoxOrder = {
      directory: this.#folder,
      url: this.#url,
      workstation,
      keyId: signer.keyId,
      privateKey: this.#privateKey,
      skewMs,
      sales: shopping ? `${workstation}-${this.#lives}` : null,
    };
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify(order)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: CODE },
    });
    this.#child = child;
    this.#released = atExit(() => child.kill('SIGKILL'));
    createInterface({ input: child.stdout }).on('line', (line) => this.#heard(JSON.parse(line) as BoxWord));
    child.stderr.on('data', (chunk) => {
      this.#log = (this.#log + chunk).slice(-4_000);
    });
    // One that ends unasked has met something that it should have lived through.
    child.once('exit', (code) => {
      if (code !== null) this.broken.push({ invariant: 1, what: `the box ended by itself (${code}): ${this.#log}` });
    });
  }

  /** kill -9; resolves when all that it said has been heard. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    if (child.exitCode === null) await closed;
    this.#released();
  }

  /** Copies the disk of a box that does not run. */
  backUp(): void {
    for (const name of FILES) copy(this.#folder, this.#images, name);
  }

  /** Puts the copy back. */
  restore(): void {
    if (!existsSync(join(this.#images, 'journal.db'))) return;
    for (const name of [...FILES, 'journal.db-shm', 'upload.db-shm']) {
      rmSync(join(this.#folder, name), { force: true });
      copy(this.#images, this.#folder, name);
    }
    this.kept = new Set(completedIn(this.path).keys());
  }

  /** Whether everything has gone up since nobody shops any more; and what has been acknowledged by then. */
  get draining(): { readonly over: boolean; readonly moved: number } {
    return { over: this.#drained, moved: this.believed.length };
  }

  #heard(word: BoxWord): void {
    if (word.kind === 'selling') this.sold.set(word.id, word.total);
    if (word.kind === 'completed') this.kept.add(word.id);
    if (word.kind === 'acknowledged') this.believed.push(word);
    if (word.kind === 'forked') this.forks += 1;
    if (word.kind === 'turnedAway') this.turnedAway += 1;
    if (word.kind === 'drained') this.#drained = true;
  }
}

/** Whole, or not at all where there is none. */
function copy(from: string, to: string, name: string): void {
  rmSync(join(to, name), { force: true });
  if (existsSync(join(from, name))) copyFileSync(join(from, name), join(to, name));
}
