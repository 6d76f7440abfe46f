import type { KeyHash } from '../../domain/epc/ledger-key.ts';
import { type GateTag, readTag } from '../../domain/gate/gate-tag.ts';

/**
 * What tags say, decoded once: a reader repeats a tag dozens of times while it passes. Two halves, so that keeping what is in use
 * costs nothing: when the young one is full it becomes the old one, and the old one is let go.
 */
export class DecodedTags {
  readonly #companyPrefixes: readonly string[];
  readonly #hash: KeyHash;
  readonly #half: number;
  #young = new Map<string, GateTag>();
  #old = new Map<string, GateTag>();

  /** Holds at most `most` tags. */
  constructor(companyPrefixes: readonly string[], hash: KeyHash, most = 16_384) {
    this.#companyPrefixes = companyPrefixes;
    this.#hash = hash;
    this.#half = Math.max(1, most >> 1);
  }

  get size(): number {
    return this.#young.size + this.#old.size;
  }

  /** The tag behind a reader's hex. Never throws. */
  read(hex: string): GateTag {
    const young = this.#young.get(hex);
    if (young !== undefined) return young;
    const tag = this.#old.get(hex) ?? readTag(hex, this.#companyPrefixes, this.#hash);
    if (this.#young.size >= this.#half) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(hex, tag);
    return tag;
  }
}
