import { byId, lamp, notice, send } from './parts.js';
import { basketTags, randomTag } from './rfid-reader.js';

/* The gate's reader: somebody walks out with what lay on the pad, or with what nobody paid for. */

const WALK_MS = 1_500;
const field = '/api/gateReader/field';
const LAMPS = ['green', 'red', 'siren'];

let walking = false;

async function walk(tags) {
  if (walking) return;
  walking = true;
  await send(field, { put: tags });
  setTimeout(async () => {
    await send(field, { clear: true });
    walking = false;
  }, WALK_MS);
}

byId('gate-basket').addEventListener('click', () => {
  const tags = basketTags();
  if (tags.length === 0) notice('Drop a basket on the RFID reader first.');
  else walk(tags.map((epc) => ({ epc, antenna: 1 })));
});
byId('gate-unpaid').addEventListener('click', () => {
  const tag = randomTag();
  if (tag === null) notice('No articles were given to this page.');
  else walk([{ ...tag, antenna: 1 }]);
});
byId('gate-lamps').append(...LAMPS.map(lamp));

export function showGate({ outputs, tagCount }) {
  [...byId('gate-lamps').querySelectorAll('.port')].forEach((each, index) => {
    const high = outputs.includes(index + 1);
    each.dataset.high = String(high);
    each.setAttribute('aria-label', `${LAMPS[index]} is ${high ? 'on' : 'off'}`);
  });
  byId('gate-now').textContent = tagCount === 0 ? 'nobody there' : `${tagCount} tags passing`;
}
