import type {
  PaymentProgress,
  PaymentRequest,
  RecoveryContext,
  TerminalHistory,
  TransactionNumbers,
} from '../../workstation/ports/payment-terminal.ts';
import { paymentTerminalOptionsSchema, paymentTerminalProfileSchema } from '../payment-terminal/profile.ts';
import { ZvtDriver } from '../payment-terminal/zvt/driver.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { ManualTime } from './manual-time.ts';
import { ACK, message, ScriptedTerminal, status } from './scripted-terminal.ts';
import { Wire } from './wire.ts';

const SENT_AT = Date.parse('2025-07-01T09:05:00Z');

/**
 * A supervised ZVT driver on a wire whose far end is scripted, registered and ready. `last`: the status information that the
 * terminal repeats when it is reached. `history`: what the journal has of it.
 */
export async function zvtRig(
  profile: object = {},
  {
    last,
    history,
    onMet,
  }: {
    readonly last?: string;
    readonly history?: TerminalHistory;
    readonly onMet?: (last: TransactionNumbers | null) => void;
  } = {},
) {
  const time = new ManualTime(SENT_AT);
  const wire = new Wire();
  const terminal = new ScriptedTerminal(wire);
  if (last !== undefined) terminal.answers.set('0620', [ACK, last, message('060f')]);
  const logged: unknown[] = [];
  const log = { info: (...line: unknown[]) => logged.push(line), warn: (...line: unknown[]) => logged.push(line) };
  const parsed = paymentTerminalProfileSchema.parse({
    version: 1,
    category: 'paymentTerminal',
    vendor: 'Any',
    model: 'Any',
    protocol: 'zvt',
    connection: { handshakeMs: 8000 },
    heartbeat: { everyMs: 1500, limitMs: 1400 },
    ...profile,
  });
  const options = paymentTerminalOptionsSchema.parse({
    password: '123456',
    currency: 'GBP',
    timezone: 'Europe/London',
  });
  const driver = new ZvtDriver({ id: 'terminal-1', profile: parsed, options, clock: time, timers: time, log });
  const supervisor = createSupervisor(
    [
      {
        id: 'terminal-1',
        category: 'paymentTerminal',
        profile: 'any',
        transport: wire,
        driver,
        handshakeMs: parsed.connection.handshakeMs,
        heartbeat: parsed.heartbeat,
      },
    ],
    { clock: time, timers: time, random: () => 0, log },
  );
  if (history !== undefined) driver.remember(history);
  if (onMet !== undefined) driver.onMet(onMet);
  supervisor.start();
  await time.advance(10);
  return { time, wire, terminal, driver, supervisor, logged };
}

/** What the scripted status information approves. */
export const request: PaymentRequest = { reference: 'attempt-1', amount: 662, currency: 'GBP' };
export const context: RecoveryContext = {
  ...request,
  sentAt: SENT_AT,
  previous: { receiptNumber: '0041', traceNumber: '000122' },
};

/** A shopper's side of a payment, and what it was told. */
export function watched() {
  const said: string[] = [];
  const progress: PaymentProgress = {
    sent: () => said.push('sent'),
    prompt: (prompt) => said.push(prompt),
    abortRefused: () => said.push('abortRefused'),
  };
  return { said, progress };
}

/** A payment that goes well, from the acknowledgement to the completion. */
export const APPROVED = [
  ACK,
  message('04ff', '0a'),
  message('04ff', '0a'),
  message('04ff', '01'),
  message('04ff', '17'),
  message('04ff', '4a'),
  status('00', { extra: '22 f0f8 4761739001011234 3b 3038313539370000 8a 0a 8b f0f5 5649534100' }),
  message('06d1', `00${Buffer.from('Haendlerbeleg').toString('hex')}`),
  message('06d1', '81'),
  message('06d1', `00${Buffer.from('Kundenbeleg').toString('hex')}`),
  message('06d1', `00${Buffer.from('Karte 4761739001011234').toString('hex')}`),
  message('06d1', '81'),
  message('060f'),
];
