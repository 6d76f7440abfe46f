/** The wall clock and the steady one, in milliseconds. The wall clock dates things and orders nothing. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number;
  /** Milliseconds on a clock that never jumps; only differences mean anything. */
  monotonic(): number;
}

/** Runs something later; what it returns cancels it. Tests advance it by hand. */
export interface Timers {
  after(milliseconds: number, run: () => void): () => void;
}

/** Names and secrets. */
export interface Identifiers {
  /** A UUIDv7. */
  uuid(): string;
  /** Bytes no one can guess. */
  randomBytes(length: number): Uint8Array;
}
