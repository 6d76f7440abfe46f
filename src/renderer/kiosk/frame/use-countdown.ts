import { useEffect, useState } from 'react';

/** Whole seconds from `now` to `end` (milliseconds), counted as a shopper does: 8 for the whole first second, 0 when it is over. */
export function secondsLeft(end: number, now: number): number {
  return Math.max(0, Math.ceil((end - now) / 1000));
}

/** Seconds left until `end` on the page's monotonic clock; draws again when the number changes, and not between. */
export function useCountdown(end: number): number {
  const [seconds, setSeconds] = useState(() => secondsLeft(end, performance.now()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tick = () => {
      const now = performance.now();
      const left = secondsLeft(end, now);
      setSeconds(left);
      if (left > 0) timer = setTimeout(tick, end - (left - 1) * 1000 - now + 1);
    };
    tick();
    return () => clearTimeout(timer);
  }, [end]);
  return seconds;
}
