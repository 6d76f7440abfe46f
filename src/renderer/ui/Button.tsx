import type { ReactNode } from 'react';
import { Icon } from './Icon.tsx';
import type { IconName } from './icon-names.ts';

export interface ButtonProps {
  readonly onPress: () => void;
  readonly children?: ReactNode;
  readonly icon?: IconName;
  /** The icon points along the reading direction. */
  readonly turns?: boolean;
  /** `main`: the next thing to do. `quiet`: a filled control. `bare`: no fill of its own. */
  readonly kind?: 'main' | 'quiet' | 'bare';
  /** Spoken instead of the words on it, or where it has none. */
  readonly label?: string;
  /** Nothing happens when it is pressed; `reason` is the id of the element that says why. */
  readonly off?: boolean;
  readonly reason?: string;
  readonly pressed?: boolean;
  readonly className?: string;
  readonly lang?: string;
}

/** Something to press, by touch, by key or by a switch. It stays in the order of focus when it is off, so that its reason is found. */
export function Button(props: ButtonProps) {
  const { kind = 'quiet', off = false, className = '' } = props;
  return (
    <button
      type="button"
      className={`${kind} ${className}`}
      aria-label={props.label}
      aria-disabled={off || undefined}
      aria-describedby={off ? props.reason : undefined}
      aria-pressed={props.pressed}
      lang={props.lang}
      onClick={off ? undefined : props.onPress}
    >
      {props.icon !== undefined && <Icon name={props.icon} turns={props.turns} />}
      {props.children}
    </button>
  );
}
