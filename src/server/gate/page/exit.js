/* What becomes of a receipt's code: said by whoever scanned it, and typed in here by staff or by a scanner that types. */

const byId = (id) => document.getElementById(id);
let said = null;

/** Says each answer once, also to a screen reader; one that is over is taken away. */
export function showExit(exit, word) {
  const place = byId('exit');
  const number = exit?.number ?? null;
  if (number === said) return;
  said = number;
  place.className = exit?.kind ?? '';
  // A node of its own: the same sentence again is read again.
  const sentence = document.createElement('strong');
  sentence.textContent = exit === null ? '' : word(`exit.${exit.reason ?? exit.kind}`);
  place.replaceChildren(...(exit === null ? [] : [sentence]));
}

/** Wires the field. `failed` is told that the gate could not be asked; what it answers comes with its state. */
export function takeCodes(word, failed) {
  byId('exit-word').textContent = word('exit');
  byId('exit-check').textContent = word('exit.check');
  byId('exit-form').addEventListener('submit', async (event) => {
    event.preventDefault();
    const field = byId('exit-code');
    const code = field.value.trim();
    field.value = '';
    field.focus();
    if (code === '') return;
    const answer = await ask(code).catch(() => null);
    failed(answer === null || answer.reason === 'badRequest' ? word('answer.unavailable') : '');
  });
}

async function ask(code) {
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch('/gate/exit', { method: 'POST', headers, body: JSON.stringify({ code }) });
  return answer.ok ? answer.json() : null;
}
