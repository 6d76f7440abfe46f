import { code40 } from './alphanumeric.ts';
import { type BitReader, bitsOf } from './bits.ts';
import { ALL_PIECES, codesOf, LONG_CODES, longPieceOf, pieceOf } from './host-table.ts';
import { type EpcRefused, refuse } from './refusal.ts';
import { type Part, type Segment, textOf } from './segment.ts';

const MOST_CHARACTERS = 63;
/** Labels with dots between them, perhaps a port: whatever else set 82 has would make another address of the URI. */
const HOST =
  /^[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?(?:\.[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?)*(?::[0-9]{1,5})?$/;

/** "Custom domain name or hostname" (TDS 2.3, 14.5.16): URN Code 40, or seven-bit ASCII with codes for frequent pieces. */
export const hostName: Segment = {
  parts: 1,
  read(bits) {
    const ascii = bits.takeNumber(1);
    const length = bits.takeNumber(6);
    if (ascii === null || length === null) return refuse('length');
    if (length === 0) return refuse('host');
    const part = ascii === 1 ? readPieces(bits, length) : readCode40(bits, length);
    if ('kind' in part) return part;
    return isHost(part.text) ? [part] : refuse('host');
  },
  write(parts) {
    const text = textOf(parts, 0);
    if (!isHost(text)) return refuse('host');
    const coding = parts[0]?.coding;
    if (coding === CODE_40 || (coding === undefined && code40.allowed.test(text))) {
      return code40.allowed.test(text) ? `0${bitsOf(text.length, 6)}${code40.write(text)}` : refuse('host');
    }
    return writePieces(Array.isArray(coding) ? coding : piecesOf(text));
  },
};

export function isHost(text: string): boolean {
  return text.length <= MOST_CHARACTERS && HOST.test(text);
}

const CODE_40 = 0;

function readCode40(bits: BitReader, length: number): Part | EpcRefused {
  const taken = bits.take(code40.bitsFor(length));
  if (taken === null) return refuse('length');
  const text = code40.read(taken, length);
  return typeof text === 'string' ? { text, coding: CODE_40 } : text;
}

/** The length counts codes of seven bits; one of fourteen counts twice. */
function readPieces(bits: BitReader, length: number): Part | EpcRefused {
  const pieces: string[] = [];
  for (let left = length; left > 0; left -= 1) {
    const code = bits.takeNumber(7);
    if (code === null) return refuse('length');
    if (code >= LONG_CODES) {
      pieces.push(pieceOf(code) ?? String.fromCharCode(code));
      continue;
    }
    left -= 1;
    if (left === 0) return refuse('host');
    const place = bits.takeNumber(7);
    if (place === null) return refuse('length');
    const piece = longPieceOf(code, place);
    if (piece === undefined) return refuse('host');
    pieces.push(piece);
  }
  return { text: pieces.join(''), coding: pieces };
}

function writePieces(pieces: readonly string[]): string | EpcRefused {
  const codes = pieces.flatMap((piece) => codesOf(piece) ?? []);
  if (codes.length > MOST_CHARACTERS) return refuse('host');
  return `1${bitsOf(codes.length, 6)}${codes.map((code) => bitsOf(code, 7)).join('')}`;
}

/** The fewest codes for a host name: from every place on, the best of a character and the pieces that begin there. */
function piecesOf(text: string): readonly string[] {
  let after: { readonly codes: number; readonly pieces: readonly string[] }[] = [{ codes: 0, pieces: [] }];
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const begun = [text.charAt(at), ...ALL_PIECES.filter((piece) => text.startsWith(piece, at))];
    const ways = begun.map((piece) => {
      const rest = after[piece.length - 1];
      const codes = codesOf(piece)?.length ?? 1;
      return { codes: codes + (rest?.codes ?? 0), pieces: [piece, ...(rest?.pieces ?? [])] };
    });
    const best = ways.reduce((least, way) => (way.codes < least.codes ? way : least));
    after = [best, ...after];
  }
  return after[0]?.pieces ?? [];
}
