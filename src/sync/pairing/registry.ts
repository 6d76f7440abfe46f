import { z } from 'zod';
import { utf8Bytes, utf8Text } from '../../domain/journal/utf8.ts';
import { Fault } from '../../workstation/ports/fault.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock } from '../../workstation/ports/time.ts';
import type { BusAccounts } from '../hub/gatekeeper.ts';
import { ed25519KeyId } from '../store-bus/ed25519.ts';
import { type Box, boxSchema, directoryBytes, type SignedDirectory } from '../wire/directory.ts';
import { MAX_BOXES } from '../wire/limits.ts';
import type { BoxRole } from '../wire/names.ts';
import type { SecretFiles } from './ports.ts';

const FILE = 'bus-boxes.json';
/** Revoked keys that the list still names, for people to see. */
const MOST_REVOKED = 64;

const fileSchema = z.strictObject({
  version: z.int().min(0),
  boxes: z.array(z.strictObject({ ...boxSchema.shape, passwordHash: z.string().max(200) })).max(MAX_BOXES),
});
type Held = z.infer<typeof fileSchema>;

export interface RegistryParts {
  readonly store: string;
  /** Id of the hub, and its own signing key. */
  readonly hub: string;
  readonly signer: Signer;
  readonly files: SecretFiles;
  readonly clock: Clock;
}

/** The boxes that this hub has paired: their keys, roles and passwords (hashed), and the signed list that goes to all of them. */
export class StoreRegistry implements BusAccounts {
  readonly #parts: RegistryParts;
  #held: Held;

  /** @throws Fault SYNC_REGISTRY_UNREADABLE when the file is damaged: an empty list in its place would shut the store's boxes out. */
  constructor(parts: RegistryParts) {
    this.#parts = parts;
    this.#held = read(parts.files.read(FILE));
  }

  account(box: string): { readonly passwordHash: string; readonly roles: readonly BoxRole[] } | null {
    return this.#live(box) ?? null;
  }

  /** Boxes that may connect, with their hashed passwords: what Mosquitto's files are made from. */
  get accounts(): readonly {
    readonly box: string;
    readonly roles: readonly BoxRole[];
    readonly passwordHash: string;
  }[] {
    return this.#held.boxes.filter(({ revoked }) => !revoked);
  }

  /** The list as every box gets it. */
  signed(): SignedDirectory {
    const { store, hub, signer } = this.#parts;
    const boxes = this.#held.boxes.map(({ passwordHash: _hash, ...box }): Box => box);
    const directory = { store, version: this.#held.version, hub, boxes };
    const sig = Buffer.from(signer.sign(directoryBytes(directory))).toString('base64url');
    return { directory, key: signer.keyId, sig };
  }

  /** Takes a box in; a key that it had before is revoked. On disk when it returns. */
  admit(box: string, roles: readonly BoxRole[], x: string, passwordHash: string): 'admitted' | 'keyInUse' | 'full' {
    const key = ed25519KeyId(x);
    const known = this.#held.boxes.find((each) => each.key === key);
    // Its own key may come back with its own name only, and a revoked one never: whoever stole it has it too.
    if (known !== undefined && (known.box !== box || known.revoked)) return 'keyInUse';
    const others = this.#held.boxes
      .filter((each) => each.key !== key)
      .map((each) => (each.box === box ? { ...each, revoked: true } : each));
    const entry = { box, roles: [...roles], key, x, revoked: false, passwordHash };
    const next = pruned([...others, entry]);
    if (next.length > MAX_BOXES) return 'full';
    this.#save(next);
    return 'admitted';
  }

  /** Ends what this box may do; false when it is not there. On disk when it returns; the caller spreads the list and hangs up. */
  revoke(box: string): boolean {
    if (this.#live(box) === undefined) return false;
    this.#save(pruned(this.#held.boxes.map((each) => (each.box === box ? { ...each, revoked: true } : each))));
    return true;
  }

  #live(box: string): Held['boxes'][number] | undefined {
    return this.#held.boxes.find((each) => each.box === box && !each.revoked);
  }

  #save(boxes: Held['boxes']): void {
    // Seconds since 1970, so that a hub that was restored from a backup is still ahead of what its boxes have seen.
    const version = Math.max(this.#held.version + 1, Math.floor(this.#parts.clock.now() / 1000));
    const next = { version, boxes };
    this.#parts.files.write(FILE, utf8Bytes(JSON.stringify(next)));
    this.#held = next;
  }
}

/** Without the oldest revoked keys where there are too many. A pruned key could be paired again: with a code of the manager's only. */
function pruned(boxes: Held['boxes']): Held['boxes'] {
  const surplus = boxes.filter(({ revoked }) => revoked).length - MOST_REVOKED;
  const dropped = new Set(boxes.filter(({ revoked }) => revoked).slice(0, Math.max(0, surplus)));
  return boxes.filter((box) => !dropped.has(box));
}

function read(bytes: Uint8Array | null): Held {
  if (bytes === null) return { version: 0, boxes: [] };
  try {
    return fileSchema.parse(JSON.parse(utf8Text(bytes) ?? ''));
  } catch (error) {
    throw new Fault('SYNC_REGISTRY_UNREADABLE', `${FILE} is damaged; restore it from a backup`, { cause: error });
  }
}
