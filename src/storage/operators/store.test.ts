import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quickHash, staffFile, staffOfTwo } from '../../../test/fixtures/operators.ts';
import { openConnection } from '../database/connection.ts';
import { PIN_COST } from './pin-hash.ts';

const MAYA = { id: '1', name: 'Maya', role: 'attendant' } as const;
const INES = { id: '2', name: 'Ines', role: 'manager' } as const;

/** The first column of the first row, as another process would read it. */
function peek(path: string, sql: string): unknown {
  const connection = openConnection(path, { mustExist: true });
  const row = connection.prepare<[], Record<string, unknown>>(sql).get();
  connection.close();
  return Object.values(row ?? {})[0];
}

function poke(path: string, sql: string): void {
  const connection = openConnection(path, { mustExist: true });
  connection.exec(sql);
  connection.close();
}

describe('the staff file', () => {
  it('signs in by number and PIN, and says nothing of which of them was wrong', async () => {
    const staff = await staffOfTwo();
    expect(await staff.signIn('1', '2468')).toEqual({ kind: 'signedIn', operator: MAYA });
    expect(await staff.signIn('2', '1357')).toEqual({ kind: 'signedIn', operator: INES });
    expect(await staff.signIn('1', '1357')).toEqual({ kind: 'wrong' });
    expect(await staff.signIn('7', '2468')).toEqual({ kind: 'wrong' });
  });

  it('lists by number, without PINs', async () => {
    const staff = await staffOfTwo();
    await staff.add({ id: '10', name: 'Ann', role: 'technician' }, '9081');
    expect(staff.list()).toEqual([MAYA, INES, { id: '10', name: 'Ann', role: 'technician' }]);
  });

  it.each([
    ['id', { ...MAYA, id: '' }],
    ['id', { ...MAYA, id: '123456789' }],
    ['id', { ...MAYA, id: "1' OR 1=1" }],
    ['name', { ...MAYA, name: '' }],
    ['name', { ...MAYA, name: ' Maya' }],
    ['name', { ...MAYA, name: 'Ma\u202eya' }],
    ['name', { ...MAYA, name: 'Ma\nya' }],
    ['name', { ...MAYA, name: 'x'.repeat(61) }],
  ])('refuses an operator for the %s: %j', async (problem, operator) => {
    expect(await staffFile().add(operator, '2468')).toEqual({ kind: 'refused', problem });
  });

  it('refuses a number twice, and PINs that anyone guesses', async () => {
    const staff = await staffOfTwo();
    expect(await staff.add({ ...INES, id: '1' }, '8640')).toEqual({ kind: 'taken' });
    expect(await staff.add({ ...INES, id: '4071' }, '4071')).toEqual({ kind: 'refused', problem: 'ownNumber' });
    expect(await staff.changePin('1', '4321')).toEqual({ kind: 'refused', problem: 'inOrder' });
    expect(staff.list()).toEqual([MAYA, INES]);
  });

  it('changes a PIN and removes an operator, in one process for all others', async () => {
    const staff = await staffOfTwo();
    const other = staffFile({ path: staff.path });
    expect(await other.changePin('1', '8640')).toEqual({ kind: 'changed' });
    expect(await other.changePin('9', '8640')).toEqual({ kind: 'unknown' });
    expect(await staff.signIn('1', '2468')).toEqual({ kind: 'wrong' });
    expect(await staff.signIn('1', '8640')).toMatchObject({ kind: 'signedIn' });
    expect(other.remove('1')).toBe(true);
    expect(other.remove('1')).toBe(false);
    expect(await staff.signIn('1', '8640')).toEqual({ kind: 'wrong' });
  });

  it('does not sign in whose PIN was changed, or who was removed, during the comparison', async () => {
    for (const sql of ["UPDATE operators SET pin = 'x' WHERE id = '1'", "DELETE FROM operators WHERE id = '1'"]) {
      const { path } = await staffOfTwo();
      const staff = staffFile({
        path,
        argon2id: (parameters) => {
          poke(path, sql);
          return quickHash(parameters);
        },
      });
      expect(await staff.signIn('1', '2468')).toEqual({ kind: 'wrong' });
      expect(peek(path, "SELECT count FROM tries WHERE who = 'operator/1'")).toBe(1);
    }
  });
});

