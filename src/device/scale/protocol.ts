import type { PricedGoods, ScaleIndication } from '../../workstation/ports/scale.ts';

/** What the bytes at the beginning of a line's buffer come to; `taken` of them are done with. */
export type ScaleStep =
  /** Not whole yet. */
  | { readonly kind: 'more' }
  /** An answer that is answered: the exchange goes on. */
  | { readonly kind: 'reply'; readonly taken: number; readonly bytes: Uint8Array }
  | { readonly kind: 'indication'; readonly taken: number; readonly indication: ScaleIndication }
  /** The load that was told last still lies there, unmoved. */
  | { readonly kind: 'same'; readonly taken: number }
  | { readonly kind: 'zero'; readonly taken: number; readonly done: boolean }
  /** Nothing that this protocol sends. */
  | { readonly kind: 'noise'; readonly taken: number };

/** How one family of scales is asked and how it answers. Pure: a line's bytes come in, in whatever pieces, and steps come out. */
export interface ScaleProtocol {
  /** Begins a question for the weight on the platform; `goods` are for scales that compute prices themselves. */
  ask(goods: PricedGoods | null): Uint8Array;
  /** Sets the platform to zero; null where the host may not. Answered by `zero`, or not at all where `zeroAnswers` is false. */
  readonly zero: Uint8Array | null;
  readonly zeroAnswers: boolean;
  /** Looks at a buffer that is not empty. */
  step(buffer: Uint8Array): ScaleStep;
}

export const indicated = (taken: number, indication: ScaleIndication): ScaleStep => ({
  kind: 'indication',
  taken,
  indication,
});

/** Where a byte stands from an offset on, -1 where it does not. */
export function position(buffer: Uint8Array, byte: number, from = 0): number {
  return buffer.indexOf(byte, from);
}

/** Printable ASCII as text; anything else as a question mark. */
export function ascii(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '?';
  return text;
}
