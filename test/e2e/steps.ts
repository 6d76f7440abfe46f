import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KioskClient } from '../fixtures/kiosk-client.ts';
import { type Entry, expect, type Lane } from './lane.ts';

/** What staff of these specs key in. The PINs are long, so that none is found anywhere by chance. */
export const MAYA = { id: '12', name: 'Maya', role: 'attendant', pin: '80513974' } as const;
export const INES = { id: '3', name: 'Ines', role: 'manager', pin: '46192853' } as const;
export const NOOR = { id: '7', name: 'Noor', role: 'technician', pin: '91735268' } as const;

/** From the basket over the review to the terminal. */
export async function toTerminal(lane: Lane): Promise<void> {
  await lane.press(/^Pay /);
  await expect(lane.page.getByRole('heading', { name: 'Ready to pay?' })).toBeVisible();
  await lane.press(/^Pay /);
}

export async function thanked(lane: Lane): Promise<void> {
  await expect(lane.page.getByRole('heading', { name: 'Thank you' })).toBeVisible({ timeout: 20_000 });
}

/** Scans, pays and waits for thanks. */
export async function buy(lane: Lane, ...ids: readonly string[]): Promise<void> {
  await lane.scan(...ids);
  await toTerminal(lane);
  await thanked(lane);
}

/** The shopper leaves, and the lane waits for the next one. */
export async function leave(lane: Lane): Promise<void> {
  await lane.press('Done');
  await attracts(lane);
}

export async function attracts(lane: Lane): Promise<void> {
  await expect(lane.page.getByRole('heading', { name: /Scan.to.start/ })).toBeVisible({ timeout: 20_000 });
}

/** Nobody knows whether the shopper has paid: the words for it, and nothing to press where Pay stands. */
export async function inDoubt(lane: Lane): Promise<void> {
  const { page } = lane;
  await expect(page.getByRole('heading', { name: 'We’re checking your payment.' })).toBeVisible({ timeout: 20_000 });
  await expect(lane.text('Please don’t pay again.')).toBeVisible();
  const buttons = await page.getByRole('button').allInnerTexts();
  expect(buttons.filter((text) => /Pay|Try|Cancel|Back/i.test(text))).toEqual([]);
  await lampIs(lane, 'amber');
}

/** Help was given, and whoever gave it leaves the screen to the shopper. */
export async function leaveDesk(lane: Lane): Promise<void> {
  const given = lane.page.getByRole('button', { name: 'Help given' });
  // What was settled a moment ago may have ended the call for help by itself.
  if (await given.isEnabled()) await given.click({ timeout: 1_000 }).catch(() => expect(given).toBeDisabled());
  await lane.page.getByRole('button', { name: /^(Done|Leave)$/ }).click();
  await expect(lane.page.getByRole('heading', { name: /^Hello/ })).toHaveCount(0);
}

export async function lampIs(lane: Lane, lamp: 'green' | 'amber' | 'red'): Promise<void> {
  await expect.poll(() => lane.devices.lights.lit, { timeout: 10_000 }).toEqual([lamp]);
}

/** Opens the sign-in from wherever the lane is: by the door of the screen, or of the help sheet. */
export async function openStaffDoor(lane: Lane): Promise<void> {
  const door = lane.page.getByRole('button', { name: 'Staff', exact: true });
  if (!(await door.isVisible())) await lane.page.getByRole('button', { name: /^Help/ }).click();
  await door.click();
}

/** Keys on the screen's own pad, one after the other. */
export async function keyIn(lane: Lane, keys: string): Promise<void> {
  for (const key of keys) await lane.press(new RegExp(`^${key}$`));
}

/** Number and PIN on the screen's keys. */
export async function giveNumberAndPin(lane: Lane, id: string, pin: string): Promise<void> {
  await expect(lane.page.getByRole('heading', { name: 'Your operator number' })).toBeVisible();
  await keyIn(lane, id);
  await lane.press('Continue');
  await expect(lane.page.getByRole('heading', { name: 'Your PIN' })).toBeVisible();
  await keyIn(lane, pin);
  await lane.press('Sign in');
}

/** Signs a member of staff in at the screen. */
export async function signIn(lane: Lane, who: typeof MAYA | typeof INES | typeof NOOR): Promise<void> {
  await openStaffDoor(lane);
  await giveNumberAndPin(lane, who.id, who.pin);
  await expect(lane.page.getByRole('heading', { name: `Hello, ${who.name}` })).toBeVisible();
}

/** Payments in the terminal's own books that were taken and stand. */
export function charges(lane: Lane) {
  const taken = lane.devices.terminal
    .payments()
    .filter(({ outcome }) => outcome === 'approved' || outcome === 'partial');
  return taken.filter(({ reversed }) => !reversed);
}

/** The last entry of a kind. */
export function last(entries: readonly Entry[], kind: string): Entry['body'] {
  const found = entries.findLast((entry) => entry.kind === kind);
  if (found === undefined) throw new Error(`the journal has no ${kind}`);
  return found.body;
}

export function count(entries: readonly Entry[], kind: string): number {
  return entries.filter((entry) => entry.kind === kind).length;
}

/** Every sale is charged once, nothing else is, and the journal proves itself. */
export async function booksAgree(lane: Lane): Promise<void> {
  const entries = await lane.journal();
  const sold = entries.filter(({ kind }) => kind === 'TransactionCompleted');
  const paid = sold.flatMap(({ body }) => (body.tenders as { amount: number }[]).map(({ amount }) => amount));
  expect(charges(lane).map(({ amount }) => amount)).toEqual(paid.filter((amount) => amount > 0));
  expect(await lane.verify()).toMatchObject({ code: 0 });
}

/** A second connection to the same lane, which sends whatever it likes. */
export function strangeHand(lane: Lane): Promise<KioskClient> {
  return lane.edge.launchUrl().then((url) => KioskClient.open(url));
}

/** Texts of all sheets that have come out of the printer, one string a sheet. */
export function sheets(lane: Lane): string[] {
  return lane.devices.printer.papers().map(({ text }) => text.join('\n'));
}

/** Files under the state directory that hold these bytes. */
export function filesWith(lane: Lane, text: string): string[] {
  const root = lane.edge.stateDirectory;
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => readFileSync(file).includes(text));
}

/** Remembers every heading that is painted from now on, however briefly. */
export async function rememberHeadings(lane: Lane): Promise<() => Promise<string[]>> {
  const seen = await lane.page.evaluateHandle(() => {
    const texts: string[] = [];
    const look = () => {
      const text = document.querySelector('main h1')?.textContent ?? '';
      if (text !== texts.at(-1)) texts.push(text);
    };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    return texts;
  });
  return () => seen.evaluate((texts) => texts.splice(0));
}
