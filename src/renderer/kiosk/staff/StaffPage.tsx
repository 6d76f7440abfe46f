import { type ReactNode, useEffect, useRef } from 'react';
import { Strip } from '../frame/Strip.tsx';
import './staff.css';

/**
 * A page for staff, in place of the shopper's screen: one question on top, what it is about below, and what can be done about it at
 * the foot, in reach. A new question takes the focus, so that it is read out.
 */
export function StaffPage(props: {
  readonly title: string;
  readonly note?: ReactNode;
  readonly className?: string;
  readonly children?: ReactNode;
  readonly foot: ReactNode;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the question is what moves the focus.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [props.title]);
  return (
    <main className={`room staff ${props.className ?? ''}`}>
      <Strip />
      <div className="head">
        <h1 tabIndex={-1} ref={heading}>
          {props.title}
        </h1>
        {props.note}
      </div>
      <div className="reach">
        <div className="body">{props.children}</div>
        <div className="foot">
          <div className="sheet">{props.foot}</div>
        </div>
      </div>
    </main>
  );
}
