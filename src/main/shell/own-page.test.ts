import { describe, expect, it } from 'vitest';
import { ownPage, ownPageUrl } from './own-page.ts';

describe("the shell's own page", () => {
  it('says that the lane is away, what to do, and that nothing is lost', () => {
    const html = ownPage('outOfService', 'en');
    for (const text of ['This lane is taking a short break', 'Please use the next lane', 'Your items are kept safe']) {
      expect(html).toContain(text);
    }
  });

  it('promises nothing about items while the lane only starts', () => {
    expect(ownPage('starting', 'en')).not.toContain('Your items are kept safe');
  });

  it('loads nothing and runs nothing', () => {
    const html = ownPage('outOfService', 'en');
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/<script|src=|url\(|https?:/);
  });

  it('is an address that a window opens as it is', () => {
    const html = ownPage('starting', 'en');
    expect(decodeURIComponent(ownPageUrl(html).replace('data:text/html;charset=utf-8,', ''))).toBe(html);
  });
});
