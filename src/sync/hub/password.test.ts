import { expect, test } from 'vitest';
import { hashPassword, newPassword, passwordMatches } from './password.ts';

test('a password is hashed in the form of Mosquitto, and only it matches', async () => {
  const password = newPassword();
  const hashed = await hashPassword(password);
  expect(hashed).toMatch(/^\$7\$101\$[A-Za-z0-9+/]{16}\$[A-Za-z0-9+/]{86}==$/);
  expect(await passwordMatches(hashed, password)).toBe(true);
  expect(await passwordMatches(hashed, `${password} `)).toBe(false);
  expect(await hashPassword(password)).not.toBe(hashed);
});

test('what is no hash matches nothing', async () => {
  for (const broken of ['', '$7$101$AAAA$', '$7$101$AAAA$AAAA', '$6$AAAA$AAAA', 'plain']) {
    expect(await passwordMatches(broken, '')).toBe(false);
    expect(await passwordMatches(broken, broken)).toBe(false);
  }
});
