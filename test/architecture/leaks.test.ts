import { describe, expect, it } from 'vitest';
import { leaks } from './leaks.ts';
import { projectTree, treeOf } from './source-tree.ts';

const found = (text: string, path = 'docs/a.md') => leaks(treeOf({ [path]: text }));
/** Put together here, or this file would be a finding itself. */
const said = (...parts: string[]) => parts.join('');

describe('the files of the project', () => {
  it('tell of no machine and no registry', () => {
    expect(leaks(projectTree())).toEqual([]);
  });

  it.each([
    said('see /', 'work/main/src'),
    said('"/', 'tmp/brief/a.md"'),
    said('https://regis', 'try.example.org/zod'),
    said('registry', '.npmjs.org'),
    said('registry', '=https://packages.example'),
  ])('may not say %s', (text) => {
    expect(found(`first line\n${text}`)[0]).toMatch(/^docs\/a\.md:2 names /);
  });

  it('may not say where a package was downloaded from', () => {
    expect(found('{ "resolved": "x" }', 'package-lock.json')).toHaveLength(1);
  });

  it.each([
    'https://www.npmjs.com/package/zod',
    'src/work/a.ts',
    'https://example.org/work/1',
    '/etc/checkstand/config.toml',
    'a registry of readers',
  ])('may say %s', (text) => {
    expect(found(text)).toEqual([]);
  });
});
