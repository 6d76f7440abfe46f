import type { KeyObject } from 'node:crypto';
import { type Box, directoryBytes, type SignedDirectory, signedDirectorySchema } from '../wire/directory.ts';
import { ed25519Key, ed25519KeyId, ed25519Verifies } from './ed25519.ts';

/** Where the list of public keys outlives a restart, so that a box can check its neighbours before it hears the hub. */
export interface DirectoryStore {
  load(): unknown;
  /** Durable when it returns. @throws Fault when the disk refuses. */
  save(signed: SignedDirectory): void;
}

/** `older`: what is held is as new or newer. `refused`: not this store's hub's, or malformed. */
export type DirectoryOutcome = 'taken' | 'older' | 'refused';

/** The public keys of this store's boxes: who may speak, and as what. Rooted in the hub's key, which the box learnt when it was paired. */
export class Keyring {
  readonly #store: string;
  readonly #hubKeyId: string;
  readonly #hubKey: KeyObject | null;
  readonly #disk: DirectoryStore;
  #signed: SignedDirectory | null = null;
  #live = new Map<string, { readonly box: Box; readonly key: KeyObject }>();

  /** @param hubX JWK `x` of the hub's Ed25519 key. What the disk holds counts only if that key signed it. */
  constructor(store: string, hubX: string, disk: DirectoryStore) {
    this.#store = store;
    this.#hubKeyId = ed25519KeyId(hubX);
    this.#hubKey = ed25519Key(hubX);
    this.#disk = disk;
    const held = this.#checked(disk.load());
    if (held !== null) this.#use(held);
  }

  get signed(): SignedDirectory | null {
    return this.#signed;
  }

  /** Boxes that may speak. */
  get boxes(): readonly Box[] {
    return [...this.#live.values()].map(({ box }) => box);
  }

  /** The box of this id; null for strangers and for those that were revoked. */
  box(id: string): Box | null {
    return this.#live.get(id)?.box ?? null;
  }

  /** Takes a newer list, from the bus or from pairing. A list that says something else under the version held is refused. */
  accept(value: unknown): DirectoryOutcome {
    const signed = this.#checked(value);
    if (signed === null) return 'refused';
    const held = this.#signed?.directory.version ?? 0;
    if (signed.directory.version < held) return 'older';
    if (signed.directory.version === held) return signed.sig === this.#signed?.sig ? 'older' : 'refused';
    this.#disk.save(signed);
    this.#use(signed);
    return 'taken';
  }

  /** Whether `id` is a box that may speak, `keyId` its key, and `sig` that key's signature over the bytes. */
  verifies(id: string, keyId: string, bytes: Uint8Array, sig: string): boolean {
    const entry = this.#live.get(id);
    return entry !== undefined && entry.box.key === keyId && ed25519Verifies(entry.key, bytes, sig);
  }

  #checked(value: unknown): SignedDirectory | null {
    const parsed = signedDirectorySchema.safeParse(value);
    if (!parsed.success || this.#hubKey === null) return null;
    const { directory, key, sig } = parsed.data;
    if (directory.store !== this.#store || key !== this.#hubKeyId) return null;
    return ed25519Verifies(this.#hubKey, directoryBytes(directory), sig) ? parsed.data : null;
  }

  #use(signed: SignedDirectory): void {
    this.#signed = signed;
    this.#live = new Map();
    for (const box of signed.directory.boxes) {
      const key = ed25519Key(box.x);
      if (!box.revoked && key !== null && box.key === ed25519KeyId(box.x)) this.#live.set(box.box, { box, key });
    }
  }
}
