import type { SourceTree } from './source-tree.ts';

/** Where the project happened to be built. Brackets keep this file from being a finding itself. */
const PATHS = /(?<![\w.~-])(?<!:[/]{2}[\w.-]*)[/](?:work[/]|tmp[/]brief)/;
/** Where packages happened to come from: by address, by host name, or as a setting of npm. */
const REGISTRY = /https?:[/]{2}(?:[\w.-]*\.)?registr[y]\b|\bregistr[y]\.[\w-]+\.\w|^registr[y]\s*=/im;

/** Files that tell of one machine or one package registry; a checkout must be the same everywhere. */
export function leaks(tree: SourceTree): string[] {
  const found: string[] = [];
  for (const [path, text] of tree) {
    const said = (pattern: RegExp, what: string) => {
      const match = pattern.exec(text);
      if (match !== null) found.push(`${path}:${text.slice(0, match.index).split('\n').length} names ${what}`);
    };
    said(PATHS, 'a path of one machine');
    said(REGISTRY, 'a package registry');
    if (path === 'package-lock.json' && text.includes('"resolved"'))
      found.push(`${path} names where packages came from`);
  }
  return found;
}
