import { expect, test } from 'vitest';
import { payingFixtures } from '../fixtures/paying.ts';
import { staffFixtures } from '../fixtures/staff.ts';
import { headingOf } from './heading.ts';

const heading = (name: string) => headingOf({ ...payingFixtures, ...staffFixtures }[name]!.view);

test('another outcome is another heading, staff on their way are not', () => {
  expect(heading('outcome-unknown')).not.toBe(heading('outcome-declined'));
  expect(heading('outcome-unknown')).not.toBe(heading('outcome-reversal'));
  expect(heading('outcome-unknown')).toBe(heading('outcome-unknown-staff'));
});

test('staff have headings of their own whatever the shopper sees', () => {
  expect(heading('desk-age')).toBe(heading('desk-payment'));
  expect(heading('desk-age')).not.toBe(heading('staff-number'));
});
