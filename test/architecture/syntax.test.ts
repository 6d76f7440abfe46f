import { describe, expect, it } from 'vitest';
import { syntaxOf } from './syntax.ts';

const importsOf = (text: string, path = 'a.ts') =>
  syntaxOf(path, text).imports.map((each) => `${each.typeOnly ? 'type ' : ''}${each.specifier}`);
const namesOf = (text: string) => new Set(syntaxOf('a.ts', text).freeNames.map((each) => each.name));

describe('reading imports', () => {
  it('sees every form of import and tells types from values', () => {
    expect(importsOf("import { a } from './a.ts';")).toEqual(['./a.ts']);
    expect(importsOf("import type { A } from './a.ts';")).toEqual(['type ./a.ts']);
    expect(importsOf("import './a.css';")).toEqual(['./a.css']);
    expect(importsOf("export * from './a.ts';")).toEqual(['./a.ts']);
    expect(importsOf("export type { A } from './a.ts';")).toEqual(['type ./a.ts']);
    expect(importsOf("type A = import('./a.ts').A;")).toEqual(['type ./a.ts']);
    expect(importsOf("const a = await import('./a.ts');")).toEqual(['./a.ts']);
    expect(importsOf("const a = require('electron');")).toEqual(['electron']);
    expect(importsOf("new Worker(new URL('./a.ts', import.meta.url));")).toEqual(['./a.ts']);
  });

  it('takes `import { type A }` for a value: the module is still loaded', () => {
    expect(importsOf("import { type A } from './a.ts';")).toEqual(['./a.ts']);
  });

  it('reports a computed import without guessing', () => {
    expect(importsOf("await import('./' + name);")).toEqual(['null']);
    expect(importsOf('await import(`./fixed.ts`);')).toEqual(['./fixed.ts']);
  });

  it('is not fooled by comments, strings and text between tags', () => {
    expect(importsOf(`// import './a.ts'\nconst s = "import './b.ts'";\n/* require('c') */`)).toEqual([]);
    expect(importsOf(`import './a.css';\nexport const A = () => <p>Don't import './b.ts' here</p>;`, 'a.tsx')).toEqual([
      './a.css',
    ]);
  });

  it('counts lines from one', () => {
    expect(syntaxOf('a.ts', "\n\nimport './a.ts';").imports[0]?.line).toBe(3);
  });
});

describe('reading names', () => {
  it('finds what a file uses without declaring it', () => {
    expect(namesOf('console.log(process.env.HOME)')).toEqual(new Set(['console', 'process']));
    expect(namesOf('export const all = { process };')).toContain('process');
  });

  it('leaves alone what the file itself declares, and members and keys of that name', () => {
    expect(namesOf('const { process } = x; process.run();')).not.toContain('process');
    expect(namesOf('export function print(document: D) { return document.title; }')).not.toContain('document');
    expect(namesOf('for (const [, { a: fetch = 1 }, ...performance] of x) use(fetch, performance);')).toEqual(
      new Set(['x', 'use']),
    );
    expect(namesOf('export const a = { process: 1 }; a.console;')).toEqual(new Set());
  });

  it('finds readings of clock and chance, and lets a date be made from a number', () => {
    expect(namesOf('Date.now()')).toContain('Date.now');
    expect(namesOf("Date['now']()")).toContain('Date.now');
    expect(namesOf('new Date()')).toContain('new Date()');
    expect(namesOf('Math.random()')).toContain('Math.random');
    expect(namesOf('new Date(at)')).toEqual(new Set(['Date', 'at']));
    expect(namesOf('Math.max(1, 2)')).toEqual(new Set(['Math']));
  });

  it('finds the type any, and not the word', () => {
    expect(syntaxOf('a.ts', 'let a: any;\nlet any = "any"; // any').anyLines).toEqual([1]);
  });
});
