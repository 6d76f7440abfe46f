import type { Page } from '@playwright/test';
import { expect, PANELS, show, test } from './gallery.ts';
import { reachAll } from './gallery-arrows.ts';
import { clippedText, smallTargets } from './gallery-measures.ts';

test.use({ viewport: PANELS.portrait, hasTouch: true, contextOptions: { reducedMotion: 'reduce' } });

const asked = (page: Page): Promise<unknown[]> =>
  page.evaluate(() => (window as unknown as { asked: unknown[] }).asked);
test('the heading of a new screen has the focus, and no ring around it', async ({ gallery }) => {
  await show(gallery, 'outcome-declined');
  await expect(gallery.locator('h1')).toBeFocused();
  expect(await gallery.locator('h1').evaluate((heading) => getComputedStyle(heading).outlineStyle)).toBe('none');
});

for (const name of ['basket', 'thanks-asked', 'outcome-unknown-staff', 'staff-number', 'desk-alarms', 'refund-find']) {
  test(`arrows alone reach every button of ${name}`, async ({ gallery }) => {
    await show(gallery, name);
    await reachAll(gallery);
  });
}

test('Enter presses the button that has the focus', async ({ gallery }) => {
  await show(gallery, 'basket');
  await gallery.getByRole('button', { name: 'One more Strawberries' }).focus();
  await gallery.keyboard.press('Enter');
  expect(await asked(gallery)).toEqual([{ kind: 'changeQuantity', lineId: 'line-strawberries', quantity: 3 }]);
});

test('the focus is seen wherever it is', async ({ gallery }) => {
  await show(gallery, 'basket');
  await gallery.keyboard.press('ArrowDown');
  const ring = await gallery.evaluate(() => {
    const style = getComputedStyle(document.activeElement!);
    return { width: Number.parseFloat(style.outlineWidth), style: style.outlineStyle };
  });
  expect(ring.style).toBe('solid');
  expect(ring.width).toBeGreaterThan(3);
});

test('a scanner that types like a keyboard presses nothing, not even the focused Pay', async ({ gallery }) => {
  await show(gallery, 'basket');
  await gallery.getByRole('button', { name: 'Pay £16.87' }).focus();
  await gallery.evaluate(() => {
    for (const key of [...'5012345678900', 'Enter']) {
      const press = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
      if (document.activeElement!.dispatchEvent(press) && key === 'Enter')
        (document.activeElement as HTMLElement).click();
    }
  });
  await gallery.keyboard.type('12345678\n');
  expect(await asked(gallery)).toEqual([]);
  await gallery.waitForTimeout(200);
  await gallery.keyboard.press('Enter');
  expect(await asked(gallery)).toEqual([{ kind: 'toReview' }]);
});

test('what cannot be pressed says why and asks for nothing', async ({ gallery }) => {
  await show(gallery, 'basket-age');
  const pay = gallery.getByRole('button', { name: 'Pay £16.55' });
  await expect(pay).toHaveAccessibleDescription(/check your age/);
  await pay.tap({ force: true });
  expect(await asked(gallery)).toEqual([]);
});

test('one piece has a bin, more have a minus', async ({ gallery }) => {
  await show(gallery, 'basket');
  await gallery.getByRole('button', { name: 'Remove Whole milk' }).tap();
  await gallery.getByRole('button', { name: 'One fewer Dark chocolate 70%' }).tap();
  await gallery.getByRole('button', { name: 'Remove Bananas' }).tap();
  await gallery.getByRole('button', { name: 'Undo' }).tap();
  expect(await asked(gallery)).toEqual([
    { kind: 'voidLine', lineId: 'line-whole-milk' },
    { kind: 'changeQuantity', lineId: 'line-dark-chocolate-70-', quantity: 2 },
    { kind: 'voidLine', lineId: 'line-bananas' },
    { kind: 'undo' },
  ]);
});

test('a paper that nobody saw is asked about, and one that is missing can be had', async ({ gallery }) => {
  await show(gallery, 'thanks-asked');
  await gallery.getByRole('button', { name: 'Yes' }).tap();
  await gallery.getByRole('button', { name: 'No', exact: true }).tap();
  expect(await asked(gallery)).toEqual([
    { kind: 'receiptCame', came: true },
    { kind: 'receiptCame', came: false },
  ]);
  await show(gallery, 'thanks-not-printed');
  await gallery.getByRole('button', { name: 'Print receipt' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'printReceipt' }]);
});

