import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test as base, expect, type Page } from '@playwright/test';
import { type GateFont, startGateServer } from '../../src/server/gate/index.ts';
import type { OperatorsPort } from '../../src/workstation/ports/operators.ts';
import { type GateUnderTest, gateUnderTest, mugTag } from '../fixtures/gate.ts';
import { countingIdentifiers } from '../fixtures/time.ts';

export const PIN = '2468';
const ASSETS = join(import.meta.dirname, '..', '..', 'dist', 'gallery', 'assets');
/** What no scheme of the Tag Data Standard begins with. */
const UNPROGRAMMED = '0'.repeat(24);

const operators: OperatorsPort = {
  signIn: async (id, pin) =>
    pin === PIN ? { kind: 'signedIn', operator: { id, name: 'Maya', role: 'attendant' } } : { kind: 'wrong' },
};

export interface Opened {
  readonly page: Page;
  readonly under: GateUnderTest;
  /** Lets the page hear what has changed. */
  changed(): Promise<void>;
}

/** The gate's page as its own server serves it, of a gate on fakes. */
export const test = base.extend<{ language: string; gate: Opened }>({
  language: ['en-GB', { option: true }],
  gate: async ({ page, language }, use) => {
    const under = gateUnderTest();
    const server = await startGateServer({
      ...{ host: '127.0.0.1', port: 0, gate: under.gate, operators, cookieKey: new Uint8Array(32).fill(7) },
      ...{ identity: { label: 'Main door', currency: 'GBP', locale: language }, identifiers: countingIdentifiers() },
      ...{ clock: under.clock, timers: under.clock, health: () => ({ ready: true, checks: {} }), pictures, font },
    });
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(error.message));
    await page.goto(server.launchUrl('kiosk'));
    await expect(page.locator('#mode')).not.toBeEmpty();
    await use({ page, under, changed: () => under.clock.advance(300) });
    await page.close();
    await server.close();
    expect(broken).toEqual([]);
  },
});

/** Alarms, a bulk exit among them, something let pass, a ledger that lags, a gate that was muted then, and a receipt refused. */
export async function crowd({ under, changed, page }: Opened): Promise<void> {
  under.pass(mugTag(1));
  under.pass(UNPROGRAMMED);
  under.ledger.missing = 1;
  for (let serial = 2; serial <= 6; serial += 1) under.pass(mugTag(serial));
  under.gate.mute(15 * 60_000, '7');
  await under.gate.presentExit('a poster');
  await changed();
  await expect(page.locator('#alarms > li').first()).toBeVisible();
}

function pictures(): string | null {
  return asset('pictures-')?.toString('utf8') ?? null;
}

function font(family: GateFont): Uint8Array | null {
  return asset(family === 'figtree' ? 'figtree-latin-wght' : 'vazirmatn-arabic');
}

function asset(beginning: string): Buffer | null {
  const name = readdirSync(ASSETS).find((each) => each.startsWith(beginning));
  return name === undefined ? null : readFileSync(join(ASSETS, name));
}

export { expect } from '@playwright/test';
