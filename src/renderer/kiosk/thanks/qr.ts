import qrcode from 'qrcode-generator';

/** Modules of white around a QR code (ISO/IEC 18004, 6.3.8). */
export const QUIET_ZONE = 4;

/** A payload as a QR code, error correction M: its side in modules without the quiet zone, and one SVG path of its dark ones. */
export function qrPath(payload: string): { side: number; path: string } {
  const code = qrcode(0, 'M');
  code.addData(payload);
  code.make();
  const side = code.getModuleCount();
  let path = '';
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      if (!code.isDark(row, column)) continue;
      let run = 1;
      while (column + run < side && code.isDark(row, column + run)) run++;
      path += `M${column} ${row}h${run}v1h-${run}z`;
      column += run - 1;
    }
  }
  return { side, path };
}

/** An exit code in groups of four, as it is read aloud: "7Q2M9KXF" → "7Q2M 9KXF". */
export function groupCode(code: string): string {
  return code.replaceAll(/[\s-]/g, '').replaceAll(/(.{4})(?=.)/gu, '$1 ');
}
