import { byId, clockTime, notice, send } from './parts.js';

/* The scanner at the gate: the receipt that was printed last is held to it, or whatever is typed. */

const NOT_SENT = {
  noReceipt: 'No receipt with a code has been printed yet.',
  nobodyThere: 'No gate is connected to the scanner.',
  lineLost: 'The line to the gate was lost.',
  silent: 'The scanner is silent.',
};

async function hold(path, body) {
  const answer = await send(`/api/gateScanner/${path}`, body);
  if (answer !== undefined && answer.kind !== 'written') notice(NOT_SENT[answer.kind] ?? answer.kind);
}

byId('gate-receipt').addEventListener('click', () => hold('receipt', {}));
byId('gate-scan-form').addEventListener('submit', (event) => {
  event.preventDefault();
  const field = byId('gate-scan-text');
  if (field.value === '') return;
  hold('scan', { data: field.value });
  field.value = '';
});

export function showGateScanner({ past }) {
  const [last] = past;
  byId('gate-scanned').textContent = last === undefined ? '' : `held there at ${clockTime(last.at)}`;
}
