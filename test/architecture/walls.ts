import { posix } from 'node:path';
import { isTest, type SourceTree, typeScriptIn } from './source-tree.ts';
import { type Import, syntaxOf } from './syntax.ts';

/** What one room may reach. Its own files are always open to it. */
interface Wall {
  /** Rooms, or folders of one ("src/…/"), or single files, whose values it may use. */
  readonly values: readonly string[];
  /** The same, of which it may use the types alone. */
  readonly types?: readonly string[];
  /** Libraries it may use; any that package.json names when left out. */
  readonly libraries?: readonly string[];
  /** False where code also runs in a browser, or must not touch the machine. */
  readonly node: boolean;
}

const COMPOSES = [
  'domain',
  'workstation',
  'device',
  'storage',
  'sync',
  'sync/wire',
  'protocol',
  'server',
  'messages',
  'main',
  'main/process',
];

/** Faults, clocks and logs: the words that every composition root shares. */
const PORTS = 'src/workstation/ports/';

/** What a shell needs to find its edge and talk to it: configuration, control socket, clock. */
const EDGE_FROM_OUTSIDE = ['src/main/edge/config/', 'src/main/edge/control/', 'src/main/edge/system.ts'];

/** ARCHITECTURE.md, "Who may import whom". */
export const WALLS: Readonly<Record<string, Wall>> = {
  domain: { values: [], libraries: ['zod', 'epc-tds'], node: false },
  workstation: { values: ['domain'], node: false },
  device: { values: ['domain', 'workstation', 'messages'], node: true },
  storage: { values: ['domain', 'workstation'], node: true },
  sync: { values: ['domain', 'workstation', 'sync/wire'], node: true },
  'sync/wire': { values: ['domain'], node: false },
  protocol: { values: ['domain'], node: false },
  server: { values: ['protocol', 'workstation', 'domain', 'messages'], node: true },
  messages: { values: [], node: false },
  renderer: { values: ['protocol', 'messages', 'domain'], types: ['src/server/router.ts'], node: false },
  cloud: { values: ['domain', 'sync/wire', 'messages'], node: true },
  emulator: { values: [], node: true },
  'main/process': { values: [PORTS], node: true },
  'main/shell': {
    values: ['protocol', 'messages', 'main', 'main/process', PORTS, ...EDGE_FROM_OUTSIDE],
    node: true,
  },
  'main/edge': { values: COMPOSES, node: true },
  'main/store': { values: [...COMPOSES, 'main/edge', 'main/shell', 'emulator', 'cloud'], node: true },
  'main/cli': { values: [...COMPOSES, 'main/edge', 'main/shell', 'main/store', 'emulator', 'cloud'], node: true },
  main: { values: COMPOSES, node: true },
};

/** Only here is Electron itself loaded: outside it, the package's value starts a download. */
const ELECTRON_HOME = 'src/main/shell/index.ts';
const CODE = /\.[cm]?[jt]sx?$/;

/** The room of a file under src/, by its folder: main and sync/wire have rooms inside. Null outside src/. */
export function roomOf(path: string): string | null {
  const [top, first, second, third] = path.split('/');
  if (top !== 'src' || first === undefined || second === undefined) return null;
  const inner = `${first}/${second}`;
  return (first === 'main' && third !== undefined) || inner in WALLS ? inner : first;
}

/** Every arrow that the walls forbid or that leads nowhere, one sentence each; empty when all is well. */
export function wallBreaks(tree: SourceTree): string[] {
  const declared = declaredLibraries(tree.get('package.json') ?? '{}');
  const breaks: string[] = [];
  for (const [path, text] of typeScriptIn(tree, 'src', 'test', 'build')) {
    const syntax = syntaxOf(path, text);
    for (const error of syntax.errors) breaks.push(`${path} cannot be read: ${error}`);
    for (const arrow of syntax.imports) {
      const why = arrow.specifier?.startsWith('.')
        ? wrongWithFile(path, arrow, tree)
        : wrongWithLibrary(path, arrow, declared);
      if (why !== null) breaks.push(`${path}:${arrow.line} ${why}`);
    }
  }
  return breaks;
}

function wrongWithFile(path: string, { specifier, typeOnly }: Import, tree: SourceTree): string | null {
  const target = posix.join(posix.dirname(path), (specifier ?? '').replace(/\?.*$/, ''));
  if (!tree.has(target)) {
    return CODE.test(target)
      ? `imports ${target}, which is not there`
      : `imports ${target}, which is not there; endings are written out`;
  }
  const from = roomOf(path);
  const to = roomOf(target);
  if (from === null || from === to) return null;
  const wall = WALLS[from];
  if (wall === undefined) return `is in ${from}, a room that ARCHITECTURE.md does not know`;
  if (to === null) return allowsOutside(path, target) ? null : `imports ${target}, outside src`;
  const open = (list: readonly string[]) =>
    list.some((each) => each === to || (each.endsWith('/') ? target.startsWith(each) : each === target));
  if (open(wall.values) || (typeOnly && open(wall.types ?? []))) return null;
  return open(wall.types ?? [])
    ? `imports values of ${target}; ${from} may use its types only`
    : `imports ${to}; ${from} may not`;
}

/** Code never leans on tests. Tests and the single data files that are part of the product may lie outside. */
function allowsOutside(path: string, target: string): boolean {
  return isTest(path) || (!CODE.test(target) && !target.startsWith('test/'));
}

function wrongWithLibrary(path: string, { specifier, typeOnly }: Import, declared: Libraries): string | null {
  if (specifier === null) return 'computes what it imports, so that no wall can be checked';
  if (specifier.startsWith('virtual:')) return null;
  const room = roomOf(path);
  const wall = room === null ? undefined : WALLS[room];
  if (specifier.startsWith('node:')) {
    return wall === undefined || wall.node || isTest(path)
      ? null
      : `imports ${specifier}; ${room} stays clear of the machine`;
  }
  const library = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  if (!declared.all.has(library)) return `imports ${library}, which package.json does not name`;
  if (library === 'electron') {
    if (typeOnly ? room === 'main/shell' : path === ELECTRON_HOME) return null;
    return 'imports electron; only its shell may, and its value only in index.ts';
  }
  if (wall === undefined || isTest(path)) return null;
  if (wall.libraries !== undefined && !wall.libraries.includes(library))
    return `imports ${library}; ${room} may use ${wall.libraries.join(' and ')}`;
  // The renderer is bundled; everything else runs from its sources beside the installed dependencies.
  if (room !== 'renderer' && !typeOnly && !declared.shipped.has(library))
    return `imports ${library}, which is not installed with the product`;
  return null;
}

interface Libraries {
  readonly all: ReadonlySet<string>;
  readonly shipped: ReadonlySet<string>;
}

function declaredLibraries(manifest: string): Libraries {
  const {
    dependencies = {},
    devDependencies = {},
    optionalDependencies = {},
  } = JSON.parse(manifest) as Record<string, object | undefined>;
  const shipped = new Set([...Object.keys(dependencies), ...Object.keys(optionalDependencies)]);
  return { shipped, all: new Set([...shipped, ...Object.keys(devDependencies)]) };
}
