import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Button } from '../../ui/Button.tsx';
import './sheets.css';

/**
 * A sheet over the screen, opened from the bar: the browser's own modal dialog, which keeps the focus inside, closes on Escape and
 * gives the focus back. `done` are the words on its main button, which closes it.
 */
export function Sheet(props: {
  readonly title: string;
  readonly done: string;
  readonly onClose: () => void;
  readonly className: string;
  readonly children: ReactNode;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  const id = useId();
  // Before the browser takes the dialog away: only then does it give the focus back to what opened it.
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    heading.current?.focus();
    return () => element?.close();
  }, []);
  return (
    <dialog ref={dialog} className={`over ${props.className}`} aria-labelledby={id} onCancel={props.onClose}>
      <h2 id={id} ref={heading} tabIndex={-1}>
        {props.title}
      </h2>
      {props.children}
      <Button kind="main" onPress={props.onClose}>
        {props.done}
      </Button>
    </dialog>
  );
}

/** One choice among few: buttons that say which of them holds. */
export function Choice<T extends string | number | boolean>(props: {
  readonly title: string;
  readonly chosen: T;
  readonly choose: (value: T) => void;
  readonly options: readonly { readonly value: T; readonly content: ReactNode }[];
}) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a form's; these are buttons that act at once.
    <div className="choice" role="group" aria-labelledby={id}>
      <h3 id={id}>{props.title}</h3>
      <div className="options">
        {props.options.map(({ value, content }) => (
          <Button key={String(value)} pressed={value === props.chosen} onPress={() => props.choose(value)}>
            {content}
          </Button>
        ))}
      </div>
    </div>
  );
}
