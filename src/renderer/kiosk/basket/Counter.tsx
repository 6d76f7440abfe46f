import { type CSSProperties, memo } from 'react';
import type { LineView } from '../../../protocol/view.ts';
import { Picture } from '../../ui/Picture.tsx';
import { arrange } from './arrange.ts';

const MOST_GOODS = 8;

/** One of the goods that stand there. */
export interface Standing {
  readonly line: Pick<LineView, 'lineId' | 'picture'>;
}

/**
 * The goods bought so far, standing on the counter. Decoration: every one of them is named in the list. They are drawings, also of goods that
 * have a photograph: it would hide what stands behind it, or let it show through.
 */
export const Counter = memo(function Counter({ groups }: { groups: readonly Standing[] }) {
  const goods = groups.slice(-MOST_GOODS);
  const places = arrange(goods.length);
  return (
    <div className="counter" aria-hidden="true">
      {goods.map(({ line }, index) => {
        const { x, size, lift, front } = places[index]!;
        const style = { '--x': x, '--w': size, '--lift': lift, zIndex: front ? 1 : 0 } as CSSProperties;
        return <Picture key={line.lineId} name={line.picture} style={style} />;
      })}
    </div>
  );
});
