/**
 * Pieces of host names that have codes of their own (TDS 2.3, 14.5.16: optimisation tables A and B1 to B4). Two codes of table B3
 * are misprinted with the first seven bits of B1; they are taken where they stand.
 */

/** Table A: seven bits. */
const SEVEN_BITS: Readonly<Record<number, string>> = {
  30: 'qr.',
  31: 'www.',
  32: 'id.',
  91: '.com',
  92: '.org',
  93: '.net',
  94: '.int',
  96: '.edu',
  123: '.gov',
  124: '.mil',
  125: '.biz',
  126: '.eco',
  127: '.med',
};

/** Tables B1 to B4 by the first seven bits; the second seven are the place in the list. */
const FOURTEEN_BITS: readonly string[] = [
  'ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo bq br bs bt bw by bz ca cc cd cf cg ' +
    'ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg eh er es et eu fi fj fk fm fo fr ga gd ge gf gg gh ' +
    'gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr ' +
    'kw ky kz la lb lc li',
  'lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz ' +
    'om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sk sl sm sn sr ss st su sv sx sy ' +
    'sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw',
  'com.au net.au org.au co.at com.bd co.bd com.br net.br co.nz com.ng com.pk co.in com.in co.il co.jp co.za co.kr com.es com.lk ' +
    'co.th co.tt com.tt com.tr biz.tr com.ua co.uk co.zm com.zm com.cn org.cn net.cn gov.cn',
  'tech',
];

/** First seven bits that say that seven more belong to the code. */
export const LONG_CODES: number = FOURTEEN_BITS.length;

const PIECES: ReadonlyMap<string, number> = new Map(
  Object.entries(SEVEN_BITS).map(([code, piece]) => [piece, Number(code)]),
);
const LONG_PIECES: ReadonlyMap<string, readonly [table: number, place: number]> = new Map(
  FOURTEEN_BITS.flatMap((list, table) => list.split(' ').map((name, place) => [`.${name}`, [table, place]] as const)),
);
const LISTS: readonly (readonly string[])[] = FOURTEEN_BITS.map((list) => list.split(' '));

export function pieceOf(code: number): string | undefined {
  return SEVEN_BITS[code];
}

export function longPieceOf(table: number, place: number): string | undefined {
  const name = LISTS[table]?.[place];
  return name === undefined ? undefined : `.${name}`;
}

/** The code of a piece or of a character as one or two numbers of seven bits; null where it has none. */
export function codesOf(piece: string): readonly number[] | null {
  const short = PIECES.get(piece);
  if (short !== undefined) return [short];
  return LONG_PIECES.get(piece) ?? (piece.length === 1 ? [piece.charCodeAt(0)] : null);
}

/** Every piece that is longer than a character. */
export const ALL_PIECES: readonly string[] = [...PIECES.keys(), ...LONG_PIECES.keys()];
