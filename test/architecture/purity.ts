import { isTest, type SourceTree, typeScriptIn } from './source-tree.ts';
import { syntaxOf } from './syntax.ts';

/** What would tie a rule to the machine, the network, the moment or chance. */
const IMPURE = new Set([
  ...'process console require globalThis global window document navigator localStorage'.split(' '),
  ...'fetch WebSocket XMLHttpRequest performance crypto setTimeout setInterval setImmediate queueMicrotask'.split(' '),
  ...['Date.now', 'new Date()', 'Date()', 'Math.random'],
]);

/** Only Node has it; the domain also runs in the browser. */
const NODE_ONLY = 'Buffer';

/** Rooms whose answers depend on their arguments alone: clock, chance, disk and network reach them as ports. */
const PURE_ROOMS = ['src/domain', 'src/workstation'];

/** Every place where a pure room reads something that was not given to it, one sentence each. */
export function impurities(tree: SourceTree): string[] {
  return typeScriptIn(tree, ...PURE_ROOMS)
    .filter(([path]) => !isTest(path))
    .flatMap(([path, text]) =>
      syntaxOf(path, text)
        .freeNames.filter(({ name }) => IMPURE.has(name) || (name === NODE_ONLY && path.startsWith('src/domain/')))
        .map((use) => `${path}:${use.line} uses ${use.name}`),
    );
}
