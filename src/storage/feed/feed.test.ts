import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCatalogue } from '../catalogue/store.ts';
import { importCatalogue } from '../import/import.ts';
import { openFeed } from './engine.ts';
import { type PaperFeed, paperFeed } from './paper-feed.fixture.ts';

const TEA = '05012345678900';
const item = (name: string, more: object = {}) => ({ name, soldBy: 'unit', taxCodes: ['A'], ...more });

let folder: string;
let places: { catalogue: string; promotions: string; operators: string };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'checkstand-feed-'));
  places = {
    catalogue: join(folder, 'catalogue.db'),
    promotions: join(folder, 'promotions'),
    operators: join(folder, 'operators.db'),
  };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As a client would: a snapshot, or what is new. */
async function follow(feed: ReturnType<typeof openFeed>, paper: PaperFeed, from: 'snapshot' | 'delta') {
  if (from === 'snapshot') {
    feed.begin('nothing');
    const part = paper.writePart(join(folder, 'part'));
    expect(await feed.load(join(folder, 'part'), part)).toMatchObject({ kind: 'staged' });
  } else {
    const cursor = feed.cursor();
    feed.begin('published');
    expect(feed.stage(paper.after(cursor))).toMatchObject({ kind: 'staged' });
  }
  return feed.publish(paper.checkpoint());
}

function teaShop(): PaperFeed {
  const paper = paperFeed();
  paper.put('items', 'tea', item('Green tea', { category: 'hot', plu: '77' }));
  paper.put('prices', 'tea', { price: 199 });
  paper.put('barcodes', TEA, { item: 'tea' });
  paper.put('items', 'jam', item('Jam'));
  return paper;
}

const PIN = `$argon2id$v=19$m=19456,t=2,p=1$${'A'.repeat(22)}$${'B'.repeat(43)}`;

