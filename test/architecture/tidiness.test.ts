import { describe, expect, it } from 'vitest';
import { projectTree, treeOf } from './source-tree.ts';
import { loopholes, oversized, vagueNames } from './tidiness.ts';

const ofLines = (count: number) => 'x;\n'.repeat(count);
const files = (count: number, size: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => [`src/domain/f${at}-${size}.ts`, ofLines(size)]));

describe('the sources', () => {
  it('keep to their sizes in this project', () => {
    expect(oversized(projectTree())).toEqual([]);
  });

  it('have telling names in this project', () => {
    expect(vagueNames(projectTree())).toEqual([]);
  });

  it('leave no loophole in this project', () => {
    expect(loopholes(projectTree())).toEqual([]);
  });

  it('may have 500 lines and no more', () => {
    expect(oversized(treeOf({ ...files(9, 10), ...files(1, 500) }))).toEqual([]);
    expect(oversized(treeOf({ ...files(9, 10), ...files(1, 501) }))).toHaveLength(1);
    expect(
      oversized(treeOf({ ...files(9, 10), 'docs/a.md': ofLines(900), 'test/fixtures/a.json': ofLines(900) })),
    ).toEqual([]);
  });

  it('may be long one in ten times', () => {
    expect(oversized(treeOf({ ...files(18, 300), ...files(2, 301) }))).toEqual([]);
    expect(oversized(treeOf({ ...files(17, 300), ...files(3, 301) }))).toEqual([
      '3 files have over 300 lines; at most 2 of 20 may',
    ]);
  });

  it.each([
    'src/domain/utils/a.ts',
    'src/server/helpers.ts',
    'test/common.ts',
    'src/device/serial-utils.ts',
    'src/a/lane-manager.ts',
    'build/misc.ts',
  ])('are not called %s', (path) => {
    expect(vagueNames(treeOf({ [path]: '' }))).toEqual([path]);
  });

  it('may have such a word inside another', () => {
    expect(
      vagueNames(treeOf({ 'src/domain/a/management.ts': '', 'src/domain/commonality.ts': '', 'docs/common.md': '' })),
    ).toEqual([]);
  });

  it('hold neither any nor silenced errors nor notes of undone work', () => {
    expect(loopholes(treeOf({ 'src/a.ts': 'const a: any = 1;' }))).toEqual(['src/a.ts:1 uses any']);
    expect(loopholes(treeOf({ 'test/a.ts': '// @ts-expect-error why\nx;' }))).toEqual([
      'test/a.ts:1 silences the compiler',
    ]);
    expect(loopholes(treeOf({ 'src/a.ts': '// TODO later\nx;' }))).toEqual(['src/a.ts:1 leaves work undone']);
    expect(loopholes(treeOf({ 'src/a.ts': 'const any = "TODO @ts-ignore";' }))).toEqual([]);
  });
});
