import pictures from 'virtual:pictures';
import { createRoot } from 'react-dom/client';
import { connect } from '../client/connection.ts';
import { createKioskStore } from '../client/store.ts';
import { loadPictures } from '../ui/pictures.ts';
import { App } from './App.tsx';
import { guardPage } from './input/guard.ts';
import { typedScans } from './input/typed-scans.ts';
import { watchActivity } from './input/watch-activity.ts';
import './tokens.css';
import './base.css';
import './shell.css';

const store = createKioskStore();
const now = () => performance.now();
const connection = connect({
  url: `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/trpc`,
  store,
  now,
  newId: () => crypto.randomUUID(),
  onOpen: () => void loadPictures(pictures),
});

const { send } = watchActivity(window, { store, send: connection.send, now });
guardPage(document, now, typedScans(store, send));
createRoot(document.getElementById('kiosk')!).render(<App store={store} send={send} />);
