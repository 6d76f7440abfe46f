import { expect, test } from 'vitest';
import { causeOf, complaintOf, factsOf, statusFromAutomatic, UNKNOWN_STATUS, withFacts } from './status.ts';

// Epson, "ESC/POS Command Reference", DLE EOT n: bits 1 and 4 of every answer are on, bits 0 and 7 off (12h = nothing to report).
test.each<[number, number, object]>([
  [1, 0x12, { offline: false, drawerHigh: false }],
  [1, 0x1a, { offline: true, drawerHigh: false }],
  [1, 0x16, { offline: false, drawerHigh: true }],
  [2, 0x12, { coverOpen: false }],
  [2, 0x16, { coverOpen: true }],
  [2, 0x32, { coverOpen: false, paper: 'out' }],
  [3, 0x12, { cutter: false, stuck: false }],
  [3, 0x1a, { cutter: true, stuck: false }],
  [3, 0x32, { cutter: false, stuck: true }],
  [3, 0x52, { cutter: false, stuck: true }],
  [4, 0x12, { paper: 'ok' }],
  [4, 0x1e, { paper: 'nearEnd' }],
  [4, 0x7e, { paper: 'out' }],
])('DLE EOT %i answered %i', (question, byte, expected) => {
  expect(factsOf(question, byte)).toEqual(expected);
});

test('paper that stopped the printer stays out, though the sensor of question 4 sees some', () => {
  const stopped = withFacts(UNKNOWN_STATUS, factsOf(2, 0x32));
  expect(withFacts(stopped, factsOf(4, 0x12)).paper).toBe('out');
  expect(withFacts(withFacts(UNKNOWN_STATUS, factsOf(2, 0x12)), factsOf(4, 0x12)).paper).toBe('ok');
});

test.each<[number[], object]>([
  [[0x10, 0x00, 0x00, 0x00], { offline: false, coverOpen: false, paper: 'ok', cutter: false, stuck: false }],
  [[0x14, 0x00, 0x00, 0x00], { offline: false, drawerHigh: true }],
  [[0x38, 0x00, 0x00, 0x00], { offline: true, coverOpen: true }],
  [[0x18, 0x08, 0x00, 0x00], { cutter: true }],
  [[0x18, 0x20, 0x00, 0x00], { stuck: true }],
  [[0x10, 0x00, 0x03, 0x00], { paper: 'nearEnd' }],
  [[0x18, 0x00, 0x0f, 0x00], { paper: 'out' }],
])('automatic status %j', (bytes, expected) => {
  expect(statusFromAutomatic(Uint8Array.from(bytes))).toMatchObject(expected);
});

test('names first what a person can mend', () => {
  const fine = { ...UNKNOWN_STATUS, paper: 'ok' as const };
  expect(causeOf(fine)).toBeNull();
  expect(complaintOf(fine)).toBeNull();
  expect(causeOf({ ...fine, offline: true, coverOpen: true, paper: 'out' })).toBe('coverOpen');
  expect(causeOf({ ...fine, offline: true, paper: 'out' })).toBe('paperOut');
  expect(causeOf({ ...fine, offline: true })).toBe('offline');
  expect(causeOf({ ...fine, paper: 'nearEnd' })).toBeNull();
  expect(complaintOf({ ...fine, paper: 'nearEnd' })).toBe('DEVICE_PAPER_NEAR_END');
});
