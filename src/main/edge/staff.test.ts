import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Fault } from '../../workstation/ports/fault.ts';
import { openStaff } from './staff.ts';
import { systemClock, systemIdentifiers } from './system.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a staff file that cannot be opened at the start keeps staff out until it can be, and no longer', async () => {
  const path = join(folder, 'operators.db');
  mkdirSync(path);
  const told: unknown[] = [];
  const quiet = { debug() {}, info() {}, warn() {}, error: (event: string) => told.push(event) };
  const staff = openStaff(path, systemClock, systemIdentifiers, quiet);
  expect(told).toEqual(['edge.noStaff']);
  await expect(staff.signIn('12', '482913')).rejects.toThrow(Fault);
  expect(() => staff.operator('12')).toThrow(Fault);
  rmdirSync(path);
  expect(await staff.signIn('12', '482913')).toEqual({ kind: 'wrong' });
  expect(staff.operator('12')).toBe(null);
  staff.close();
});
