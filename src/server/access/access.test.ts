import { describe, expect, test } from 'vitest';
import { countingIdentifiers, HandClock } from '../../../test/fixtures/time.ts';
import { LaunchTokens } from './launch-tokens.ts';
import { originRules } from './origin.ts';
import { readCookie } from './read-cookie.ts';
import { SESSION_SECONDS, SessionCookie } from './session-cookie.ts';

const KEY = new Uint8Array(32).fill(7);

describe('launch tokens', () => {
  test('open a session once', () => {
    const tokens = new LaunchTokens(new HandClock(), countingIdentifiers());
    const token = tokens.issue('kiosk');
    expect(tokens.redeem(token)).toBe('kiosk');
    expect(tokens.redeem(token)).toBeNull();
    expect(tokens.redeem('made up')).toBeNull();
  });

  test('end after ten minutes', async () => {
    const clock = new HandClock();
    const tokens = new LaunchTokens(clock, countingIdentifiers());
    const token = tokens.issue('kiosk');
    await clock.advance(10 * 60_000 + 1);
    expect(tokens.redeem(token)).toBeNull();
  });

  test('are bounded: the oldest goes', () => {
    const tokens = new LaunchTokens(new HandClock(), countingIdentifiers());
    const first = tokens.issue('kiosk');
    for (let more = 0; more < 64; more += 1) tokens.issue('kiosk');
    expect(tokens.redeem(first)).toBeNull();
  });
});

describe('the session cookie', () => {
  test('survives a restart with the same key, and no other', () => {
    const clock = new HandClock();
    const value = new SessionCookie(KEY, clock).make('kiosk');
    expect(new SessionCookie(KEY, clock).read(value)).toBe('kiosk');
    expect(new SessionCookie(new Uint8Array(32).fill(8), clock).read(value)).toBeNull();
  });

  test('is refused when its role, date or signature was touched', () => {
    const cookie = new SessionCookie(KEY, new HandClock());
    const [role, made, mac] = cookie.make('kiosk').split('.');
    for (const forged of [
      `console.${made}.${mac}`,
      `${role}.${Number(made) + 1}.${mac}`,
      `${role}.${made}.x`,
      '',
      'a.b',
      'a.b.c.d',
    ]) {
      expect(cookie.read(forged)).toBeNull();
    }
    expect(cookie.read(undefined)).toBeNull();
  });

  test('ends after a month, and bears a clock that an hour was taken from', async () => {
    const clock = new HandClock();
    const cookie = new SessionCookie(KEY, clock);
    const value = cookie.make('kiosk');
    const earlier = { now: () => clock.now() - 3_600_000, monotonic: () => 0 };
    expect(new SessionCookie(KEY, earlier).read(value)).toBe('kiosk');
    await clock.advance(SESSION_SECONDS * 1000 + 2_000);
    expect(cookie.read(value)).toBeNull();
  });
});

describe('hosts and origins', () => {
  const rules = originRules('127.0.0.1', 7300);

  test('only the server by its own names', () => {
    expect(rules.host('127.0.0.1:7300')).toBe(true);
    expect(rules.host('localhost:7300')).toBe(true);
    for (const host of ['evil.example:7300', '127.0.0.1', '127.0.0.1:7301', undefined])
      expect(rules.host(host)).toBe(false);
  });

  test('only its own pages, and a socket always says which', () => {
    expect(rules.origin('http://localhost:7300', true)).toBe(true);
    for (const origin of ['http://evil.example', 'null', 'https://127.0.0.1:7300'])
      expect(rules.origin(origin, false)).toBe(false);
    expect(rules.origin(undefined, false)).toBe(true);
    expect(rules.origin(undefined, true)).toBe(false);
  });
});

test('a cookie is read by its whole name', () => {
  expect(readCookie('xcheckstand=1; checkstand=2', 'checkstand')).toBe('2');
  expect(readCookie('checkstand', 'checkstand')).toBeUndefined();
  expect(readCookie(undefined, 'checkstand')).toBeUndefined();
});
