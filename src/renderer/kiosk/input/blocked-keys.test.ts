import { expect, test } from 'vitest';
import { isBlockedKey } from './blocked-keys.ts';

const press = (key: string, more: Partial<Parameters<typeof isBlockedKey>[0]> = {}) =>
  isBlockedKey({ key, ctrlKey: false, metaKey: false, altKey: false, ...more });

test.each(['w', 'p', 's', 'n', 't', 'r', '+', '-', '0', 'Tab', 'F4'])('Ctrl+%s stays in the kiosk', (key) => {
  expect(press(key, { ctrlKey: true })).toBe(true);
  expect(press(key, { metaKey: true })).toBe(true);
});

test('Alt with arrows does not go back in history', () => {
  expect(press('ArrowLeft', { altKey: true })).toBe(true);
});

test.each(['F1', 'F5', 'F11', 'F12', 'BrowserBack', 'BrowserHome', 'ContextMenu'])('%s does nothing', (key) => {
  expect(press(key)).toBe(true);
});

test.each(['ArrowUp', 'Enter', ' ', 'Escape', 'Tab', '5'])('%s is for the page', (key) => {
  expect(press(key)).toBe(false);
});
