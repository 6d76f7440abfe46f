/**
 * Shows one screen in one state: `?fixture=basket&theme=dark&text=4&contrast=more&reach=low`. Buttons do what can be done without an
 * edge: the looks change, everything else is answered and kept in `window.asked`. `&keyboardScanner=yes`: the lane has a scanner that
 * types. Without a fixture, a list of all.
 */
import pictures from 'virtual:pictures';
import { createRoot } from 'react-dom/client';
import type { KioskCommand } from '../../protocol/command.ts';
import type { Appearance } from '../../protocol/view.ts';
import type { Send } from '../client/command.ts';
import { createKioskStore, lose, receive } from '../client/store.ts';
import { App } from '../kiosk/App.tsx';
import type { Fixture } from '../kiosk/fixtures/base.ts';
import { fixtures } from '../kiosk/fixtures/index.ts';
import { guardPage } from '../kiosk/input/guard.ts';
import { typedScans } from '../kiosk/input/typed-scans.ts';
import { watchActivity } from '../kiosk/input/watch-activity.ts';
import { loadPictures } from '../ui/pictures.ts';
import { appearanceOf } from './appearance.ts';
import { pressAll } from './press.ts';
import '../kiosk/tokens.css';
import '../kiosk/base.css';
import '../kiosk/shell.css';

/** Puts a fixture on the page, dressed as asked; the result takes all of it off again. */
function mount(fixture: Fixture, query: URLSearchParams): () => void {
  const root = createRoot(document.getElementById('kiosk')!);
  const store = createKioskStore();
  const dress = (appearance: Appearance) => {
    const { view } = store.getState();
    const base = view ?? {
      ...fixture.view,
      locale: query.get('locale') ?? fixture.view.locale,
      ...(query.has('keyboardScanner') && { keyboardScanner: true }),
    };
    receive(store, { ...base, version: base.version + 1, appearance }, performance.now());
    if (fixture.away) lose(store);
  };
  const asked: KioskCommand[] = [];
  Object.assign(window, { asked });
  const send: Send = async (command) => {
    asked.push(command);
    if (command.kind === 'setAppearance') dress(command.appearance);
    return { kind: 'accepted' };
  };
  dress(appearanceOf(query, fixture.view.appearance));
  const ended = new AbortController();
  // Lets a test change the looks of a page that is already there.
  window.addEventListener(
    'dress',
    (event) => {
      const looks = new URLSearchParams(String((event as CustomEvent).detail));
      dress(appearanceOf(looks, fixture.view.appearance));
    },
    { signal: ended.signal },
  );
  const now = () => performance.now();
  const watched = watchActivity(window, { store, send, now });
  const unguard = guardPage(document, now, typedScans(store, watched.send));
  root.render(<App store={store} send={watched.send} sheet={fixture.sheet ?? null} />);
  void pressAll(document, fixture.presses ?? []);
  return () => {
    ended.abort();
    watched.stop();
    unguard();
    root.unmount();
    delete document.documentElement.dataset.pressed;
  };
}

function list(): void {
  createRoot(document.getElementById('kiosk')!).render(
    <ul>
      {Object.keys(fixtures).map((name) => (
        <li key={name}>
          <a href={`?fixture=${name}`}>{name}</a>
        </li>
      ))}
    </ul>,
  );
}

let unmount = () => {};

/** What the address asks for. */
function showAsked(): void {
  unmount();
  const query = new URLSearchParams(location.search);
  const fixture = fixtures[query.get('fixture') ?? ''];
  if (fixture === undefined) list();
  else unmount = mount(fixture, query);
}

showAsked();
void loadPictures(pictures).then(() => {
  document.documentElement.dataset.pictures = 'loaded';
});
// Another fixture on the page that is already there: `detail` is its query.
window.addEventListener('show', (event) => {
  history.replaceState(null, '', `?${String((event as CustomEvent).detail)}`);
  showAsked();
});