test('everything is cancelled only after a question, and keeping on is the main answer', async ({ gallery }) => {
  await show(gallery, 'basket');
  await gallery.getByRole('button', { name: 'Help' }).tap();
  await gallery.getByRole('button', { name: 'Cancel everything' }).tap();
  const sheet = gallery.getByRole('dialog', { name: 'Cancel everything?' });
  await expect(sheet.locator('.main')).toHaveText('Keep shopping');
  await sheet.locator('.main').tap();
  await expect(sheet).toBeHidden();
  expect(await asked(gallery)).toEqual([{ kind: 'callHelp' }]);

  await show(gallery, 'cancel');
  await gallery.getByRole('button', { name: 'Yes, cancel everything' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'cancelBasket' }]);
});

test('once payment began there is nothing to cancel in the help sheet', async ({ gallery }) => {
  await show(gallery, 'payment-follow');
  await gallery.getByRole('button', { name: 'Help' }).tap();
  await expect(gallery.getByRole('dialog').getByRole('button', { name: 'Staff' })).toBeVisible();
  await expect(gallery.getByRole('button', { name: 'Cancel everything' })).toHaveCount(0);
});

test('a deposit has nothing to press', async ({ gallery }) => {
  await show(gallery, 'basket-deposit-in-list');
  await expect(gallery.locator('[data-line-id=deposit-water]')).toBeVisible();
  await expect(gallery.locator('[data-line-id=deposit-water] button')).toHaveCount(0);
});

test('rows that do not fit are counted, and a touch shows them', async ({ gallery }) => {
  await show(gallery, 'basket-forty');
  const rest = gallery.locator('.rest');
  const whole = () =>
    gallery.locator('.lines li').evaluateAll((rows) => {
      const frame = rows[0]!.closest('.scrolls')!.getBoundingClientRect();
      return rows.filter((row) => {
        const box = row.getBoundingClientRect();
        return box.top >= frame.top - 1 && box.bottom <= frame.bottom + 1;
      }).length;
    });
  const shown = await whole();
  await expect(rest).toHaveText(`${39 - shown} more lines`);
  await rest.tap();
  await expect(rest).toHaveText(`${39 - 2 * shown} more lines`);
  expect(await whole()).toBe(shown);
  await gallery.locator('.scrolls').evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
  await expect(rest).toHaveText('Back to the top');
  await rest.tap();
  await expect(rest).toHaveText(`${39 - shown} more lines`);
});

test('a touch anywhere in the room starts, the bar does what it says', async ({ gallery }) => {
  await show(gallery, 'attract');
  await gallery.touchscreen.tap(540, 900);
  expect(await asked(gallery)).toEqual([{ kind: 'start' }]);
  await gallery.getByRole('button', { name: 'Help' }).tap();
  expect(await asked(gallery)).toEqual([{ kind: 'start' }, { kind: 'callHelp' }]);
  await expect(gallery.getByRole('dialog', { name: 'We’ll be with you shortly' })).toBeVisible();
});

test('a sheet keeps the focus inside, closes on Escape and gives the focus back', async ({ gallery }) => {
  await show(gallery, 'basket');
  const opener = gallery.getByRole('button', { name: 'Accessibility' });
  await opener.focus();
  await gallery.keyboard.press('Enter');
  const sheet = gallery.getByRole('dialog', { name: 'Accessibility' });
  await expect(sheet.getByRole('heading', { level: 2 })).toBeFocused();
  for (let step = 0; step < 30; step++) {
    await gallery.keyboard.press(step % 2 === 0 ? 'ArrowDown' : 'Tab');
    expect(
      await sheet.evaluate(
        (dialog) => dialog.contains(document.activeElement) || document.activeElement === document.body,
      ),
    ).toBe(true);
  }
  await gallery.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(opener).toBeFocused();
  expect(await asked(gallery)).toEqual([]);
});

