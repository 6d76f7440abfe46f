import type { Part, Segment } from './segment.ts';

/** What an EPC names, however it is written in bits. */
export interface Identity {
  /** Of a pure identity URI, with its scheme: `sgtin:0614141.812345.6789`. Null where the standard has none. */
  readonly pure: string | null;
  /** Of a Digital Link behind its host. Null for what is no GS1 key. */
  readonly link: string | null;
  /** 14 digits. */
  readonly gtin: string | null;
  readonly serial: string | null;
}

export interface Scheme {
  /** As table 14-1 of the standard spells it. */
  readonly name: string;
  readonly header: number;
  /** How many bits; null where that depends on the values. */
  readonly bits: number | null;
  /** The columns behind the header. */
  readonly segments: readonly Segment[];
  /** Which of the values is the filter value; null where there is none. */
  readonly filterAt: number | null;
  /** Which of the values are text, so that a URI may escape characters of them. */
  readonly textAt: readonly number[];
  /** Whether more data can follow the EPC, as a bit behind the header says. */
  readonly toggle: boolean;
  identify(parts: readonly Part[]): Identity;
}
