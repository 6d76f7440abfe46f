import { describe, expect, it } from 'vitest';
import { identify } from '../../domain/gs1/identify.ts';
import { DEMO_CATALOGUE } from '../project.ts';
import { articlesOf } from './articles.ts';
import { laneConfig, WANTED_PORTS } from './lane-config.ts';

const articles = articlesOf(DEMO_CATALOGUE, 'GBP');
const named = (name: string) => articles.find((article) => article.name.startsWith(name))!;

describe("the goods on the devices' page", () => {
  it('are many, each with something to scan, a price and a picture', () => {
    expect(articles.length).toBeGreaterThan(200);
    expect(articles.every((article) => /^\d{3,14}$/.test(article.gtin))).toBe(true);
    expect(articles.every((article) => /^£\d/.test(article.price ?? ''))).toBe(true);
    expect(articles.every((article) => article.picture?.startsWith('<svg') === true)).toBe(true);
  });

  it("carry a scale's label where they are sold by weight, as the box's lane reads it", () => {
    const bananas = named('Bananas');
    expect(bananas).toMatchObject({ name: 'Bananas, 0.64 kg', price: '£1.10/kg' });
    const pattern = /pattern = "(22[^"]+)"/.exec(laneConfig('/s', WANTED_PORTS))![1]!;
    expect(identify({ data: bananas.gtin, aim: ']E0' }, [{ pattern }])).toEqual({
      kind: 'inStoreWeight',
      itemCode: '04011',
      grams: 640,
    });
  });

  it('leave out what nobody scans', () => {
    expect(articles.some((article) => /deposit/i.test(article.name))).toBe(false);
  });
});
