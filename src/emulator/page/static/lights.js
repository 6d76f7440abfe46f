import { byId, element, isPressed, press, send } from './parts.js';

/* The lane light: three lenses on one post, as the board's relays have them. */

byId('lights-deaf').addEventListener('click', () => send('/api/lights/fault', { deaf: !isPressed('lights-deaf') }));
byId('lights-garbage').addEventListener('click', () => send('/api/lights/fault', { garbage: 'ff 00 a0' }));
byId('lights-blink').addEventListener('click', () => send('/api/lights/fault', { blink: true }));

const named = (lit) => (lit.length === 0 ? 'dark' : lit.join(' and '));

export function showLights(lights) {
  press('lights-deaf', lights.deaf);
  for (const lens of document.querySelectorAll('[data-lamp]')) {
    lens.dataset.lit = String(lights.lit.includes(lens.dataset.lamp));
  }
  byId('lights-now').textContent = named(lights.lit);
  byId('lights-past').replaceChildren(...lights.past.slice(1).map(({ lit }) => element('li', '', named(lit))));
}