describe('what lies on the disk', () => {
  it('is for its owner alone, the log beside it too', async () => {
    const staff = await staffOfTwo();
    const rights = () =>
      readdirSync(dirname(staff.path)).map((name) => statSync(join(dirname(staff.path), name)).mode & 0o777);
    expect(rights()).toEqual(rights().map(() => 0o600));
    staff.close();
    chmodSync(staff.path, 0o644);
    staffFile({ path: staff.path });
    expect(rights()).toEqual(rights().map(() => 0o600));
  });

  it('holds a PIN nowhere, not even one that was typed as a number', async () => {
    const staff = await staffOfTwo();
    await staff.add({ id: '3', name: 'Ann', role: 'attendant' }, '90817263');
    await staff.signIn('90817263', '90817263');
    await staff.signIn('3', '90817264');
    for (const name of readdirSync(dirname(staff.path))) {
      expect(readFileSync(join(dirname(staff.path), name), 'latin1')).not.toContain('9081726');
    }
  });

  it('keeps nothing of whom it removed, in no byte of its files', async () => {
    const staff = staffFile();
    const names = Array.from({ length: 40 }, (_, n) => `Ada Lovelace ${n};`);
    for (const [n, name] of names.entries()) await staff.add({ id: `${n + 10}`, name, role: 'attendant' }, '90817263');
    const pins = String(peek(staff.path, "SELECT group_concat(pin, ' ') FROM operators")).split(' ');
    const held = () =>
      readdirSync(dirname(staff.path)).map((name) => readFileSync(join(dirname(staff.path), name), 'latin1'));
    const found = (texts: readonly string[]) => texts.filter((text) => held().some((bytes) => bytes.includes(text)));
    expect([found(names), found(pins)]).toEqual([names, pins]);
    // Whole pages of them become free, and single rows of pages that stay.
    for (const n of names.keys()) if (n !== 20) expect(staff.remove(`${n + 10}`)).toBe(true);
    expect([found(names), found(pins)]).toEqual([[names[20]], [pins[20]]]);
  });

  it('is salted: one PIN of two operators looks like two', async () => {
    const staff = await staffOfTwo();
    await staff.changePin('2', '2468');
    expect(peek(staff.path, 'SELECT count(DISTINCT pin) FROM operators')).toBe(2);
  });

  it('follows the price of a hash at the next sign-in, and only then', async () => {
    const cheap = { memory: 1024, passes: 1, parallelism: 1 };
    const { path } = await staffOfTwo({ cost: cheap });
    const staff = staffFile({ path });
    const stored = () => String(peek(path, "SELECT pin FROM operators WHERE id = '1'"));
    await staff.signIn('1', '1111');
    expect(stored()).toContain('$m=1024,t=1,p=1$');
    expect(await staff.signIn('1', '2468')).toMatchObject({ kind: 'signedIn' });
    expect(stored()).toContain(`$m=${PIN_COST.memory},t=${PIN_COST.passes},p=1$`);
    expect(await staff.signIn('1', '2468')).toMatchObject({ kind: 'signedIn' });
  });

  it.each(['plain', '$argon2id$v=19$m=9999999,t=2,p=1$MTIzNDU2Nzg5MDEy$MTIzNDU2Nzg5MDEyMzQ1Njc4OTA', '$argon2i$v=19$'])(
    'is a fault where a PIN was stored as %s, and lets nobody in',
    async (stored) => {
      const staff = await staffOfTwo();
      poke(staff.path, `UPDATE operators SET pin = '${stored}' WHERE id = '1'`);
      await expect(staff.signIn('1', '2468')).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
      expect(await staff.signIn('2', '1357')).toMatchObject({ kind: 'signedIn' });
    },
  );
});

describe('a Node without argon2', () => {
  it('is one fault, for signing in and for adding, and forgets and counts nothing', async () => {
    const { path } = await staffOfTwo();
    const staff = staffFile({ path, argon2id: null });
    for (let time = 0; time < 5; time += 1) {
      await expect(staff.signIn('1', '2468')).rejects.toMatchObject({ code: 'STORAGE_NO_ARGON2' });
    }
    await expect(staff.changePin('1', '8640')).rejects.toMatchObject({ code: 'STORAGE_NO_ARGON2' });
    expect(staff.list()).toHaveLength(2);
  });
});
