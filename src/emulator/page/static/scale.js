import { wholeNumber } from './controls.js';
import { byId, isPressed, press, send } from './parts.js';

/* The scale: a load by hand, and what it says of it. */

const change = (body) => send('/api/scale/state', body);

byId('scale-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const grams = wholeNumber(byId('scale-grams').value, 'Grams', -2_000, 60_000);
  if (grams !== null) change({ grams });
});
for (const load of document.querySelectorAll('[data-grams]')) {
  load.addEventListener('click', () => change({ grams: Number(load.dataset.grams) }));
}
byId('scale-protocol').addEventListener('change', () => change({ protocol: byId('scale-protocol').value }));
byId('scale-moving').addEventListener('click', () => change({ moving: !isPressed('scale-moving') }));
byId('scale-silent').addEventListener('click', () => change({ silent: !isPressed('scale-silent') }));
byId('scale-challenges').addEventListener('click', () => change({ challenges: !isPressed('scale-challenges') }));
byId('scale-lost').addEventListener('click', () => change({ zeroed: false }));
byId('scale-garbage').addEventListener('click', () =>
  send('/api/scale/fault', { garbage: '53 20 53 20 39 39 39 2e 30 30 20 67 0d 0a ff 00 02 3f' }),
);

const says = { moving: '…', over: 'Over', under: 'Under', unset: 'Zero lost' };

export function showScale(scale) {
  const { weighed } = scale;
  byId('scale-now').textContent =
    weighed.kind === 'weight' ? `${(weighed.grams / 1000).toFixed(3)} kg` : says[weighed.kind];
  byId('scale-protocol').value = scale.protocol;
  press('scale-moving', scale.moving);
  press('scale-silent', scale.silent);
  press('scale-challenges', scale.challenges);
}
