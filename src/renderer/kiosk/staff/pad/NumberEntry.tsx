import { type CSSProperties, type ReactNode, useCallback, useRef } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { advance } from '../../../ui/format.ts';
import { useLane } from '../../../ui/lane.ts';
import { StaffPage } from '../StaffPage.tsx';
import type { Rule } from './entry.ts';
import { DIGIT_KEYS, Keypad } from './Keypad.tsx';
import { useEntry } from './use-entry.ts';

export interface NumberEntryProps {
  readonly title: string;
  /** A sentence below the question: how, or what went wrong. */
  readonly note?: ReactNode;
  readonly rule: Rule;
  /** The keys for what may follow `text`; digits when left out. */
  readonly keys?: (text: string) => readonly string[];
  /** What was keyed as it is shown; as it is when left out. */
  readonly shown?: (text: string) => string;
  /** Never shown nor said, only counted. */
  readonly secret?: boolean;
  readonly complete: (text: string) => boolean;
  readonly go: string;
  /** Takes what was keyed; the page forgets it in the same moment. */
  readonly onDone: (text: string) => void;
  /** Other ways on or out, beside the main one. */
  readonly ways: ReactNode;
  readonly children?: ReactNode;
}

/** What was keyed so far, in sight and aloud; of a secret only how much. */
function Shown({ text, count }: { text: string | null; count: number }) {
  const { say } = useLane();
  if (text === null) {
    return (
      <>
        <p className="keyed dots" aria-hidden="true">
          {Array.from({ length: count }, (_, index) => `dot-${index}`).map((key) => (
            <span className="dot" key={key} />
          ))}
        </p>
        <p className="off-screen" role="status">
          {say('staff.pinEntered', { count })}
        </p>
      </>
    );
  }
  const width = { '--advance': Math.max(1, advance(text) * 1.1) } as CSSProperties;
  return (
    <>
      <p className="keyed" aria-hidden="true" style={width}>
        {text}
      </p>
      <p className="off-screen" role="status">
        {text === '' ? say('staff.nothingEntered') : text}
      </p>
    </>
  );
}

/** One question whose answer is keyed in: on the screen's keys, on a keyboard, or with arrows and select. */
export function NumberEntry(props: NumberEntryProps) {
  const { secret = false, rule } = props;
  const go = useRef<HTMLDivElement>(null);
  // After a digit from a keyboard, Enter goes on.
  const onTyped = useCallback(() => go.current?.querySelector<HTMLElement>('.main')?.focus(), []);
  const entry = useEntry(rule, onTyped);
  const complete = props.complete(entry.text);
  const done = () => {
    entry.clear();
    props.onDone(entry.text);
  };
  return (
    <StaffPage
      title={props.title}
      className="entry"
      note={props.note}
      foot={
        <>
          <Shown text={secret ? null : (props.shown?.(entry.text) ?? entry.text)} count={entry.text.length} />
          <Keypad keys={props.keys?.(entry.text) ?? DIGIT_KEYS} press={entry.press} remove={entry.remove} />
          <div className="act" ref={go}>
            <div className="two">{props.ways}</div>
            <Button kind="main" off={!complete} onPress={done}>
              {props.go}
            </Button>
          </div>
        </>
      }
    >
      <div className="scene">{props.children}</div>
    </StaffPage>
  );
}
