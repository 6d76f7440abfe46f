import { z } from 'zod';
import type { EmulatedPrinter } from '../printer/index.ts';
import type { EmulatedScanner } from '../scanner/index.ts';
import { plugRoute, post, type RouteEntry } from './route.ts';

const scanBody = z.strictObject({ data: z.string().min(1).max(20_000) });
const nothing = z.strictObject({});
/** How a QR code with no further meaning is announced (AIM symbology identifiers, ISO/IEC 15424). */
const QR_AIM = { aim: ']Q1' } as const;

/** The scanner at the gate: a person holds a receipt to it, or anything else. */
export function gateScannerRoutes(scanner: EmulatedScanner, printer: EmulatedPrinter): RouteEntry[] {
  return [
    post(/^\/api\/gateScanner\/scan$/, scanBody, ({ data }) => scanner.scan(data, QR_AIM)),
    post(/^\/api\/gateScanner\/receipt$/, nothing, () => {
      const code = printer
        .papers()
        .findLast(({ codes }) => codes.length > 0)
        ?.codes.at(-1);
      return code === undefined ? { kind: 'noReceipt' } : scanner.scan(code, QR_AIM);
    }),
    plugRoute(/^\/api\/gateScanner\/plug$/, scanner),
  ];
}
