import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManualTime } from '../../rehearsal/manual-time.ts';
import { ACK, message, outcomeWithin, ScriptedTerminal, status } from '../../rehearsal/scripted-terminal.ts';
import { Wire } from '../../rehearsal/wire.ts';
import { createSupervisor } from '../../supervisor/supervisor.ts';
import { paymentTerminalOptionsSchema, paymentTerminalProfileSchema } from '../profile.ts';
import { ZvtDriver } from './driver.ts';

const ascii = (text: string) => Buffer.from(text, 'latin1').toString('hex');
/** Digits as packed BCD, filled up with F. */
const bcd = (digits: string) => (digits.length % 2 === 0 ? digits : `${digits}f`);
const counted = (tag: string, hex: string, digits: 2 | 3) =>
  tag + [...String(hex.length / 2).padStart(digits, '0')].map((digit) => `f${digit}`).join('') + hex;
const item = (tag: string, hex: string) => tag + (hex.length / 2).toString(16).padStart(2, '0') + hex;

/** Every place of a status information that can hold a card number or a track. */
const bitmaps: Readonly<Record<string, (pan: string) => string>> = {
  'card number': (pan) => counted('22', bcd(pan), 2),
  'track 1': (pan) => counted('2d', ascii(`B${pan}^DOE/JOHN^25121010000`), 2),
  'track 2': (pan) => counted('23', bcd(`${pan}d25121010000012345`), 2),
  'track 3': (pan) => counted('24', bcd(`59${pan}d280978000`), 3),
  'chip data': (pan) => counted('2e', bcd(pan), 3),
  'additional text': (pan) => counted('3c', ascii(`Karte ${pan}`), 3),
  'single amounts': (pan) => counted('60', bcd(pan), 3),
  'card name': (pan) => counted('8b', ascii(`VISA ${pan}\0`), 2),
  'chip receipt data': (pan) => counted('92', ascii(pan), 3),
  'EF ID': (pan) => counted('a7', bcd(pan), 2),
  'contract number': (pan) => `2a${ascii(pan.slice(0, 15).padEnd(15, '0'))}`,
  container: (pan) => item('06', item('1f10', ascii(pan)) + item('60', item('5a', bcd(pan)))),
};
const texts: Readonly<Record<string, (pan: string) => string>> = {
  'print line': (pan) => message('06d1', `00${ascii(`Karte ${pan}`)}`),
  'print line in groups': (pan) => message('06d1', `40${ascii(pan.replace(/(.{4})/g, '$1 '))}`),
  'print line with a track': (pan) => message('06d1', `00${ascii(`;${pan}=25121010000012345?`)}`),
  'end of receipt': (pan) => message('06d1', `81${ascii(pan)}`),
  'text block': (pan) => message('06d3', item('06', item('1f07', '02') + item('25', item('07', ascii(`PAN ${pan}`))))),
  'unknown message': (pan) => message('06d8', bcd(pan)),
};
const endings: Readonly<Record<string, (pan: string) => string>> = {
  completion: (pan) => message('060f', counted('22', bcd(pan), 2)),
  abort: (pan) => message('061e', `05${counted('3c', ascii(pan), 3)}`),
  garbage: (pan) => ascii(pan),
};

const pan = fc
  .tuple(
    fc.constantFrom('2', '3', '4', '5', '6'),
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 17 }),
  )
  .map(([first, rest]) => {
    const body = first + rest.join('');
    const sum = [...body].reverse().reduce((total, digit, at) => {
      const value = at % 2 === 0 ? Number(digit) * 2 : Number(digit);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    return body + String((10 - (sum % 10)) % 10);
  });

async function everythingThatComesOut(
  given: string,
  where: { bitmap: string[]; text: string[]; ending: string; code: string },
): Promise<string> {
  const time = new ManualTime(Date.parse('2025-07-01T09:05:00Z'));
  const wire = new Wire();
  const terminal = new ScriptedTerminal(wire);
  const out: unknown[] = [];
  const log = { info: (...line: unknown[]) => out.push(line), warn: (...line: unknown[]) => out.push(line) };
  const profile = paymentTerminalProfileSchema.parse({
    version: 1,
    category: 'paymentTerminal',
    vendor: 'Any',
    model: 'Any',
    protocol: 'zvt',
  });
  const options = paymentTerminalOptionsSchema.parse({ timezone: 'Europe/London' });
  const driver = new ZvtDriver({ id: 'terminal-1', profile, options, clock: time, timers: time, log });
  const supervisor = createSupervisor(
    [
      {
        id: 'terminal-1',
        category: 'paymentTerminal',
        profile: 'any',
        transport: wire,
        driver,
        handshakeMs: 8000,
        heartbeat: null,
      },
    ],
    { clock: time, timers: time, random: () => 0, log },
  );
  supervisor.onReport((report) => out.push(report));
  supervisor.start();
  await time.advance(10);
  const extra = where.bitmap.map((name) => bitmaps[name]?.(given)).join('');
  const said = [
    ACK,
    status(where.code, { extra }),
    ...where.text.map((name) => texts[name]?.(given) ?? ''),
    endings[where.ending]?.(given) ?? '',
  ];
  terminal.answers.set('0601', said);
  terminal.answers.set('0620', said);
  const request = { reference: 'attempt-1', amount: 662, currency: 'GBP' };
  try {
    out.push(
      await outcomeWithin(
        time,
        driver.purchase(request, {
          sent: () => undefined,
          abortRefused: () => undefined,
          prompt: (prompt) => out.push(prompt),
        }),
      ),
    );
    await time.advance(1000);
    out.push(await outcomeWithin(time, driver.recover({ ...request, sentAt: time.now() })));
  } catch (error) {
    out.push(error instanceof Error ? `${error.message} ${error.stack}` : error);
  }
  await supervisor.stop();
  return JSON.stringify(out);
}

test('no card number and no track survives, whatever message it comes in', async () => {
  const where = fc.record({
    bitmap: fc.subarray(Object.keys(bitmaps)),
    text: fc.subarray(Object.keys(texts)),
    ending: fc.constantFrom(...Object.keys(endings)),
    code: fc.constantFrom('00', '05', '6c'),
  });
  await fc.assert(
    fc.asyncProperty(pan, where, async (given, places) => {
      const out = await everythingThatComesOut(given, places);
      expect(out.replace(/[^0-9*"]/g, '')).not.toContain(given.slice(0, -4));
      expect(out).not.toContain('25121010000');
      expect(out).not.toContain('DOE');
    }),
    { numRuns: 400 },
  );
}, 30_000);

test('the test above would see a number that came through', async () => {
  const out = await everythingThatComesOut('4761739001011234', {
    bitmap: ['card number', 'card name'],
    text: ['text block'],
    ending: 'completion',
    code: '00',
  });
  expect(out).toContain('"lastFour":"1234"');
  expect(out).toContain('PAN ************1234');
});
