import { memo, useCallback, useEffect, useRef, useState } from 'react';
import type { FindScreen, FoundGoods } from '../../../protocol/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { type Lane, useLane } from '../../ui/lane.ts';
import { Picture } from '../../ui/Picture.tsx';
import { WholeRows } from '../basket/WholeRows.tsx';
import { Foot } from '../frame/Foot.tsx';
import { Strip } from '../frame/Strip.tsx';
import { useView } from '../frame/view.ts';
import { useEntry } from '../staff/pad/use-entry.ts';
import { Keys } from './Keys.tsx';
import { headingOfId, WORDS } from './typing.ts';
import '../split.css';
import '../basket/lines.css';
import './find.css';

/** A category's name in the language, where it has one. */
function categoryName(id: string, { phrase }: Pick<Lane, 'phrase'>): string {
  const known = `category.${id}`;
  const name = phrase({ id: known });
  return name === known ? headingOfId(id) : name;
}

const Tile = memo(function Tile({ goods }: { goods: FoundGoods }) {
  const { say, send, money } = useLane();
  const price = money(goods.price);
  return (
    <li className="tile">
      <Button kind="bare" onPress={() => void send({ kind: 'pickItem', itemId: goods.itemId })}>
        <Picture name={goods.picture} photo={goods.photo} />
        <span className="name">{goods.name}</span>
        <span className="note">
          {goods.byWeight
            ? say('kiosk.basket.perKilo', { price })
            : goods.size === null
              ? price
              : say('kiosk.basket.sizeAndPrice', { size: goods.size, price })}
        </span>
      </Button>
    </li>
  );
});

/** Which goods are shown; with one category there is nothing to choose. */
function Categories({ categories, category }: Pick<FindScreen, 'categories' | 'category'>) {
  const lane = useLane();
  const { say, send } = lane;
  if (categories.length < 2) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a form's; this is a choice.
    <div className="chips" role="group" aria-label={say('kiosk.find.categories')}>
      {[null, ...categories].map((each) => (
        <Button
          key={each ?? 'all'}
          pressed={each === category}
          onPress={() => void send({ kind: 'chooseCategory', category: each })}
        >
          {each === null ? say('kiosk.find.all') : categoryName(each, lane)}
        </Button>
      ))}
    </div>
  );
}

/** Goods side by side, or a word that there are none. */
function Goods({ goods, more, text }: Pick<FindScreen, 'goods' | 'more' | 'text'>) {
  const { say } = useLane();
  if (goods.length === 0) {
    return (
      <div className="nothing-found">
        <p>{say('kiosk.find.none')}</p>
        <p className="note">{say('kiosk.find.noneHow')}</p>
      </div>
    );
  }
  return (
    <>
      <WholeRows
        rows={goods}
        top={text}
        label={say('kiosk.find.found', { count: goods.length })}
        more="kiosk.find.moreGoods"
      >
        {goods.map((each) => (
          <Tile key={each.itemId} goods={each} />
        ))}
      </WholeRows>
      {more && <p className="note more">{say('kiosk.find.more')}</p>}
    </>
  );
}

/** What was typed, in sight and aloud. */
function Typed({ text }: { text: string }) {
  const { say } = useLane();
  return (
    <p className={text === '' ? 'typed note' : 'typed'} role="status">
      <Icon name="search" />
      <span>{text === '' ? say('kiosk.find.hint') : text}</span>
    </p>
  );
}

/** Screen 5. Goods that carry nothing to scan, by their pictures; typing finds all others. */
export const Find = memo(function Find(screen: FindScreen) {
  const { say, send } = useLane();
  const low = useView((view) => view.appearance.lowReach);
  const [keys, setKeys] = useState(screen.text !== '');
  const openKeys = useCallback(() => setKeys(true), []);
  const entry = useEntry(WORDS, openKeys);
  const sent = useRef('');
  useEffect(() => {
    if (entry.text === sent.current) return;
    sent.current = entry.text;
    void send({ kind: 'searchItems', text: entry.text });
  }, [entry.text, send]);
  const press = (character: string) => {
    openKeys();
    entry.press(character);
  };
  const toPictures = () => {
    entry.clear();
    setKeys(false);
  };
  return (
    <main className={`room split find ${keys ? 'typing' : ''} ${low ? 'low' : ''}`}>
      <Strip />
      <section className="find-goods">
        <h1 tabIndex={-1}>{say('kiosk.find.title')}</h1>
        {!keys && <Categories {...screen} />}
        <Goods {...screen} />
      </section>
      <Foot>
        <div className="act">
          <div className="type">
            <Typed text={entry.text === '' ? screen.text : entry.text} />
            <Keys press={press} remove={entry.remove} />
          </div>
          <div className="two">
            <Button icon="arrow-left" turns onPress={() => void send({ kind: 'leaveFind' })}>
              {say('kiosk.find.back')}
            </Button>
            <Button
              icon={keys ? 'layout-grid' : 'keyboard'}
              className={keys ? '' : 'find-tall'}
              onPress={keys ? toPictures : openKeys}
            >
              {say(keys ? 'kiosk.find.pictures' : 'kiosk.find.type')}
            </Button>
          </div>
        </div>
      </Foot>
    </main>
  );
});
