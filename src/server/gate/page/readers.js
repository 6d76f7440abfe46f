/* How the readers hear: one sentence for each that does not, and no word of calm from a gate that hears nothing. */

/* Whichever way the language is written, a name and a time keep theirs (U+2068, U+2069). */
const isolated = (text) => `\u2068${text}\u2069`;

/** What is said of the readers, and in which colour. */
function linesOf(readers, word, clock) {
  if (readers.length === 0) return [{ className: 'alert', text: word('reader.none') }];
  const unwell = readers.filter(({ hearing }) => hearing !== 'reading');
  if (unwell.length === 0) return [{ className: 'well', text: word('reader.allWell') }];
  return unwell.map(({ id, hearing, since, advice }) => {
    const said = word(`reader.${hearing}`)
      .replace('{reader}', isolated(id))
      .replace('{since}', isolated(clock(since)));
    return {
      className: hearing === 'deaf' ? 'alert' : 'warn',
      text: [said, ...(advice === null ? [] : [advice])].join(' '),
    };
  });
}

/** Draws them, and takes back "Watching" and "All quiet" where no reader hears. What has not changed stays, so that it is not read out again. */
export function drawReaders({ readers, mode, alarms }, { byId, element, show, word, clock }) {
  const lines = linesOf(readers, word, clock);
  const at = byId('readers');
  const drawn = JSON.stringify(lines);
  if (at.dataset.drawn !== drawn) {
    at.dataset.drawn = drawn;
    at.replaceChildren(...lines.map((line) => element('p', { ...line, dir: 'auto' })));
  }
  if (readers.some(({ hearing }) => hearing !== 'deaf')) return;
  if (mode === 'watching') show('mode', word('mode.blind'), 'warn');
  if (alarms.length === 0) show('open-title', word('blind'));
}
