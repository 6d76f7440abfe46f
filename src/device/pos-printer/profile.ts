import { z } from 'zod';
import { heartbeatSchema, profileBase } from '../profile-base.ts';
import { serialProfile } from '../transport/serial-settings.ts';

const newline = z.enum(['\n', '\n\r']).default('\n');
const automatic = z.boolean().default(true);

/** What every model has, whatever its language. */
const common = {
  ...profileBase('posPrinter'),
  serial: serialProfile,
  heartbeat: heartbeatSchema.prefault({}),
  paper: z
    .strictObject({
      columns: z
        .union([z.literal(42), z.literal(48)])
        .default(48)
        .describe('Characters of font A in a line.'),
      dots: z.int().min(200).max(1200).default(576).describe('Printable dots in a line; QR codes shrink to fit.'),
    })
    .prefault({}),
  cut: z
    .strictObject({
      kind: z.enum(['full', 'partial', 'none']).default('partial'),
      feedLines: z.int().min(0).max(12).default(4).describe('Blank lines that bring the last line past the knife.'),
    })
    .prefault({}),
  qr: z
    .strictObject({
      supported: z.boolean().default(true),
      moduleDots: z.int().min(2).max(8).default(5),
    })
    .prefault({}),
  graphics: z
    .strictObject({
      supported: z
        .boolean()
        .default(true)
        .describe('Whether it prints pictures (GS v 0, ESC GS S): scripts that it has no characters for are drawn.'),
    })
    .prefault({}),
  drawer: z
    .strictObject({
      supported: z.boolean().default(true).describe('Whether it has a connector for a cash drawer.'),
      onMs: z.int().min(10).max(500).default(120).describe("How long the drawer's magnet is driven."),
      offMs: z.int().min(10).max(500).default(240).describe('How long it rests before it may be driven again.'),
    })
    .prefault({}),
  timing: z
    .strictObject({
      statusMs: z
        .int()
        .min(100)
        .max(10_000)
        .default(1000)
        .describe('No answer to a status question for this long: silent.'),
      pollMs: z.int().min(100).max(10_000).default(1000).describe('Between two status questions while a job prints.'),
      completionMs: z
        .int()
        .min(500)
        .max(120_000)
        .default(15_000)
        .describe('The longest a job may take to be confirmed.'),
    })
    .prefault({}),
};

export const escPosProfileSchema = z.strictObject({
  ...common,
  language: z.literal('esc-pos').describe('ESC/POS, as Epson has it.'),
  encoding: z
    .strictObject({
      codePageMapping: z
        .enum([
          'bixolon',
          'bixolon/legacy',
          'citizen',
          'epson',
          'epson/legacy',
          'fujitsu',
          'hp',
          'metapace',
          'pos-8360',
          'sunmi',
          'xprinter',
        ])
        .default('epson')
        .describe("Which numbers this model's code pages have."),
      newline,
    })
    .prefault({}),
  status: z
    .strictObject({
      queries: z
        .array(z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]))
        .max(4)
        .default([1, 2, 3, 4])
        .describe('Which of DLE EOT 1 to 4 the model answers. None: it is never asked, and no print is ever certain.'),
      automatic: automatic.describe('Whether it may be told to report changes by itself (GS a).'),
      completion: z
        .enum(['processId', 'paperStatus', 'none'])
        .default('paperStatus')
        .describe('How it says that a job was processed: GS ( H function 48, GS r 1, or not at all.'),
      clearsBuffer: z
        .boolean()
        .default(false)
        .describe('Whether DLE DC4 function 8 empties it, so that a jammed job does not print later.'),
    })
    .prefault({}),
});

export const starProfileSchema = z.strictObject({
  ...common,
  language: z
    .enum(['star-prnt', 'star-line'])
    .describe(
      'StarPRNT, or the Star Line Mode of the models before it: the same words here, and a profile says which was meant.',
    ),
  encoding: z.strictObject({ newline }).prefault({}),
  status: z
    .strictObject({
      asked: z
        .boolean()
        .default(true)
        .describe('Whether it answers ESC ACK SOH. If not it is never asked, and no print is ever certain.'),
      automatic: automatic.describe(
        'Whether it may be told to report changes by itself (ESC RS a); over a network it does so in any case.',
      ),
      completion: z
        .enum(['printEnd', 'etb', 'none'])
        .default('printEnd')
        .describe(
          'How it says that a job was printed: ESC GS ETX, which repeats the number of the job; the count of ETB, which is told to every host; or not at all.',
        ),
    })
    .prefault({}),
});

/** What has to be known of a receipt printer model. */
export const posPrinterProfileSchema = z.discriminatedUnion('language', [escPosProfileSchema, starProfileSchema]);

/** What a store says of its own printer. */
export const posPrinterOptionsSchema = z.strictObject({
  drawer: z
    .enum(['none', '1', '2'])
    .default('none')
    .describe('Which line of the connector a cash drawer hangs on: 1 is pin 2 of most printers, 2 is pin 5.'),
  drawerSwitch: z
    .enum(['none', 'openHigh', 'openLow'])
    .default('none')
    .describe("What the drawer's switch says when it is open; none for a drawer without one."),
  fonts: z
    .string()
    .max(2000)
    .default('')
    .describe(
      'Files of fonts (TTF, OTF, WOFF2), with commas between them, for scripts that ours and those of the machine have not.',
    ),
});

export type PosPrinterOptions = z.infer<typeof posPrinterOptionsSchema>;
export type EscPosProfile = z.infer<typeof escPosProfileSchema>;
export type StarProfile = z.infer<typeof starProfileSchema>;
export type PosPrinterProfile = z.infer<typeof posPrinterProfileSchema>;
