/** The invariants of the upload, by their numbers in the design; each law that a run breaks names its own. */
export const INVARIANTS = {
  1: 'a receipt shown or a payment taken survives any crash, and reaches the cloud exactly once in effect',
  2: 'per epoch the numbers have no gap and the chain verifies, at both ends',
  3: 'batches that are repeated, reordered, split or unanswered lead to the same cloud, with sums equal to the cent',
  4: 'an acknowledgement only grows, and means durable with that hash',
  5: 'a restored disk becomes a new epoch that names its parent and tells again what was not acknowledged, and an alarm is raised',
  6: 'the wall clock orders nothing, and hours of skew stop nothing',
  7: 'once the network heals the backlog drains by itself, one batch of a box at a time',
  8: 'below the disk’s reserve no sale begins, what was begun is completed, and selling goes on when there is room',
  9: 'a completed sale stays what it was, whatever comes back from the cloud',
} as const;

export type Invariant = keyof typeof INVARIANTS;

/** A law that did not hold. */
export interface Broken {
  readonly invariant: Invariant;
  readonly what: string;
}

export const brokenText = ({ invariant, what }: Broken): string =>
  `invariant ${invariant} (${INVARIANTS[invariant]}): ${what}`;
