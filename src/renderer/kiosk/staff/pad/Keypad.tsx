import { Button } from '../../../ui/Button.tsx';
import { useLane } from '../../../ui/lane.ts';
import './pad.css';

export const DIGIT_KEYS: readonly string[] = [...'1234567890'];

/** Keys on the screen, and the one that takes the last character back. Digits stand as on a telephone, a code's keys in three rows. */
export function Keypad(props: {
  readonly keys: readonly string[];
  readonly press: (character: string) => void;
  readonly remove: () => void;
}) {
  const { say } = useLane();
  const { keys } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a form's; this is a set of keys.
    <div className={keys === DIGIT_KEYS ? 'pad digits' : 'pad code-keys'} role="group" aria-label={say('staff.keys')}>
      {keys.map((key) => (
        <Button key={key} onPress={() => props.press(key)} className={key === '0' ? 'zero' : ''}>
          {key}
        </Button>
      ))}
      <Button kind="bare" icon="delete" className="delete" label={say('staff.delete')} onPress={props.remove} />
    </div>
  );
}
