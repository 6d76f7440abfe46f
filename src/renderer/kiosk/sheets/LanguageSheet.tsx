import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { endonym, useLane } from '../../ui/lane.ts';
import { useView } from '../frame/view.ts';
import { Sheet } from './Sheet.tsx';

/** Languages by their own names. Choosing one is all there is to do. */
export function LanguageSheet({ close }: { close: () => void }) {
  const { say, send, locale } = useLane();
  const locales = useView((view) => view.locales);
  const choose = (tag: string) => {
    void send({ kind: 'setLocale', locale: tag });
    close();
  };
  return (
    <Sheet title={say('kiosk.language.title')} done={say('kiosk.sheet.done')} onClose={close} className="language">
      <div className="options">
        {locales.map((tag) => (
          <Button key={tag} lang={tag} pressed={tag === locale} onPress={() => choose(tag)}>
            {tag === locale && <Icon name="check" />}
            {endonym(tag)}
          </Button>
        ))}
      </div>
    </Sheet>
  );
}
