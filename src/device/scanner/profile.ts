import { z } from 'zod';
import { profileBase } from '../profile-base.ts';
import { serialProfile } from '../transport/serial-settings.ts';
import { LONGEST_SYMBOL } from './framing.ts';

/** A few bytes written as text; control characters as JSON escapes (`"\r"`, `"\u0002"`). */
const bytes = z.string().regex(/^[\u0000-\u007f]*$/, 'only ASCII characters and control characters');

/** What has to be known of a scanner model. */
export const scannerProfileSchema = z.strictObject({
  ...profileBase('scanner'),
  protocol: z
    .enum(['text', 'hidPos'])
    .default('text')
    .describe('`text`: lines over a serial port or TCP. `hidPos`: the reports of a USB scanner in HID POS mode.'),
  serial: serialProfile,
  hidPos: z
    .strictObject({
      shifted: z.boolean().default(false).describe('Whether AIM identifier and data stand one byte later in a report.'),
      enable: z
        .boolean()
        .default(false)
        .describe('Whether it must be told to talk (feature report 254), as those of the vendors 0c2e and 23d0.'),
    })
    .prefault({})
    .describe('Of a scanner in HID POS mode.'),
  framing: z
    .strictObject({
      prefix: bytes.max(8).default('').describe('What the scanner sends before each symbol.'),
      suffixes: z
        .array(bytes.min(1).max(8))
        .min(1)
        .max(8)
        .default(['\r', '\n'])
        .describe('Any of these ends a symbol. CR and LF together take care of CRLF.'),
      aim: z
        .enum(['inline', 'none'])
        .default('inline')
        .describe('Whether the AIM identifier ("]E0") stands in front of each symbol.'),
      longestBytes: z
        .int()
        .min(16)
        .max(LONGEST_SYMBOL)
        .default(LONGEST_SYMBOL)
        .describe('A longer symbol is dropped and counted.'),
      quiet: z
        .strictObject({
          afterMs: z.int().min(5).max(10_000).describe('Milliseconds without a byte.'),
          outcome: z.enum(['deliver', 'drop']).describe('`deliver` for scanners that send no suffix.'),
        })
        .nullable()
        .default({ afterMs: 500, outcome: 'drop' })
        .describe('What becomes of a symbol that nothing ended.'),
    })
    .prefault({}),
});

export type ScannerProfile = z.infer<typeof scannerProfileSchema>;
