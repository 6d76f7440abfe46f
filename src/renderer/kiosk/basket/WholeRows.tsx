import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { MessageId } from '../../../messages/index.ts';
import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';
import { type Fit, nextPage, rowsBelow, wholeRows } from './fit.ts';

const ALL: Fit = { height: null, hidden: 0 };

/** Lower edges of the rows, from the top of the list, in px. */
function edges(list: HTMLElement): number[] {
  return [...list.children].map((row) => (row as HTMLElement).offsetTop + (row as HTMLElement).offsetHeight);
}

/**
 * A list of which only whole rows show, and a button that says how many more there are. `rows` is what the list is made of (its
 * identity says when to measure again), `top` what brings the list back to its top when it changes. `quiet`: nothing in the rows
 * takes the focus, so the list itself does.
 */
export function WholeRows(props: {
  readonly rows: unknown;
  readonly top: unknown;
  readonly label: string;
  readonly quiet?: boolean;
  readonly className?: string;
  /** Says how many more there are, with `count`. */
  readonly more?: MessageId;
  readonly children: ReactNode;
}) {
  const { say } = useLane();
  const room = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLOListElement>(null);
  const [fit, setFit] = useState(ALL);
  const [below, setBelow] = useState(0);

  const measure = useRef(() => {
    if (room.current === null || frame.current === null || list.current === null) return;
    const button = Number.parseFloat(getComputedStyle(room.current).getPropertyValue('scroll-padding-bottom')) || 0;
    const bottoms = edges(list.current);
    const next = wholeRows(bottoms, room.current.clientHeight, button);
    setFit((now) => (now.height === next.height && now.hidden === next.hidden ? now : next));
    setBelow(next.height === null ? 0 : rowsBelow(bottoms, next.height, frame.current.scrollTop));
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: the rows decide when to measure, not what.
  useLayoutEffect(() => measure.current(), [props.rows]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last item brings the list back to its top.
  useLayoutEffect(() => {
    frame.current?.scrollTo({ top: 0, behavior: 'instant' });
  }, [props.top]);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => measure.current());
    if (room.current !== null) watch.observe(room.current);
    if (list.current !== null) watch.observe(list.current);
    return () => watch.disconnect();
  }, []);

  const onScroll = () => {
    if (frame.current === null || list.current === null || fit.height === null) return;
    setBelow(rowsBelow(edges(list.current), fit.height, frame.current.scrollTop));
  };
  const turn = () => {
    if (frame.current === null || list.current === null || fit.height === null) return;
    const top = nextPage(edges(list.current), fit.height, frame.current.scrollTop);
    frame.current.scrollTo({ top, behavior: 'instant' });
  };

  return (
    <div className="whole-rows" ref={room}>
      <div
        className="scrolls"
        ref={frame}
        onScroll={onScroll}
        style={{ height: fit.height ?? undefined }}
        {...(props.quiet && fit.height !== null ? { role: 'region', 'aria-label': props.label, tabIndex: 0 } : {})}
      >
        <ol ref={list} className={props.className} aria-label={props.label}>
          {props.children}
        </ol>
      </div>
      {fit.height !== null && (
        <Button icon={below > 0 ? 'chevron-down' : 'chevron-up'} className="rest" onPress={turn}>
          {below > 0 ? say(props.more ?? 'kiosk.basket.moreLines', { count: below }) : say('kiosk.basket.toTop')}
        </Button>
      )}
    </div>
  );
}
