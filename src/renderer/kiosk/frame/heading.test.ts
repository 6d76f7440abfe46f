import { expect, test } from 'vitest';
import { padFixtures } from '../fixtures/pad.ts';
import { payingFixtures } from '../fixtures/paying.ts';
import { staffFixtures } from '../fixtures/staff.ts';
import { headingOf } from './heading.ts';

const heading = (name: string) => headingOf({ ...padFixtures, ...payingFixtures, ...staffFixtures }[name]!.view);

test('another outcome is another heading, staff on their way are not', () => {
  expect(heading('outcome-unknown')).not.toBe(heading('outcome-declined'));
  expect(heading('outcome-unknown')).not.toBe(heading('outcome-reversal'));
  expect(heading('outcome-unknown')).toBe(heading('outcome-unknown-staff'));
});

test('a count that has come to rest is another heading than one that has not, and the same while it only grows', () => {
  expect(heading('pad')).not.toBe(heading('pad-settling'));
  expect(heading('pad-settling')).toBe(heading('pad-settling-first'));
});

test('staff have headings of their own whatever the shopper sees', () => {
  expect(heading('desk-age')).toBe(heading('desk-payment'));
  expect(heading('desk-age')).not.toBe(heading('staff-number'));
});
