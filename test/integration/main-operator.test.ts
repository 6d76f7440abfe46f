import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, systemIdentifiers } from '../../src/main/edge/system.ts';
import { screensBuilt } from '../../src/main/project.ts';
import { openOperators } from '../../src/storage/index.ts';
import { freePort } from '../fixtures/free-port.ts';
import { runCommand, startCommand, writeConfig } from './main-process.ts';

let folder: string;
let config: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-operator-'));
  config = writeConfig(folder, await freePort());
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const staffPath = () => join(folder, 'state', 'operators.db');
const operator = (args: readonly string[], pin = '') =>
  runCommand(['operator', ...args, '--config', config], folder, {}, `${pin}\n`);
const add = (id: string, name: string, role: string, pin: string) =>
  operator(['add', '--id', id, '--name', name, '--role', role, '--pin-stdin'], pin);

async function signIn(id: string, pin: string): Promise<string> {
  const staff = openOperators({ path: staffPath(), clock: systemClock, identifiers: systemIdentifiers });
  const { kind } = await staff.signIn(id, pin);
  staff.close();
  return kind;
}

describe('checkstand operator', () => {
  it('adds, lists, changes and removes, and makes the state directory it needs, for its owner alone', async () => {
    expect(await operator(['list', '--json'])).toMatchObject({ code: 0, out: '[]\n' });
    expect(existsSync(staffPath())).toBe(false);

    expect(await add('12', 'Maya', 'attendant', '2468')).toMatchObject({ code: 0, err: '' });
    expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
    expect(statSync(staffPath()).mode & 0o777).toBe(0o600);
    expect(await add('3', 'Ines', 'manager', '1357')).toMatchObject({ code: 0 });
    expect((await operator(['list'])).out).toBe('3         manager     Ines\n12        attendant   Maya\n');
    expect(JSON.parse((await operator(['list', '--json'])).out)).toEqual([
      { id: '3', name: 'Ines', role: 'manager' },
      { id: '12', name: 'Maya', role: 'attendant' },
    ]);

    expect(await operator(['pin', '--id', '12', '--pin-stdin'], '97531')).toMatchObject({ code: 0 });
    expect(await signIn('12', '97531')).toBe('signedIn');
    expect(await operator(['remove', '--id', '12'])).toMatchObject({ code: 0 });
    expect(await signIn('12', '97531')).toBe('wrong');
  });

  it.each([
    ['a role that is none', ['add', '--id', '1', '--name', 'Maya', '--role', 'owner', '--pin-stdin'], '--role takes'],
    ['a number that is none', ['add', '--id', 'x', '--name', 'M', '--role', 'manager', '--pin-stdin'], '--id takes'],
    ['no name', ['add', '--id', '1', '--name', ' ', '--role', 'manager', '--pin-stdin'], '--name takes'],
    ['a missing option', ['add', '--id', '1'], "required option '--name <name>' not specified"],
    ['a PIN as an argument', ['pin', '--id', '1', '--pin', '2468'], "unknown option '--pin'"],
    ['no terminal and no --pin-stdin', ['add', '--id', '1', '--name', 'M', '--role', 'manager'], '--pin-stdin'],
    ['nobody to remove', ['remove', '--id', '1'], 'nobody has the number "1"'],
    ['nobody to give a PIN', ['pin', '--id', '1', '--pin-stdin'], 'nobody has the number "1"'],
  ])('ends with 2 and one sentence for %s', async (_, args, sentence) => {
    const { code, err } = await operator(args, '2468');
    expect(err).toContain(sentence);
    expect(err).not.toMatch(/^\s+at /m);
    expect(code).toBe(2);
  });

  it('refuses guessable PINs and numbers that are taken, and says nothing of any PIN', async () => {
    await add('12', 'Maya', 'attendant', '2468');
    for (const [id, pin] of [
      ['13', '1234'],
      ['13', '8888'],
      ['13', '13'],
      ['5041', '5041'],
      ['12', '8642'],
    ] as const) {
      const { code, out, err } = await add(id, 'Ann', 'manager', pin);
      expect(code).toBe(2);
      expect(out).toBe('');
      if (id !== pin) expect(err).not.toContain(pin);
    }
    expect((await operator(['list'])).out).toBe('12        attendant   Maya\n');
  });

  it('ends with 3 where the staff file is damaged', async () => {
    await add('12', 'Maya', 'attendant', '2468');
    for (const name of readdirSync(join(folder, 'state'))) {
      if (name.startsWith('operators.db'))
        writeFileSync(join(folder, 'state', name), 'no database at all '.repeat(300));
    }
    const { code, err } = await operator(['list']);
    expect(err).toContain('(STORAGE_CORRUPT)');
    expect(code).toBe(3);
  });

  it('takes several at once, on a file that nobody has made yet', async () => {
    const runs = await Promise.all([1, 2, 3, 4].map((id) => add(String(id), `Op ${id}`, 'attendant', '2468')));
    expect(runs.map(({ code, err }) => [code, err])).toEqual(runs.map(() => [0, '']));
    expect(JSON.parse((await operator(['list', '--json'])).out)).toHaveLength(4);
  });

  const edgeRuns = it.skipIf(!screensBuilt());
  edgeRuns(
    'works while an edge runs, and no PIN reaches its log or its journal (needs the screens: npm run build)',
    async () => {
      const edge = startCommand(['edge', '--config', config], folder);
      await edge.says('edge.ready');
      expect(await add('12', 'Maya', 'attendant', '86420')).toMatchObject({ code: 0 });
      expect(await operator(['pin', '--id', '12', '--pin-stdin'], '97531')).toMatchObject({ code: 0 });
      edge.child.kill('SIGTERM');
      const { code, out, err } = await edge.ended;
      expect(code).toBe(0);
      const written = readdirSync(join(folder, 'state'), { withFileTypes: true })
        .filter((it) => it.isFile())
        .map(({ name }) => readFileSync(join(folder, 'state', name), 'latin1'));
      for (const text of [out, err, ...written]) {
        expect(text).not.toContain('86420');
        expect(text).not.toContain('97531');
      }
    },
  );
});
