import { describe, expect, it } from 'vitest';
import type { Window } from './shape.ts';
import { isOpen, wallTime } from './window.ts';

const open = (window: Window, at: string, zone = 'Europe/London') => isOpen(window, wallTime(at, zone));

describe('a window', () => {
  it('is half-open between its instants', () => {
    const window = { from: '2026-03-02T10:00:00Z', until: '2026-03-02T11:00:00Z' };
    expect(open(window, '2026-03-02T09:59:59.999Z')).toBe(false);
    expect(open(window, '2026-03-02T10:00:00Z')).toBe(true);
    expect(open(window, '2026-03-02T11:00:00Z')).toBe(false);
  });

  it("means the store's day and hour, not the server's", () => {
    const friday: Window = { days: ['fri'], hours: [{ from: '09:00', until: '10:00' }] };
    expect(open(friday, '2026-03-05T22:30:00Z', 'Asia/Tokyo')).toBe(false);
    expect(open(friday, '2026-03-06T00:30:00Z', 'Asia/Tokyo')).toBe(true);
  });

  it('over midnight belongs to the day it starts on', () => {
    const friday: Window = { days: ['fri'], hours: [{ from: '17:00', until: '02:00' }] };
    expect(open(friday, '2026-03-06T18:00:00Z')).toBe(true);
    expect(open(friday, '2026-03-07T01:59:00Z')).toBe(true);
    expect(open(friday, '2026-03-07T02:00:00Z')).toBe(false);
    expect(open(friday, '2026-03-06T01:00:00Z')).toBe(false);
    expect(open(friday, '2026-03-07T18:00:00Z')).toBe(false);
  });

  it('in the hour that autumn repeats is open both times', () => {
    const window: Window = { hours: [{ from: '01:00', until: '02:00' }] };
    expect(open(window, '2026-10-25T00:30:00Z')).toBe(true);
    expect(open(window, '2026-10-25T01:30:00Z')).toBe(true);
    expect(open(window, '2026-10-25T02:30:00Z')).toBe(false);
  });

  it('in the hour that spring leaves out never comes', () => {
    const window: Window = { hours: [{ from: '01:00', until: '02:00' }] };
    expect(open(window, '2026-03-29T00:30:00Z')).toBe(false);
    expect(open(window, '2026-03-29T01:00:00Z')).toBe(false);
  });

  it('until 24:00 lasts the whole day', () => {
    expect(open({ days: ['mon'], hours: [{ from: '00:00', until: '24:00' }] }, '2026-03-02T23:59:59Z')).toBe(true);
  });
});
