import { Button } from '../../ui/Button.tsx';
import { endonym, useLane } from '../../ui/lane.ts';
import { useSheet } from '../sheets/sheet.ts';
import { useView } from './view.ts';

/** Three things that are always there: help, language, accessibility. */
export function Bar() {
  const { say, send, locale } = useLane();
  const called = useView((view) => view.help) === 'called';
  const open = useSheet();
  const help = () => {
    if (!called) void send({ kind: 'callHelp' });
    open('help');
  };
  return (
    <nav className="bar" aria-label={say('kiosk.bar')}>
      <Button
        kind="bare"
        icon={called ? 'user-check' : 'circle-question-mark'}
        onPress={help}
        className={called ? 'coming' : ''}
      >
        <span>{say(called ? 'kiosk.bar.helpComing' : 'kiosk.bar.help')}</span>
      </Button>
      <Button
        kind="bare"
        icon="globe"
        onPress={() => open('language')}
        label={say('kiosk.bar.language', { language: endonym(locale) })}
      >
        <span>{endonym(locale)}</span>
      </Button>
      <Button kind="bare" icon="accessibility" onPress={() => open('access')}>
        <span>{say('kiosk.bar.access')}</span>
      </Button>
    </nav>
  );
}
