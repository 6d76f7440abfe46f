import type { Grammar, Plan } from '../grammar.ts';

/**
 * The shapes of StarPRNT and Star Line Mode commands: how many bytes belong to each. Source: Star's "STAR Line Mode Command
 * Specifications" and "StarPRNT Command Specifications", one page a command.
 */

const ESC = 0x1b;
const GS = 0x1d;
const RS = 0x1e;
const MORE: Plan = { kind: 'more' };
const WHOLE: Plan = { kind: 'data', bytes: 0 };
const UNTIL_NUL: Plan = { kind: 'until', end: 0 };

/** Commands with a fixed number of parameters: by what stands before the character that names them, by that number. */
const fixedCommands: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  ESC: { 0: '@EF450123MPpq:gO', 1: ' R-_WhzaJdlQcut$/%\x06AIN', 2: 'is\x07?' },
  'ESC GS': { 1: 'tab', 2: 'ARc', 3: '\x03\x07', 4: '\x19' },
  'ESC RS': { 0: '', 1: 'FaEdrARC', 2: 'L' },
};

const fixed = new Map<string, number>(
  Object.entries(fixedCommands).flatMap(([lead, byCount]) =>
    Object.entries(byCount).flatMap(([count, names]) =>
      [...names].map((name) => [`${lead} ${name}`, Number(count)] as const),
    ),
  ),
);

const word = (low = 0, high = 0) => low + high * 256;
const after = (head: readonly number[], count: number, bytes: (head: readonly number[]) => number): Plan =>
  head.length < count ? MORE : { kind: 'data', bytes: bytes(head) };

/** Commands whose parameters say how much follows. */
const sized: Readonly<Record<string, (head: readonly number[]) => Plan>> = {
  // Bit images: 8 dots a column, 24 in ESC X, rows of n1 bytes and 24 dots in ESC k.
  'ESC K': (head) => after(head, 2, ([n1, n2]) => word(n1, n2)),
  'ESC L': (head) => after(head, 2, ([n1, n2]) => word(n1, n2)),
  'ESC X': (head) => after(head, 2, ([n1, n2]) => word(n1, n2) * 3),
  'ESC k': (head) => after(head, 2, ([n1, n2]) => word(n1, n2) * 24),
  'ESC GS S': (head) => after(head, 6, ([, xl, xh, yl, yh]) => word(xl, xh) * word(yl, yh)),
  // ESC C n, or ESC C NUL n.
  'ESC C': ([n, inches]) => (n === undefined || (n === 0 && inches === undefined) ? MORE : WHOLE),
  'ESC D': () => UNTIL_NUL,
  'ESC B': () => UNTIL_NUL,
  'ESC #': () => UNTIL_NUL,
  'ESC GS #': () => UNTIL_NUL,
  // Barcodes end with RS.
  'ESC b': (head) => (head.length < 4 ? MORE : { kind: 'until', end: RS }),
  // ESC & 1 1 n and 48 bytes define a character, ESC & 0 0 n takes it back.
  'ESC &': (head) => (head.length < 3 ? MORE : { kind: 'data', bytes: head[0] === 0 ? 0 : 48 }),
  // Raster mode of printers that are no StarPRNT ones: ESC * r A, B, C, D, R alone, others with digits and NUL.
  'ESC *': ([r, letter]) =>
    r === undefined || letter === undefined ? MORE : 'ABCDR'.includes(String.fromCharCode(letter)) ? WHOLE : UNTIL_NUL,
  'ESC GS y': symbol,
  'ESC GS x': symbol,
  'ESC GS P': ([step, n]) => {
    if (step === undefined) return MORE;
    const bytes = ({ 50: 1, 51: 8, 52: 2, 53: 2 } as Record<number, number>)[step] ?? 0;
    return n === undefined && bytes > 0 ? { kind: 'data', bytes } : WHOLE;
  },
};

export const starGrammar: Grammar = {
  leads: ([first, second, third]) =>
    first === ESC && third === undefined && (second === undefined || second === GS || second === RS),
  nameOf: (bytes) =>
    bytes.map((byte) => ({ [ESC]: 'ESC', [GS]: 'GS', [RS]: 'RS' })[byte] ?? String.fromCharCode(byte)).join(' '),
  planOf(name, head) {
    const parameters = fixed.get(name);
    if (parameters !== undefined) return head.length < parameters ? MORE : WHOLE;
    return sized[name]?.(head) ?? { kind: 'unknown' };
  },
};

/** ESC GS y (QR code) and ESC GS x (PDF417): S sets, D stores data, P prints, I asks. */
function symbol(head: readonly number[]): Plan {
  const [step, kind, m, low, high] = head;
  if (step === undefined) return MORE;
  switch (String.fromCharCode(step)) {
    case 'S':
      return head.length < 3 ? MORE : WHOLE;
    case 'D':
      // ESC GS y D 1 m nL nH: data of so many bytes.
      if (kind === undefined || m === undefined || low === undefined || high === undefined) return MORE;
      return { kind: 'data', bytes: word(low, high) };
    default:
      return WHOLE;
  }
}
