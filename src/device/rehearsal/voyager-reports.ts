const filled = (head: readonly number[], tail: readonly number[]) =>
  Uint8Array.from([...head, ...Array<number>(64 - head.length - tail.length).fill(0), ...tail]);

/** What a Honeywell Voyager 1602g sent when it was asked for its revision, as published with the protocol's description (python_hon_usbhid). */
export const VOYAGER_REPORTS: readonly Uint8Array[] = [
  filled(
    [
      2, 56, 93, 88, 48, 80, 114, 111, 100, 117, 99, 116, 32, 78, 97, 109, 101, 58, 32, 86, 111, 121, 97, 103, 101, 114,
      32, 49, 54, 48, 50, 103, 13, 10, 66, 111, 111, 116, 32, 82, 101, 118, 105, 115, 105, 111, 110, 58, 32, 58, 32, 56,
      57, 57, 50, 13, 10, 83, 111, 102, 116,
    ],
    [63, 0, 1],
  ),
  filled([2, 9, 93, 88, 48, 117, 109, 58, 32, 78, 47, 65, 13, 10], [63, 0, 0]),
  filled([2, 8, 93, 90, 54, 82, 69, 86, 73, 78, 70, 6, 46], [54, 0, 0]),
];

/** The symbols that they hold, each behind its AIM identifier. */
export const VOYAGER_SYMBOLS: readonly string[] = [
  ']X0 Product Name: Voyager 1602g\r\nBoot Revision: : 8992\r\nSoftum: N/A\r\n',
  ']Z6 REVINF\x06.',
];
