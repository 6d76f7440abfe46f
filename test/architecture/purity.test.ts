import { describe, expect, it } from 'vitest';
import { impurities } from './purity.ts';
import { projectTree, treeOf } from './source-tree.ts';

const found = (text: string, path = 'src/domain/money/a.ts') => impurities(treeOf({ [path]: text }));

describe('domain and workstation', () => {
  it('read neither clock nor chance nor machine in this project', () => {
    expect(impurities(projectTree())).toEqual([]);
  });

  it.each([
    'Date.now()',
    'new Date()',
    'Math.random()',
    'fetch(url)',
    'process.exit()',
    'console.log(1)',
    'setTimeout(f, 1)',
    'crypto.randomUUID()',
  ])('may not say %s', (text) => {
    expect(found(text)).toHaveLength(1);
    expect(found(text, 'src/workstation/selling/a.ts')).toHaveLength(1);
    expect(found(text, 'src/device/scanner/a.ts')).toEqual([]);
    expect(found(text, 'src/domain/money/a.test.ts')).toEqual([]);
  });

  it('may be handed a clock, name a field "process" and make a date from a number', () => {
    expect(found('export const at = (clock: Clock) => new Date(clock.now());')).toEqual([]);
    expect(found('export const a = { process: 1 }.process;')).toEqual([]);
    expect(found('export const print = (document: D) => document.title;')).toEqual([]);
  });
});
