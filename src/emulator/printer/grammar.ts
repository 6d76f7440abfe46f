/**
 * The shapes of ESC/POS commands: how many bytes belong to each. Source: Epson's ESC/POS command reference for TM printers, one
 * page a command. What a command does stands elsewhere; here it only matters that bytes of one are never taken for another.
 */

/** What the bytes so far ask for. */
export type Plan =
  /** More bytes of the head are needed before anything can be said. */
  | { readonly kind: 'more' }
  /** The head is whole; so many bytes of data follow. */
  | { readonly kind: 'data'; readonly bytes: number }
  /** The head is whole; data follow up to this byte. */
  | { readonly kind: 'until'; readonly end: number }
  /** No command begins like this. */
  | { readonly kind: 'unknown' };

/** The commands of a printer language, as far as it takes to tell one from the next. */
export interface Grammar {
  /** Whether these bytes only begin the name of a command. */
  leads(bytes: readonly number[]): boolean;
  /** The command's name as its reference writes it (`GS v`). */
  nameOf(bytes: readonly number[]): string;
  /** @param head the bytes after those that name the command. */
  planOf(name: string, head: readonly number[]): Plan;
}

const MORE: Plan = { kind: 'more' };
const UNKNOWN: Plan = { kind: 'unknown' };
const WHOLE: Plan = { kind: 'data', bytes: 0 };
const UNTIL_NUL: Plan = { kind: 'until', end: 0 };

const leads: Readonly<Record<number, string>> = { 16: 'DLE', 27: 'ESC', 28: 'FS', 29: 'GS' };

/** Commands with a fixed number of parameters: by lead, by that number, the characters that name them. */
const fixedCommands: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  ESC: { 0: '\f2<@LSimv', 1: ' !%-34=?EGJKMRTUVadertu{', 2: '$\\c', 3: 'p', 8: 'W' },
  FS: { 0: '&.', 1: '!-CW', 2: '?Sp' },
  GS: { 0: ':c', 1: '!/BEHITabfhjrw', 2: '$LPW\\', 3: '^z', 4: 'g' },
};

const fixed = new Map<string, number>(
  Object.entries(fixedCommands).flatMap(([lead, byCount]) =>
    Object.entries(byCount).flatMap(([count, names]) =>
      [...names].map((name) => [`${lead} ${name}`, Number(count)] as const),
    ),
  ),
);

/** Commands whose head says how much data follows: parameters of the head, and the bytes they announce. */
const sized: Readonly<Record<string, { readonly head: number; readonly bytes: (head: readonly number[]) => number }>> =
  {
    'ESC *': { head: 3, bytes: ([m = 0, low = 0, high = 0]) => (low + high * 256) * (m >= 32 ? 3 : 1) },
    'ESC (': { head: 3, bytes: ([, low = 0, high = 0]) => low + high * 256 },
    'FS (': { head: 3, bytes: ([, low = 0, high = 0]) => low + high * 256 },
    'FS 2': { head: 2, bytes: () => 72 },
    'GS (': { head: 3, bytes: ([, low = 0, high = 0]) => low + high * 256 },
    'GS *': { head: 2, bytes: ([x = 0, y = 0]) => x * y * 8 },
    'GS 8': { head: 5, bytes: ([, a = 0, b = 0, c = 0, d = 0]) => a + b * 0x100 + c * 0x1_0000 + d * 0x100_0000 },
    'GS Q': { head: 6, bytes: ([, , xl = 0, xh = 0, yl = 0, yh = 0]) => (xl + xh * 256) * (yl + yh * 256) },
    'GS v': { head: 6, bytes: ([, , xl = 0, xh = 0, yl = 0, yh = 0]) => (xl + xh * 256) * (yl + yh * 256) },
  };

/** Commands whose head has a length of its own that depends on its first parameters. */
const branching: Readonly<Record<string, (head: readonly number[]) => Plan>> = {
  // A tab list ends with NUL (ESC D).
  'ESC D': () => UNTIL_NUL,
  'ESC &': userDefinedCharacters,
  'FS q': storedImages,
  'GS V': ([m]) => (m === undefined ? MORE : m % 48 <= 1 ? WHOLE : { kind: 'data', bytes: 1 }),
  // Function A of GS k ends with NUL, function B says its length.
  'GS k': ([m, n]) => {
    if (m === undefined) return MORE;
    if (m <= 6) return UNTIL_NUL;
    if (m < 65 || m > 79) return UNKNOWN;
    return n === undefined ? MORE : { kind: 'data', bytes: n };
  },
  'GS C': ([f]) => {
    const bytes = f === undefined ? undefined : ({ 48: 2, 49: 6, 50: 2 } as Record<number, number>)[f];
    return f === undefined ? MORE : bytes === undefined ? UNTIL_NUL : { kind: 'data', bytes };
  },
  'DLE \x04': ([n]) => (n === undefined ? MORE : { kind: 'data', bytes: n === 7 || n === 8 || n === 18 ? 1 : 0 }),
  'DLE \x05': ([n]) => (n === undefined ? MORE : WHOLE),
  'DLE \x14': ([fn]) => {
    const bytes = fn === undefined ? undefined : ({ 1: 2, 2: 2, 3: 5, 7: 1, 8: 7 } as Record<number, number>)[fn];
    return fn === undefined ? MORE : bytes === undefined ? UNKNOWN : { kind: 'data', bytes };
  },
};

/** @param head the bytes after the two that name the command. */
function planOf(name: string, head: readonly number[]): Plan {
  const parameters = fixed.get(name);
  if (parameters !== undefined) return head.length < parameters ? MORE : WHOLE;
  const announced = sized[name];
  if (announced !== undefined) {
    return head.length < announced.head ? MORE : { kind: 'data', bytes: announced.bytes(head) };
  }
  return branching[name]?.(head) ?? UNKNOWN;
}

/** ESC & y c1 c2, then for each character its width x and x·y bytes. Bounded: 95 characters of 24 by 12 dots. */
function userDefinedCharacters(head: readonly number[]): Plan {
  const [y, first, last] = head;
  if (y === undefined || first === undefined || last === undefined) return MORE;
  let at = 3;
  for (let code = first; code <= last; code++) {
    const x = head[at];
    if (x === undefined) return MORE;
    at += 1 + x * y;
    if (head.length < at) return MORE;
  }
  return WHOLE;
}

/** FS q n, then for each of n images xL xH yL yH and x·y·8 bytes. Only one image is followed; more are an unknown command. */
function storedImages(head: readonly number[]): Plan {
  const [n, xl, xh, yl, yh] = head;
  if (n === undefined || xl === undefined || xh === undefined || yl === undefined || yh === undefined) return MORE;
  return n === 1 ? { kind: 'data', bytes: (xl + xh * 256) * (yl + yh * 256) * 8 } : UNKNOWN;
}

/** ESC/POS: every name is a lead byte and one more. */
export const escPosGrammar: Grammar = {
  leads: (bytes) => bytes.length === 1 && leads[bytes[0] ?? -1] !== undefined,
  nameOf: ([lead = 0, second = 0]) => `${leads[lead] ?? '?'} ${String.fromCharCode(second)}`,
  planOf,
};
