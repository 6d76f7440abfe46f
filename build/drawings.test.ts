import { describe, expect, test } from 'vitest';
import { iconModule, pictureSprite, scopeIds } from './drawings.ts';
import { cataloguePictures } from './pictures.ts';

const set = {
  icons: {
    pear: { body: '<g fill="none"><path fill="url(#a)" d="M1 1"/><linearGradient id="a"/></g>' },
    bin: {
      body: '<g fill="none" stroke="currentColor" stroke-width="2"><path d="M1 2"/><circle cx="1" cy="2" r="3"/></g>',
    },
  },
  aliases: { trash: { parent: 'bin' } },
};

describe('the picture sprite', () => {
  test('holds a symbol per name and says which names have no drawing', () => {
    const { svg, missing } = pictureSprite(set, ['pear', 'unicorn-steak']);
    expect(svg).toContain('<symbol id="pic-pear"');
    expect(missing).toEqual(['unicorn-steak']);
  });

  test('keeps the ids of one drawing apart from those of another', () => {
    expect(scopeIds(set.icons.pear.body, 'pear')).toContain('url(#pear-a)');
    expect(scopeIds(set.icons.pear.body, 'pear')).toContain('id="pear-a"');
  });
});

describe('the icon module', () => {
  test('has the shapes without their styling, also by an alias', () => {
    const code = iconModule(set, ['trash']);
    expect(code).toContain('h("path",{"d":"M1 2","key":0})');
    expect(code).toContain('h("circle",{"cx":"1","cy":"2","r":"3","key":1})');
    expect(code).not.toContain('stroke');
  });

  test('fails the build on an icon that does not exist', () => {
    expect(() => iconModule(set, ['nothing'])).toThrow('no icon is called "nothing"');
  });
});

describe('pictures named by a catalogue', () => {
  test('are the distinct well-formed names of its picture column', () => {
    expect(cataloguePictures('id,name,picture\n1,A,pear\n2,B,pear\n3,C,../x\n4,D,\n')).toEqual(['pear']);
  });

  test('are none where there is no such column', () => {
    expect(cataloguePictures('id,name\n1,A\n')).toEqual([]);
  });
});
