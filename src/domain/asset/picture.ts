/**
 * What a picture's first bytes say it is. Bytes from outside are believed in this alone: a kiosk is given rasters that stand still and that
 * have room in its memory, and nothing that could hold a script.
 */
import type { PictureType } from './asset.ts';

export interface PictureFacts {
  readonly type: PictureType;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

/** Most pixels of a side: unpacked, a small file may be large. */
export const MOST_SIDE = 2048;

/** Null for what is none of PNG, JPEG and WebP, moves, or is larger than MOST_SIDE. */
export function readPicture(bytes: Uint8Array): PictureFacts | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const facts = pngFacts(view) ?? jpegFacts(view) ?? webpFacts(view);
  if (facts === null) return null;
  const fits = (side: number): boolean => side >= 1 && side <= MOST_SIDE;
  return fits(facts.width) && fits(facts.height) ? facts : null;
}

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_CHUNKS_AT = 8;
/** Length, type and checksum around a chunk's data. */
const PNG_CHUNK_FRAME = 12;

/** Source: PNG (third edition), 5.2 (signature), 11.2.1 (IHDR), 11.3.6.1 (acTL, which makes it move and stands before IDAT). */
function pngFacts(view: DataView): PictureFacts | null {
  if (!PNG_SIGNATURE.every((byte, at) => at < view.byteLength && view.getUint8(at) === byte)) return null;
  if (!isText(view, PNG_CHUNKS_AT + 4, 'IHDR') || view.byteLength < PNG_CHUNKS_AT + PNG_CHUNK_FRAME + 13) return null;
  for (let at = PNG_CHUNKS_AT; at + PNG_CHUNK_FRAME <= view.byteLength; at += PNG_CHUNK_FRAME + view.getUint32(at)) {
    if (isText(view, at + 4, 'acTL')) return null;
    if (isText(view, at + 4, 'IDAT'))
      return {
        type: 'image/png',
        width: view.getUint32(PNG_CHUNKS_AT + 8),
        height: view.getUint32(PNG_CHUNKS_AT + 12),
      };
  }
  return null;
}

/** Frame headers but DHT (C4), JPG (C8) and DAC (CC), which are others. Source: ITU-T T.81, table B.1. */
const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

/** Source: ITU-T T.81, B.1.1.4 (segments), B.2.2 (frame header). */
function jpegFacts(view: DataView): PictureFacts | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= view.byteLength; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    // What is compressed begins before its size was said.
    if (marker === 0xda || marker === 0xd9 || marker < 0xc0) return null;
    if (isFrameHeader(marker))
      return { type: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + Math.max(2, view.getUint16(at + 2));
  }
  return null;
}

const VP8X_ANIMATION = 0x02;

/** Source: RFC 9649, 2.4 to 2.7; RFC 6386, 9.1; RFC 9649, 3.4. */
function webpFacts(view: DataView): PictureFacts | null {
  if (view.byteLength < 30 || !isText(view, 0, 'RIFF') || !isText(view, 8, 'WEBP')) return null;
  const type = 'image/webp';
  if (isText(view, 12, 'VP8 ')) {
    if (view.getUint8(23) !== 0x9d || view.getUint8(24) !== 0x01 || view.getUint8(25) !== 0x2a) return null;
    return { type, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (isText(view, 12, 'VP8L')) {
    if (view.getUint8(20) !== 0x2f) return null;
    const packed = view.getUint32(21, true);
    return { type, width: (packed & 0x3fff) + 1, height: ((packed >>> 14) & 0x3fff) + 1 };
  }
  if (!isText(view, 12, 'VP8X') || (view.getUint8(20) & VP8X_ANIMATION) !== 0) return null;
  const uint24 = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_0000;
  return { type, width: uint24(24) + 1, height: uint24(27) + 1 };
}

function isText(view: DataView, at: number, text: string): boolean {
  if (at + text.length > view.byteLength) return false;
  return [...text].every((letter, index) => view.getUint8(at + index) === letter.charCodeAt(0));
}
