import { z } from 'zod';
import { heartbeatSchema, profileBase } from '../profile-base.ts';
import { serialProfile } from '../transport/serial-settings.ts';

/** What has to be known of a payment terminal model that speaks ZVT. */
export const paymentTerminalProfileSchema = z.strictObject({
  ...profileBase('paymentTerminal'),
  serial: serialProfile,
  protocol: z.literal('zvt'),
  wire: z
    .enum(['network', 'serial'])
    .default('network')
    .describe('What carries its messages: a network, bare; a serial line, in blocks, also behind a device server.'),
  blocks: z
    .strictObject({
      ackMs: z
        .int()
        .min(100)
        .max(10_000)
        .default(1500)
        .describe(
          'A block that is not acknowledged for this long is sent again; with all attempts below timing.ackMs.',
        ),
      byteMs: z.int().min(20).max(5000).default(200).describe('T1: the longest pause inside a block.'),
      attempts: z.int().min(1).max(5).default(3).describe('How often a block is sent in all.'),
    })
    .prefault({})
    .describe('Of a serial line.'),
  heartbeat: heartbeatSchema
    .prefault({})
    .describe('Status enquiries (05 01) while idle; slower ones show an unplugged terminal later.'),
  registration: z
    .strictObject({
      configByte: z
        .int()
        .min(0)
        .max(255)
        .default(0x9e)
        .describe('PA00P015, 2.1. 158: the register prints by 06 D1, hears of progress, and alone starts payments.'),
      textBlocks: z
        .boolean()
        .default(false)
        .describe('Whether whole receipts (06 D3) are asked for besides single lines.'),
      sendCurrency: z.boolean().default(true).describe('Whether the registration names the currency.'),
    })
    .prefault({}),
  charset: z.enum(['cp437', 'latin1', 'utf-8']).default('cp437').describe("Of the terminal's receipt text."),
  repeatReceipt: z
    .strictObject({
      serviceByte: z
        .int()
        .min(0)
        .max(255)
        .nullable()
        .default(3)
        .describe('Of 06 20: status information wanted, printing not. Null leaves the service byte out.'),
      whenReached: z
        .boolean()
        .default(true)
        .describe(
          'Whether the last transaction is asked for after the registration too, so that it is known from a later one.',
        ),
    })
    .prefault({}),
  clockToleranceMs: z
    .int()
    .min(1000)
    .max(3_600_000)
    .default(120_000)
    .describe("How far the terminal's clock may be off."),
  timing: z
    .strictObject({
      ackMs: z
        .int()
        .min(100)
        .max(60_000)
        .default(5000)
        .describe('T3: a command that is not acknowledged for this long is lost.'),
      completionMs: z
        .int()
        .min(1000)
        .max(600_000)
        .default(190_000)
        .describe('T4: no message for this long while it works: lost.'),
      questionMs: z
        .int()
        .min(1000)
        .max(600_000)
        .default(30_000)
        .describe(
          'The same of a question, which nobody has to do anything for at the terminal: no payment waits longer for one.',
        ),
      afterAbortMs: z.int().min(1000).max(600_000).default(60_000).describe('The same once it was asked to abort.'),
      longestMs: z
        .int()
        .min(10_000)
        .max(3_600_000)
        .default(600_000)
        .describe(
          'The longest that one command may take, whatever the terminal goes on saying; it is asked to abort then.',
        ),
    })
    .prefault({}),
});

export type PaymentTerminalProfile = z.infer<typeof paymentTerminalProfileSchema>;

/** What a store says of its own terminal, beside the model's profile. */
export const paymentTerminalOptionsSchema = z.strictObject({
  password: z
    .string()
    .regex(/^\d{6}$/, 'six digits')
    .default('000000'),
  /** ISO 4217; left out, the terminal keeps the currency it has. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional(),
  /** Of the terminal's clock, IANA name; left out, this machine's own. */
  timezone: z.string().min(1).max(64).optional(),
});

export type PaymentTerminalOptions = z.infer<typeof paymentTerminalOptionsSchema>;
