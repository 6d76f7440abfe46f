import { createHash } from 'node:crypto';
import { type CompiledPromotions, compilePromotions } from '../../src/domain/promotion/compile.ts';
import type { PromotableLine } from '../../src/domain/promotion/engine.ts';
import type { Promotion } from '../../src/domain/promotion/shape.ts';
import type { Unit } from './brute-unit.ts';

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export const CONTEXT = { at: '2026-03-02T10:00:00.000Z', coupons: [], segments: [] };

export function compiled(
  promotions: readonly Promotion[],
  strategy: 'optimal' | 'ordered' = 'optimal',
): CompiledPromotions {
  return compilePromotions(promotions, { sha256, timeZone: 'Europe/London', strategy });
}

/** The pieces of a basket, one by one. */
export function unitsOf(lines: readonly PromotableLine[]): Unit[] {
  return lines.flatMap((line, at) =>
    line.promotable
      ? Array.from({ length: line.quantity }, () => ({
          item: line.itemId,
          categories: line.categories,
          price: line.unitPrice,
          grams: line.grams ?? null,
          line: at,
          net: line.unitPrice,
          takenIn: null,
        }))
      : [],
  );
}
