import { byId, element } from './parts.js';

/** A strip over the whole width for a device that not every box has. It stands after the element of that id. */
export function strip(name, title, after) {
  const heading = element('h1', '', title);
  heading.id = `${name}-title`;
  const wire = element('p', 'wire');
  wire.dataset.wire = name;
  const plug = element('button', 'quiet', 'Unplug');
  plug.type = 'button';
  plug.dataset.plug = name;
  const made = element('section', 'strip', element('header', '', heading, wire, plug));
  made.id = name;
  made.setAttribute('aria-labelledby', heading.id);
  byId(after).after(made);
  return made;
}

/** What is said of what a device does now: read out when it changes. */
export function statusLine() {
  const line = element('span', 'aside');
  line.setAttribute('role', 'status');
  const say = (text) => {
    if (line.textContent !== text) line.textContent = text;
  };
  return { line, say };
}
