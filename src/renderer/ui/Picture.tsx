import { type CSSProperties, memo, useState } from 'react';
import { useStore } from 'zustand';
import { pictureFor, pictureStore } from './pictures.ts';

interface PictureProps {
  readonly name: string | null;
  /** Address of a photograph, shown in place of the drawing as long as it can be had. */
  readonly photo?: string | undefined;
  readonly style?: CSSProperties;
}

/** Goods, as a photograph or a drawing. Decoration: the name beside it says what it is. */
export const Picture = memo(function Picture({ name, photo, style }: PictureProps) {
  const [lost, setLost] = useState<string | null>(null);
  const drawn = useStore(pictureStore, (state) => pictureFor(state.names, name));
  if (photo !== undefined && photo !== lost)
    // Unpacked beside the painting: the line is there before its picture is.
    return (
      <img
        className="pic photo"
        src={photo}
        alt=""
        draggable={false}
        decoding="async"
        onError={() => setLost(photo)}
        style={style}
      />
    );
  return (
    <svg className="pic" viewBox="0 0 28 28" aria-hidden="true" focusable="false" style={style}>
      {drawn !== null && <use href={`#pic-${drawn}`} width="28" height="28" />}
    </svg>
  );
});