test('looks change at once, all of them in one command', async ({ gallery }) => {
  await show(gallery, 'access');
  await gallery.getByRole('button', { name: 'Text size 3 of 4' }).tap();
  await gallery.getByRole('button', { name: 'Dark', exact: true }).tap();
  expect((await asked(gallery)).at(-1)).toEqual({
    kind: 'setAppearance',
    appearance: { text: 3, theme: 'dark', contrast: 'normal', lowReach: false },
  });
  await expect(gallery.locator('html')).toHaveAttribute('data-text', '3');
  await expect(gallery.getByRole('button', { name: 'Dark', exact: true })).toHaveAttribute('aria-pressed', 'true');
});

test('nothing is to press where Pay stood while the payment is unknown', async ({ gallery }) => {
  await show(gallery, 'basket');
  const pay = (await gallery.getByRole('button', { name: 'Pay £16.87' }).boundingBox())!;
  for (const name of ['outcome-unknown', 'outcome-unknown-staff', 'outcome-reversal', 'outcome-refund-unknown']) {
    await show(gallery, name);
    await expect(gallery.locator('.main')).toHaveCount(0);
    for (const button of await gallery.locator('button:not(.bar button)').all()) {
      const box = (await button.boundingBox())!;
      expect(box.y + box.height, name).toBeLessThan(pay.y);
    }
  }
});

test('the ways out of a browser are closed', async ({ gallery }) => {
  await show(gallery, 'basket');
  const allowed = await gallery.evaluate(() => {
    const target = document.querySelector('h1')!;
    const left: string[] = [];
    for (const key of ['w', 'p', 's', 'n', 't', 'r', 'o', 'f', 'u', '+', '-']) {
      const press = new KeyboardEvent('keydown', { key, ctrlKey: true, bubbles: true, cancelable: true });
      if (target.dispatchEvent(press)) left.push(`Ctrl+${key}`);
    }
    for (const key of ['F1', 'F3', 'F5', 'F7', 'F11', 'F12', 'BrowserBack', 'ContextMenu']) {
      if (target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))) left.push(key);
    }
    for (const kind of ['contextmenu', 'dragstart', 'dragover', 'drop', 'auxclick']) {
      if (target.dispatchEvent(new MouseEvent(kind, { bubbles: true, cancelable: true }))) left.push(kind);
    }
    const wheel = new WheelEvent('wheel', { ctrlKey: true, deltaY: -100, bubbles: true, cancelable: true });
    if (target.dispatchEvent(wheel)) left.push('Ctrl+wheel');
    if (getComputedStyle(target).userSelect !== 'none') left.push('selection');
    if (getComputedStyle(document.documentElement).touchAction !== 'none') left.push('pinch');
    return left;
  });
  expect(allowed).toEqual([]);
});

test('from right to left the page mirrors, and nothing is cut', async ({ gallery }) => {
  const names = `basket basket-no-space review thanks thanks-asked outcome-declined outcome-unknown-staff payment-follow access help
    cancel idle unavailable-recovering staff-number staff-pin desk-alarms desk-payment-paid refund-find refund-lines suspended-list`;
  for (const name of names.split(/\s+/)) {
    await show(gallery, name, { locale: 'ar', text: 2 });
    await expect(gallery.locator('html')).toHaveAttribute('dir', 'rtl');
    expect.soft(await gallery.evaluate(clippedText), name).toEqual([]);
    expect.soft(await gallery.evaluate(smallTargets), name).toEqual([]);
  }
  await show(gallery, 'basket', { locale: 'ar' });
  const boxes = await gallery.evaluate(() => {
    const left = (selector: string) => document.querySelector(selector)!.getBoundingClientRect().left;
    return { price: left('.item .big'), picture: left('.item .pic'), mark: left('.mark'), offline: left('.offline') };
  });
  expect(boxes.price).toBeLessThan(boxes.picture);
  expect(boxes.offline).toBeLessThan(boxes.mark);
  // The terminal stays where it is mounted, in any language.
  await show(gallery, 'payment-follow', { locale: 'ar' });
  expect(await gallery.locator('.tab').evaluate((tab) => tab.getBoundingClientRect().right)).toBe(
    PANELS.portrait.width,
  );
});