describe('a feed on a box', () => {
  it('staff that are taken out of the feed are in no byte of the staff file any more', async () => {
    const [paper, feed] = [teaShop(), openFeed(places)];
    for (let n = 0; n < 40; n += 1) {
      paper.put('operators', `${n}`, { name: `Ada Lovelace ${n};`, role: 'attendant', pin: PIN });
    }
    await follow(feed, paper, 'snapshot');
    const found = () =>
      readdirSync(folder)
        .filter((name) => name.startsWith('operators.db'))
        .filter((name) => readFileSync(join(folder, name), 'latin1').includes('Ada Lovelace'));
    expect(found()).toEqual(['operators.db']);
    for (let n = 0; n < 40; n += 1) paper.put('operators', `${n}`, null);
    await follow(feed, paper, 'delta');
    expect(found()).toEqual([]);
    feed.close();
  });

  it('becomes a catalogue that the lane reads, with an item sold only once it has a price', async () => {
    const [paper, feed] = [teaShop(), openFeed(places)];
    expect(feed.cursor()).toBe(0);
    expect(await follow(feed, paper, 'snapshot')).toMatchObject({ kind: 'published', version: 4, rows: 4 });
    const lane = openCatalogue({ path: places.catalogue });
    expect(lane.byGtin(TEA)).toEqual({ id: 'tea', ...item('Green tea', { category: 'hot' }), price: 199 });
    expect(lane.byPlu('77')?.id).toBe('tea');
    expect([lane.byId('jam'), lane.counts(), lane.version()]).toEqual([
      null,
      { items: 1, barcodes: 1, plus: 1 },
      'feed-4',
    ]);
    expect(lane.search('gree', { locale: 'en', limit: 5 }).map(({ id }) => id)).toEqual(['tea']);
    lane.close();
    expect(readdirSync(folder).filter((name) => /^catalogue-(?!.*-(?:wal|shm)$)/.test(name))).toEqual([
      'catalogue-4.db',
      'catalogue-current',
    ]);
  });

  it('changes it in place; a reader sees one checkpoint until it asks for the next', async () => {
    const [paper, feed] = [teaShop(), openFeed(places)];
    await follow(feed, paper, 'snapshot');
    const lane = openCatalogue({ path: places.catalogue });
    paper.put('prices', 'tea', { price: 189 });
    paper.put('prices', 'tea', { price: 179 }, 'store');
    paper.put('prices', 'jam', { price: 250 });
    paper.put('items', 'tea', item('Black tea'));
    expect(await follow(feed, paper, 'delta')).toMatchObject({ kind: 'published', version: 8, rows: 4 });
    expect([lane.byGtin(TEA)?.price, lane.byId('jam'), lane.version()]).toEqual([199, null, 'feed-4']);
    expect(lane.refresh()).toBe(true);
    expect([lane.byGtin(TEA)?.price, lane.byId('jam')?.price, lane.byPlu('77')]).toEqual([179, 250, null]);
    const found = (text: string) => lane.search(text, { locale: 'en', limit: 5 }).map(({ id }) => id);
    expect([found('green'), found('black'), lane.counts().items]).toEqual([[], ['tea'], 2]);
    paper.put('prices', 'tea', null, 'store');
    paper.put('barcodes', TEA, null);
    await follow(feed, paper, 'delta');
    expect([lane.refresh(), lane.byId('tea')?.price, lane.byGtin(TEA)]).toEqual([true, 189, null]);
    expect(lane.refresh()).toBe(false);
    lane.close();
  });

  it('comes to the same by changes as by a snapshot', async () => {
    const key = fc.constantFrom('a', 'b', 'c');
    const scope = fc.constantFrom('retailer' as const, 'store' as const);
    const change = fc.oneof(
      fc.tuple(
        fc.constant('items' as const),
        key,
        fc.option(fc.constantFrom('Red', 'Blue', 'Blue sky').map((name) => item(name))),
        scope,
      ),
      fc.tuple(
        fc.constant('prices' as const),
        key,
        fc.option(fc.integer({ min: 0, max: 99 }).map((price) => ({ price }))),
        scope,
      ),
      fc.tuple(
        fc.constant('restrictions' as const),
        key,
        fc.option(fc.constantFrom({ minAge: 18 }, { minAge: null })),
        scope,
      ),
      fc.tuple(fc.constant('barcodes' as const), fc.constant(TEA), fc.option(key.map((id) => ({ item: id }))), scope),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(change, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 4 }),
        async (publications) => {
          const [paper, feed] = [paperFeed(), openFeed(places)];
          const seen: unknown[] = [];
          const look = () => {
            const lane = openCatalogue({ path: places.catalogue });
            const names = ['red', 'blue', 'sky'].map((word) =>
              lane.search(word, { locale: 'en', limit: 9 }).map(({ id }) => id),
            );
            seen.push([
              ['a', 'b', 'c'].map((id) => lane.byId(id)),
              lane.byGtin(TEA),
              names,
              lane.counts(),
              lane.version(),
            ]);
            lane.close();
          };
          for (const [index, publication] of publications.entries()) {
            for (const [collection, at, value, where] of publication) paper.put(collection, at, value, where);
            expect(await follow(feed, paper, index === 0 ? 'snapshot' : 'delta')).toMatchObject({ kind: 'published' });
          }
          look();
          expect(await follow(feed, paper, 'snapshot')).toMatchObject({ kind: 'published' });
          look();
          expect(seen[1]).toEqual(seen[0]);
          feed.tidy([]);
          expect(readdirSync(folder).filter((name) => /^catalogue-\d.*db$/.test(name))).toHaveLength(1);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('publishes nothing that differs from its checkpoint, and nothing with a line that is no row', async () => {
    const [paper, feed] = [teaShop(), openFeed(places)];
    await follow(feed, paper, 'snapshot');
    feed.begin('published');
    const other = {
      version: 9,
      collections: { ...paper.checkpoint().collections, prices: { rows: 1, digest: '0'.repeat(36) } },
    };
    expect(feed.publish(other)).toEqual({ kind: 'differs', collection: 'prices' });
    const bad = [
      '{"collection":"prices","scope":"retailer","key":"tea","version":9,"value":{"price":-1}}',
      '{"collection":"prices","scope":"retailer","key":"tea","version":9,"value":{"price":1},"value":{"price":2}}',
      '{"collection":"secrets","scope":"retailer","key":"tea","version":9,"value":{}}',
      '{"collection":"promotions","scope":"retailer","key":"p","version":9,"value":{"id":"p"}}',
      '{"collection":"operators","scope":"retailer","key":"1","version":9,"value":{"name":"A","role":"manager","pin":"1234"}}',
      '{"collection":"items","scope":"retailer","key":"__proto__","version":1e9,"value":{}}',
      '\u0000',
    ];
    for (const line of bad) {
      feed.begin('published');
      const good = '{"collection":"prices","scope":"retailer","key":"tea","version":8,"value":{"price":7}}';
      expect(feed.stage(Buffer.from(`${good}\n${line}\n`)), line).toEqual({ kind: 'flawed', line: 2 });
      feed.abandon();
    }
    writeFileSync(join(folder, 'part'), 'not packed');
    feed.begin('nothing');
    expect(await feed.load(join(folder, 'part'), { sha256: '0'.repeat(64), collections: {} })).toMatchObject({
      kind: 'flawed',
    });
    const part = paper.writePart(join(folder, 'part'));
    const { prices: _, ...fewer } = part.collections;
    for (const other of [{ sha256: '0'.repeat(64) }, { collections: fewer }]) {
      feed.begin('nothing');
      expect(await feed.load(join(folder, 'part'), { ...part, ...other })).toMatchObject({ kind: 'flawed' });
    }
    feed.abandon();
    feed.begin('nothing');
    expect(await feed.load(join(folder, 'part'), { ...part, sha256: '0'.repeat(64) })).toMatchObject({
      kind: 'flawed',
    });
    feed.abandon();
    const lane = openCatalogue({ path: places.catalogue });
    expect([feed.cursor(), lane.byId('tea')?.price]).toEqual([4, 199]);
    lane.close();
  });

  it('leaves an imported catalogue in use until the feed has goods', async () => {
    const source = join(folder, 'goods.ndjson');
    writeFileSync(source, `${JSON.stringify({ id: 'own', price: 5, ...item('Own') })}\n`);
    await importCatalogue({ source, format: 'ndjson', target: places.catalogue });
    const [paper, feed] = [paperFeed(), openFeed(places)];
    paper.put('workstations', 'lane-1', { keyId: 'k'.repeat(43), publicKey: 'p'.repeat(43) }, 'store');
    await follow(feed, paper, 'snapshot');
    const lane = openCatalogue({ path: places.catalogue });
    expect([lane.byId('own')?.price, lane.fed('workstations')]).toEqual([5, null]);
    paper.put('items', 'tea', item('Tea'));
    paper.put('prices', 'tea', { price: 1 });
    await follow(feed, paper, 'delta');
    expect([lane.refresh(), lane.byId('own'), lane.byId('tea')?.price]).toEqual([true, null, 1]);
    expect(lane.fed('workstations')?.map(({ key: name }) => name)).toEqual(['lane-1']);
    lane.close();
  });

  it('calls pieces back: whole GTINs, batches, serial numbers', async () => {
    const [paper, feed] = [teaShop(), openFeed(places)];
    paper.put('recalls', 'r1', { gtin: TEA, batches: ['L7'], serials: ['S9'] });
    await follow(feed, paper, 'snapshot');
    const lane = openCatalogue({ path: places.catalogue });
    const recalled = () =>
      [{ batch: 'L7' }, { serial: 'S9' }, { batch: 'L8' }, {}].map((more) => lane.recalls?.({ gtin: TEA, ...more }));
    expect(recalled()).toEqual([true, true, false, false]);
    paper.put('recalls', 'r2', { gtin: TEA });
    await follow(feed, paper, 'delta');
    expect([lane.refresh(), recalled()]).toEqual([true, [true, true, true, true]]);
    paper.put('recalls', 'r1', null);
    paper.put('recalls', 'r2', null);
    await follow(feed, paper, 'delta');
    expect([lane.refresh(), recalled()]).toEqual([true, [false, false, false, false]]);
    lane.close();
  });
});
