/** How the reader can be made to misbehave. */
export interface ZebraBehaviour {
  /** Answers nothing and reports nothing, and its connection holds. */
  readonly silent: boolean;
  /** Commands that are answered with a failure. */
  readonly refuse: readonly string[];
  /** Keeps another mode than it was given. */
  readonly drift: boolean;
  /** Answers every command twice, first with an id that nobody asked for. */
  readonly stray: boolean;
  /** Tag events in one message: one, several one after the other or as a list, or each cut into two messages. */
  readonly batch: 'single' | 'concatenated' | 'list' | 'split';
}

/** As a reader is that nothing is wrong with. */
export const WELL_BEHAVED: ZebraBehaviour = { silent: false, refuse: [], drift: false, stray: false, batch: 'single' };
