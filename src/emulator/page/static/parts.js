/** Small pieces of the page. Text from devices and barcodes is only ever set as text, never as markup. */

export const byId = (id) => document.getElementById(id);

/** An element with its class and children; strings become text. */
export function element(name, className, ...children) {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

export function button(label, onPress) {
  const made = element('button', '', label);
  made.type = 'button';
  made.addEventListener('click', onPress);
  return made;
}

/** What is on or off and can't be pressed; whoever shows it says which in its label. */
export function lamp(name) {
  const made = element('span', 'port', name);
  made.setAttribute('role', 'img');
  return made;
}

export function press(id, pressed) {
  const target = typeof id === 'string' ? byId(id) : id;
  target.setAttribute('aria-pressed', String(pressed));
}

export const isPressed = (id) => byId(id).getAttribute('aria-pressed') === 'true';

let noticeTimer;

/** Says something at the foot of the page for a moment. */
export function notice(text) {
  const place = byId('notice');
  place.textContent = text;
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => {
    place.textContent = '';
  }, 3000);
}

/** Sends a command to the emulators. The answer, or `undefined` after telling what went wrong. */
export async function send(path, body = {}) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    notice(answer.message);
  } catch {
    notice('The emulators do not answer.');
  }
  return undefined;
}

/** Control characters made visible. */
export function shown(text) {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (character) =>
    character === '\u001d' ? '{GS}' : `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`,
  );
}

export const clockTime = (at) =>
  new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
