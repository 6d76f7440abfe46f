import { createStore } from 'zustand/vanilla';

/** Names of the pictures that are in the page; empty until the sprite has come. */
export const pictureStore = createStore<{ readonly names: ReadonlySet<string> }>(() => ({ names: new Set() }));

/** Drawn where a catalogue names a picture that this kiosk does not have. */
export const NEUTRAL_PICTURE = 'basket';

/** The picture to draw for a name: itself, the neutral one, or null while there is none at all. */
export function pictureFor(names: ReadonlySet<string>, wanted: string | null): string | null {
  if (wanted !== null && names.has(wanted)) return wanted;
  return names.has(NEUTRAL_PICTURE) ? NEUTRAL_PICTURE : null;
}

let loading: Promise<void> | null = null;

/** Brings the sprite into the page, once; a failure is forgotten, so that the next call tries again. Never rejects. */
export function loadPictures(url: string): Promise<void> {
  loading ??= fetchSprite(url).catch(() => {
    loading = null;
  });
  return loading;
}

async function fetchSprite(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`pictures: ${response.status}`);
  const sprite = new DOMParser().parseFromString(await response.text(), 'image/svg+xml').documentElement;
  sprite.setAttribute('class', 'sprite');
  sprite.setAttribute('aria-hidden', 'true');
  document.body.append(document.importNode(sprite, true));
  const names = new Set([...sprite.querySelectorAll('symbol')].map((symbol) => symbol.id.replace(/^pic-/, '')));
  pictureStore.setState({ names });
}
