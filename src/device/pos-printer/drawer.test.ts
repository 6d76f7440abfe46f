import { expect, it } from 'vitest';
import type { PrintOutcome } from '../../workstation/ports/device.ts';
import type { DrawerPulse } from './dialect.ts';
import { drawerOn } from './drawer.ts';
import { EscPosDialect } from './esc-pos.ts';
import { escPosProfileSchema, type PosPrinterOptions, posPrinterOptionsSchema } from './profile.ts';

const profile = (more: object = {}) =>
  escPosProfileSchema.parse({
    ...{ version: 1, category: 'posPrinter', language: 'esc-pos', vendor: 'Any', model: 'Any' },
    ...more,
  });

/** A drawer whose printer ends every job so, and sees its switch's line at this level. */
function drawer(
  options: Partial<PosPrinterOptions>,
  outcome: PrintOutcome = { kind: 'printed' },
  high: boolean | null = null,
) {
  const pulses: DrawerPulse[] = [];
  const run = (pulse: DrawerPulse) => {
    pulses.push(pulse);
    return Promise.resolve(outcome);
  };
  const on = drawerOn({ profile: profile(), options: posPrinterOptionsSchema.parse(options) }, run, () => high);
  return { on, pulses, open: () => on?.open({ id: 'drawer-1', expiresAt: 0 }, () => undefined) };
}

it('is none where the store names none, or the model has no connector', () => {
  expect(drawer({}).on).toBeNull();
  const unsupported = profile({ drawer: { supported: false } });
  const options = posPrinterOptionsSchema.parse({ drawer: '1' });
  expect(
    drawerOn(
      { profile: unsupported, options },
      () => Promise.reject(new Error('run')),
      () => null,
    ),
  ).toBeNull();
});

it('is pulsed on its own line, for as long as the model wants', async () => {
  const { open, pulses } = drawer({ drawer: '2' });
  expect(await open()).toEqual({ kind: 'pulsed' });
  expect(pulses).toEqual([{ line: 2, onMs: 120, offMs: 240 }]);
});

it.each<[PrintOutcome, object]>([
  [
    { kind: 'notPrinted', cause: 'coverOpen' },
    { kind: 'notOpened', cause: 'coverOpen' },
  ],
  [
    { kind: 'unknown', cause: 'timeout' },
    { kind: 'unknown', cause: 'timeout' },
  ],
])('a job that ended as %j has an outcome of its own', async (outcome, expected) => {
  expect(await drawer({ drawer: '1' }, outcome).open()).toEqual(expected);
});

it.each([
  ['openHigh', true, 'open'],
  ['openHigh', false, 'closed'],
  ['openLow', false, 'open'],
  ['openLow', true, 'closed'],
  ['openLow', null, 'unknown'],
  ['none', true, 'unknown'],
] as const)('with a switch that is %s and the line at %s it is %s', (drawerSwitch, high, state) => {
  expect(drawer({ drawer: '1', drawerSwitch }, undefined, high).on?.state()).toBe(state);
});

it('in ESC/POS is opened by ESC p, in units of 2 ms, with the request to say that it was done', () => {
  const on = new EscPosDialect(profile({ status: { completion: 'processId' } }));
  const bytes = on.pulse({ line: 2, onMs: 120, offMs: 600 }, '0042');
  expect(Buffer.from(bytes).toString('hex')).toBe('1b70013cff' + '1d28480600303030303432');
});
