/**
 * What a scale may be quoted with: every stable weight that stands in the bytes of a line, read by the published formats alone and apart from
 * the drivers, which it is to witness against.
 */
export const SCALE_PROTOCOLS = ['mt-sics', 'toledo-8217', 'nci', 'cas', 'dialog-06'] as const;
export type ScaleProtocolName = (typeof SCALE_PROTOCOLS)[number];

const GRAMS: Readonly<Record<string, number>> = { g: 1, kg: 1_000, lb: 453.59237, oz: 28.349523125 };
/** Looked for at every place, also within one another. */
const STABLE: Readonly<Record<ScaleProtocolName, RegExp>> = {
  'mt-sics': /(?=S S +-?\s*([\d.]+) +([A-Za-z]+)\s*\n)/g,
  'toledo-8217': /(?=\x02 *([\d.]{1,8})\r)/g,
  nci: /(?=\n *-? *([\d.]+) ?(kg|lb|oz|g) *\r\n?(S?[0-?p-\x7f]{2,4})\r)/gi,
  cas: /(?=\x01\x02(S[ -](.{6})(.{2}))(.)\x03\x04)/gs,
  'dialog-06': /(?=\x0202\x1b3\x1b(\d{5})\x1b\d{5,6}\x1b\d{6}\x03)/g,
};

/** Grams, not rounded, of every weight at rest that stands in what a scale said (bytes as Latin-1 text). */
export function weightsIn(protocol: ScaleProtocolName, said: string): number[] {
  return [...said.matchAll(STABLE[protocol])].flatMap((match) => weightOf(protocol, match.map(String)) ?? []);
}

function weightOf(
  protocol: ScaleProtocolName,
  [, first = '', second = '', third = '', fourth = '']: string[],
): number | null {
  switch (protocol) {
    case 'mt-sics':
      return grams(first, second);
    case 'toledo-8217':
      return first.includes('.') ? grams(first, 'kg') : Number(first);
    case 'nci':
      return atRest(third) ? grams(first, second) : null;
    case 'cas':
      return checked(first, fourth) ? grams(second.trim(), third.trim()) : null;
    case 'dialog-06':
      return Number(first);
  }
}

function grams(digits: string, unit: string): number | null {
  const each = GRAMS[unit.toLowerCase()];
  return each === undefined ? null : Number(digits) * each;
}

/** No bit of motion or of a fault in the first character, none of range or of a fault in the second, none of net or zero in a third (SCP-01). */
function atRest(status: string): boolean {
  const [one = 0, two = 0, three = 0] = [...status.replace(/^S/, '')].map((each) => each.charCodeAt(0));
  return (one & 0b1101) === 0 && (two & 0b1111) === 0 && (three & 0b1100) === 0;
}

function checked(body: string, sum: string): boolean {
  return [...body].reduce((each, character) => each ^ character.charCodeAt(0), 0) === sum.charCodeAt(0);
}
