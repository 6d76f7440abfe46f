import { Button } from '../../ui/Button.tsx';
import { useLane } from '../../ui/lane.ts';

/** The language's letters in their order, then digits, a space, and the one that takes the last character back. */
export function Keys({ press, remove }: { press: (character: string) => void; remove: () => void }) {
  const { say } = useLane();
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is a form's; this is a set of keys.
    <div className="keys" role="group" aria-label={say('kiosk.find.keys')}>
      {[...say('kiosk.find.letters')].map((letter) => (
        <Button key={letter} onPress={() => press(letter)}>
          {letter}
        </Button>
      ))}
      <Button className="space" onPress={() => press(' ')}>
        {say('kiosk.find.space')}
      </Button>
      <Button kind="bare" icon="delete" className="delete" label={say('kiosk.find.delete')} onPress={remove} />
    </div>
  );
}
