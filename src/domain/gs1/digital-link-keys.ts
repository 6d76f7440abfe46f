/**
 * Primary keys of a Digital Link URI and the qualifiers that may follow each in its path, in this order; two lines for a key are
 * alternatives (GS1 Digital Link Standard, URI Syntax, 5.3 and the grammar of its chapter 4).
 */
const KEYS: readonly (readonly [key: string, qualifiers?: string])[] = [
  ['00'],
  ['01', '22 10 21'],
  ['01', '235'],
  ['253'],
  ['255'],
  ['401'],
  ['402'],
  ['414', '254'],
  ['414', '7040'],
  ['415', '8020'],
  ['417', '7040'],
  ['8003'],
  ['8004', '7040'],
  ['8006', '22 10 21'],
  ['8010', '8011'],
  ['8013'],
  ['8017', '8019'],
  ['8018', '8019'],
];

const SEQUENCES: ReadonlyMap<string, readonly (readonly string[])[]> = new Map(
  [...Map.groupBy(KEYS, ([key]) => key)].map(([key, lines]) => [
    key,
    lines.map(([, qualifiers]) => qualifiers?.split(' ') ?? []),
  ]),
);

/** AIs that identify or qualify in the path and are no attributes in the query (GS1 Digital Link Standard, URI Syntax, 5.5). */
const PATH_ONLY: ReadonlySet<string> = new Set('03 21 22 235 254 7040 7041 8011 8014 8019 8020 8200'.split(' '));

/** Words that older links have instead of AIs (GS1 Digital Link Standard 1.1, chapter 4; no longer recommended). */
const WORDS: ReadonlyMap<string, string> = new Map(
  (
    'sscc=00 gtin=01 gdti=253 gcn=255 ginc=401 gsin=402 gln=414 payTo=415 party=417 grai=8003 giai=8004 itip=8006 cpid=8010 ' +
    'gmn=8013 gsrnp=8017 gsrn=8018 cpv=22 lot=10 ser=21 glnx=254 cpsn=8011 srin=8019 refno=8020'
  )
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]),
);

const DIGITS = /^[0-9]{2,4}$/;

export function isPrimaryKey(ai: string): boolean {
  return SEQUENCES.has(ai);
}

/** Whether these qualifiers may follow the key: some of one line of the table, in its order. */
export function mayQualify(key: string, qualifiers: readonly string[]): boolean {
  return (SEQUENCES.get(key) ?? []).some((sequence) => {
    let at = -1;
    return qualifiers.every((qualifier) => {
      const place = sequence.indexOf(qualifier, at + 1);
      at = place;
      return place !== -1;
    });
  });
}

/**
 * Whether an AI may stand in the query behind this path (its key and qualifiers): not one that belongs in a path, and not one that
 * could still qualify this key in it.
 */
export function mayBeAttribute(ai: string, [key = '', ...qualifiers]: readonly string[]): boolean {
  if (PATH_ONLY.has(ai)) return false;
  if (!(SEQUENCES.get(key) ?? []).some((sequence) => sequence.includes(ai))) return true;
  return !qualifiers
    .concat('')
    .some((_, place) => mayQualify(key, [...qualifiers.slice(0, place), ai, ...qualifiers.slice(place)]));
}

/** The AI that a path segment names, by digits or by word; null when it names none. */
export function pathAi(segment: string): string | null {
  return DIGITS.test(segment) ? segment : (WORDS.get(segment) ?? null);
}
