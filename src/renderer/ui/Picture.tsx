import { type CSSProperties, memo } from 'react';
import { useStore } from 'zustand';
import { pictureFor, pictureStore } from './pictures.ts';

/** Goods, as a drawing. Decoration: the name beside it says what it is. */
export const Picture = memo(function Picture({ name, style }: { name: string | null; style?: CSSProperties }) {
  const drawn = useStore(pictureStore, (state) => pictureFor(state.names, name));
  return (
    <svg className="pic" viewBox="0 0 28 28" aria-hidden="true" focusable="false" style={style}>
      {drawn !== null && <use href={`#pic-${drawn}`} width="28" height="28" />}
    </svg>
  );
});
