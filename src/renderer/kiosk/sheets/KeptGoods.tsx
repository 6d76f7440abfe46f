import { useMemo } from 'react';
import { Counter } from '../basket/Counter.tsx';
import { groupLines } from '../basket/groups.ts';
import { useView } from '../frame/view.ts';
import '../basket/sum.css';

/** The goods of the basket behind a sheet, standing in it: what the sheet speaks of. Nothing where there is no basket. */
export function KeptGoods() {
  const lines = useView(({ screen }) => ('basket' in screen ? screen.basket.lines : null));
  const groups = useMemo(() => groupLines(lines ?? []), [lines]);
  return groups.length === 0 ? null : <Counter groups={groups} />;
}
