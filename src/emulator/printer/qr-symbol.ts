import qrcode from 'qrcode-generator';
import { type Bitmap, blankBitmap, enlarged, ink } from './bitmap.ts';
import type { PrintMode, QrSettings } from './mode.ts';

const QR_CODE = 49;
const levels: Readonly<Record<number, QrSettings['level']>> = { 48: 'L', 49: 'M', 50: 'Q', 51: 'H' };

export type SymbolStep =
  | { readonly kind: 'set'; readonly qr: QrSettings }
  | { readonly kind: 'print' }
  | { readonly kind: 'ignored' };

/**
 * One `GS ( k` for a QR code: functions 165 model, 167 size, 169 error correction, 180 store, 181 print (Epson's ESC/POS command
 * reference, "GS ( k"). Model 1 is drawn as model 2; other symbols are ignored.
 *
 * @param data cn, fn and the parameters.
 */
export function symbolStep(mode: PrintMode, data: Uint8Array): SymbolStep {
  const [cn, fn, first = 0] = data;
  if (cn !== QR_CODE) return { kind: 'ignored' };
  switch (fn) {
    case 65:
      return { kind: 'set', qr: mode.qr };
    case 67:
      return first >= 1 && first <= 16 ? { kind: 'set', qr: { ...mode.qr, size: first } } : { kind: 'ignored' };
    case 69:
      return { kind: 'set', qr: { ...mode.qr, level: levels[first] ?? mode.qr.level } };
    case 80:
      return { kind: 'set', qr: { ...mode.qr, stored: Buffer.from(data.subarray(3)).toString('latin1') } };
    case 81:
      return { kind: 'print' };
    default:
      return { kind: 'ignored' };
  }
}

/** Draws the stored data, without a quiet zone, as a printer does. `undefined` when there are none or they don't fit a symbol. */
export function qrSymbol({ stored, level, size }: QrSettings): Bitmap | undefined {
  if (stored === '') return undefined;
  const code = qrcode(0, level);
  try {
    code.addData(stored, 'Byte');
    code.make();
  } catch {
    return undefined;
  }
  const modules = code.getModuleCount();
  const symbol = blankBitmap(modules, modules);
  for (let y = 0; y < modules; y++) {
    for (let x = 0; x < modules; x++) if (code.isDark(y, x)) ink(symbol, x, y);
  }
  return enlarged(symbol, size, size);
}
