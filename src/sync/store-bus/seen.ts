/**
 * Which messages of a box were seen: the newest `size` of each. What falls out and comes again is harmless, since every event may be
 * applied twice and a late request is refused; this only saves the work.
 */
export class SeenMessages {
  readonly #size: number;
  readonly #byBox = new Map<string, Set<string>>();

  constructor(size = 1024) {
    this.#size = size;
  }

  /** True the first time. Boxes are bounded by the list of public keys: only verified senders get here. */
  first(box: string, id: string): boolean {
    let ids = this.#byBox.get(box);
    if (ids === undefined) {
      ids = new Set();
      this.#byBox.set(box, ids);
    }
    if (ids.has(id)) return false;
    ids.add(id);
    if (ids.size > this.#size) {
      for (const oldest of ids) {
        ids.delete(oldest);
        break;
      }
    }
    return true;
  }
}
