import type { LabelTemplate } from '../../domain/gs1/identity.ts';
import type { TaxRules } from '../../domain/tax/model.ts';
import type { SettlingRules } from './pad/sightings.ts';

/** How a lane with a pad takes tags. */
export interface PadSettings extends SettlingRules {
  /** GS1 company prefixes of the tags that this store sells; none: every tag may be its own. */
  readonly companyPrefixes: readonly string[];
  /** Tags are hard and have to be taken off after paying. */
  readonly hardTags: boolean;
}

/** What a lane must know of its store and itself; from configuration, fixed while it runs. */
export interface LaneSettings {
  readonly workstation: string;
  readonly label: string;
  readonly store: {
    readonly id: string;
    readonly name: string;
    readonly address: readonly string[];
    readonly taxId?: string;
    readonly currency: string;
    readonly timezone: string;
    /** Base address of digital receipts; null where no one serves them. */
    readonly receiptUrl: string | null;
  };
  readonly tax: TaxRules;
  readonly labels: readonly LabelTemplate[];
  readonly locale: string;
  readonly locales: readonly string[];
  /** Shown on the attract screen; the spine takes cards alone. */
  readonly cardOnly: boolean;
  readonly thankYouSeconds: number;
  /** How long a begun basket may be left alone before the shopper is asked, and how long they then have. */
  readonly idleSeconds: number;
  readonly idleWarningSeconds: number;
  readonly training: boolean;
  readonly pad: PadSettings;
  readonly scale: {
    /** Staff may key a tare at the lane. */
    readonly manualTare: boolean;
  };
}

/** How long a notice stays. */
export const NOTICE_MS = 8_000;
/** What one touch on "I need more time" adds at goodbye, and how often it may. */
export const MORE_TIME_MS = 20_000;
export const MOST_EXTENSIONS = 6;
/** A receipt that could not begin to print by then never does. */
export const PRINT_EXPIRY_MS = 30_000;
/** A restart prints the receipt of a sale that was completed this recently and had not begun to print; older ones nobody waits for. */
export const FRESH_RECEIPT_MS = 120_000;
/** How long "Did your receipt print?" waits for an answer. */
export const RECEIPT_QUESTION_MS = 30_000;
/** How soon a scale that could not be zeroed is asked to again. */
export const ZERO_AGAIN_MS = 2_000;
/** How often the pad is looked at while something lies on it. */
export const PAD_LOOK_MS = 200;
/** How often the room on disk is looked at while nothing asks for it. */
export const SPACE_CHECK_MS = 5_000;
