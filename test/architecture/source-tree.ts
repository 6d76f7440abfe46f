import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Every file of the project by its path from the root, "/" between folders; the text of text files, "" of pictures and fonts. */
export type SourceTree = ReadonlyMap<string, string>;

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** What git does not keep either. */
const NOT_OURS = new Set(['node_modules', 'dist', 'test-results', 'playwright-report', 'coverage']);
/** Other folders with a dot are git's, or what a run has left for now. */
const DOTTED = new Set(['.ci', '.github']);
const BINARY = new Set(['.png', '.jpg', '.webp', '.ico', '.woff', '.woff2', '.ttf', '.pdf', '.bin', '.gz', '.db']);

/** Reads the project as it lies on disk. */
export function projectTree(root = ROOT): SourceTree {
  const tree = new Map<string, string>();
  const read = (folder: string) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (NOT_OURS.has(entry.name) || entry.name.endsWith('.log')) continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && (!entry.name.startsWith('.') || DOTTED.has(entry.name))) read(path);
      else if (entry.isFile()) tree.set(path, BINARY.has(extname(path)) ? '' : readFileSync(join(root, path), 'utf8'));
    }
  };
  read('');
  return tree;
}

/** A made-up tree, for proving that a check can fail. */
export function treeOf(files: Readonly<Record<string, string>>): SourceTree {
  return new Map(Object.entries(files));
}

/** TypeScript sources under the given folders. */
export function typeScriptIn(tree: SourceTree, ...folders: string[]): [path: string, text: string][] {
  return [...tree].filter(([path]) => /\.tsx?$/.test(path) && folders.some((folder) => path.startsWith(`${folder}/`)));
}

/** Tests, and what only tests use. */
export function isTest(path: string): boolean {
  return /\.(test|spec|fixture)\.tsx?$/.test(path) || !path.startsWith('src/');
}
