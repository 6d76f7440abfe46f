import { describe, expect, it } from 'vitest';
import { projectTree, treeOf } from './source-tree.ts';
import { roomOf, WALLS, wallBreaks } from './walls.ts';

const MANIFEST = JSON.stringify({
  dependencies: { zod: '1', ws: '1' },
  devDependencies: { electron: '1', react: '1', vitest: '1' },
});

/** The one file under test, and everything that it could possibly import. */
function breaksOf(path: string, text: string): string[] {
  const rooms = Object.keys(WALLS).map((room): [string, string] => [`src/${room}/index.ts`, 'export const a = 1;']);
  const others = {
    'package.json': MANIFEST,
    'src/server/router.ts': 'export const router = 1;',
    'src/server/session.ts': 'export const session = 1;',
    'test/fixtures/basket.ts': 'export const basket = 1;',
    'demo/catalogue.csv': 'id',
  };
  return wallBreaks(treeOf({ ...Object.fromEntries(rooms), ...others, [path]: text }));
}

describe('the walls', () => {
  it('stand in this project', () => {
    expect(wallBreaks(projectTree())).toEqual([]);
  });

  it.each([
    ['src/domain/money/a.ts', "import '../../storage/index.ts';", 'imports storage; domain may not'],
    ['src/domain/money/a.ts', "import type { A } from '../../messages/index.ts';", 'imports messages; domain may not'],
    ['src/workstation/a.ts', "import '../storage/index.ts';", 'imports storage; workstation may not'],
    ['src/workstation/a.ts', "import type { A } from '../device/index.ts';", 'imports device; workstation may not'],
    ['src/device/a.ts', "import '../storage/index.ts';", 'imports storage; device may not'],
    ['src/storage/a.ts', "import '../sync/index.ts';", 'imports sync; storage may not'],
    ['src/sync/a.ts', "import '../server/index.ts';", 'imports server; sync may not'],
    ['src/protocol/a.ts', "import '../server/index.ts';", 'imports server; protocol may not'],
    ['src/server/a.ts', "import '../storage/index.ts';", 'imports storage; server may not'],
    ['src/server/a.ts', "await import('../device/index.ts');", 'imports device; server may not'],
    ['src/messages/a.ts', "import '../domain/index.ts';", 'imports domain; messages may not'],
    [
      'src/renderer/kiosk/a.tsx',
      "export * from '../../workstation/index.ts';",
      'imports workstation; renderer may not',
    ],
    ['src/cloud/a.ts', "import '../sync/index.ts';", 'imports sync; cloud may not'],
    ['src/emulator/a.ts', "import type { A } from '../domain/index.ts';", 'imports domain; emulator may not'],
    ['src/emulator/a.ts', "import '../messages/index.ts';", 'imports messages; emulator may not'],
    ['src/main/shell/a.ts', "import '../../server/index.ts';", 'imports server; main/shell may not'],
    ['src/main/shell/a.ts', "import '../../workstation/index.ts';", 'imports workstation; main/shell may not'],
    ['src/main/process/a.ts', "import '../edge/index.ts';", 'imports main/edge; main/process may not'],
    ['src/main/edge/a.ts', "import '../../renderer/index.ts';", 'imports renderer; main/edge may not'],
    [
      'src/main/edge/a.ts',
      "new URL('../../emulator/index.ts', import.meta.url);",
      'imports emulator; main/edge may not',
    ],
    ['src/device/a.test.ts', "import '../emulator/index.ts';", 'imports emulator; device may not'],
  ])('refuse %s saying %s', (path, text, why) => {
    expect(breaksOf(path, text)).toEqual([`${path}:1 ${why}`]);
  });

  it.each([
    ['src/domain/money/a.ts', "import '../tax/b.ts'; import 'zod';", { 'src/domain/tax/b.ts': '' }],
    ['src/workstation/a.ts', "import '../domain/index.ts';", {}],
    ['src/device/a.ts', "import '../workstation/index.ts'; import '../messages/index.ts'; import 'node:net';", {}],
    ['src/cloud/a.ts', "import '../sync/wire/index.ts';", {}],
    ['src/sync/a.ts', "import './wire/index.ts';", {}],
    ['src/main/edge/a.ts', "import '../../device/index.ts'; import '../../server/session.ts';", {}],
    ['src/main/cli/a.ts', "import '../store/index.ts'; import '../../emulator/index.ts';", {}],
    [
      'src/renderer/a.tsx',
      "import 'react'; import '../protocol/index.ts'; import './a.css';",
      { 'src/renderer/a.css': '' },
    ],
    ['src/device/a.test.ts', "import 'vitest'; import '../../test/fixtures/basket.ts';", {}],
    ['test/integration/a.test.ts', "import '../../src/emulator/index.ts'; import '../../src/device/index.ts';", {}],
  ])('let %s say %s', (path, text, more) => {
    const tree = treeOf({ 'package.json': MANIFEST, ...more, [path]: text });
    const rooms = Object.keys(WALLS).map((room): [string, string] => [`src/${room}/index.ts`, '']);
    const rest = treeOf({ 'src/server/session.ts': '', 'test/fixtures/basket.ts': '' });
    expect(wallBreaks(new Map([...rooms, ...rest, ...tree]))).toEqual([]);
  });

  it('open one folder of a room without the rest', () => {
    const ports = { 'src/workstation/ports/fault.ts': '', 'src/workstation/index.ts': '', 'package.json': MANIFEST };
    const shell = (text: string) => wallBreaks(treeOf({ ...ports, 'src/main/shell/a.ts': text }));
    expect(shell("import '../../workstation/ports/fault.ts';")).toEqual([]);
    expect(shell("import '../../workstation/index.ts';")).toHaveLength(1);
  });

  it('let the renderer have the types of the router, not its values, and nothing else of the server', () => {
    expect(breaksOf('src/renderer/a.ts', "import type { router } from '../server/router.ts';")).toEqual([]);
    expect(breaksOf('src/renderer/a.ts', "import { router } from '../server/router.ts';")).toEqual([
      'src/renderer/a.ts:1 imports values of src/server/router.ts; renderer may use its types only',
    ]);
    expect(breaksOf('src/renderer/a.ts', "import type { session } from '../server/session.ts';")).toHaveLength(1);
  });

  it('keep the machine and other libraries out of the domain', () => {
    expect(breaksOf('src/domain/a.ts', "import 'node:fs';")).toEqual([
      'src/domain/a.ts:1 imports node:fs; domain stays clear of the machine',
    ]);
    expect(breaksOf('src/domain/a.ts', "import 'ws';")).toEqual([
      'src/domain/a.ts:1 imports ws; domain may use zod and epc-tds',
    ]);
    expect(breaksOf('src/domain/a.test.ts', "import 'node:fs'; import 'vitest';")).toEqual([]);
    expect(breaksOf('src/protocol/a.ts', "import 'node:crypto';")).toHaveLength(1);
    expect(breaksOf('src/renderer/a.ts', "import 'node:path';")).toHaveLength(1);
  });

  it('keep Electron in its shell, and its value in one file', () => {
    expect(breaksOf('src/main/shell/index.ts', "import { app } from 'electron';")).toEqual([]);
    expect(breaksOf('src/main/shell/window.ts', "import type { App } from 'electron';")).toEqual([]);
    expect(breaksOf('src/main/shell/window.ts', "import { app } from 'electron';")).toHaveLength(1);
    expect(breaksOf('src/main/edge/a.ts', "import type { App } from 'electron';")).toHaveLength(1);
    expect(breaksOf('test/e2e/a.spec.ts', "require('electron');")).toHaveLength(1);
  });

  it('let code lean neither on tests nor on libraries that the product does not install', () => {
    expect(breaksOf('src/server/a.ts', "import '../../test/fixtures/basket.ts';")).toEqual([
      'src/server/a.ts:1 imports test/fixtures/basket.ts, outside src',
    ]);
    expect(breaksOf('src/server/a.ts', "import 'react';")).toEqual([
      'src/server/a.ts:1 imports react, which is not installed with the product',
    ]);
    expect(breaksOf('src/server/a.ts', "import 'left-pad';")).toEqual([
      'src/server/a.ts:1 imports left-pad, which package.json does not name',
    ]);
  });

  it('want every relative import to lead somewhere, by its full name', () => {
    expect(breaksOf('src/server/a.ts', "import './session.ts';")).toEqual([]);
    expect(breaksOf('src/server/a.ts', "import './gone.ts';")[0]).toContain('src/server/gone.ts, which is not there');
    expect(breaksOf('src/server/a.ts', "import './session';")[0]).toContain('endings are written out');
    expect(breaksOf('test/a.ts', "import './gone.ts';")).toHaveLength(1);
  });

  it('cannot be walked around by a computed import or a room of one’s own', () => {
    expect(breaksOf('src/server/a.ts', "await import('../' + room);")[0]).toContain('computes what it imports');
    expect(breaksOf('src/lounge/a.ts', "import '../storage/index.ts';")[0]).toContain(
      'a room that ARCHITECTURE.md does not know',
    );
    expect(breaksOf('src/server/a.ts', 'import {')[0]).toContain('cannot be read');
  });

  it('know main’s rooms and the wire apart', () => {
    expect(
      ['src/main/edge/x/a.ts', 'src/main/a.ts', 'src/sync/wire/a.ts', 'src/sync/bus/a.ts', 'test/a.ts'].map(roomOf),
    ).toEqual(['main/edge', 'main', 'sync/wire', 'sync', null]);
  });
});
