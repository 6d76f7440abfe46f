import { decodeEpc } from '../../../domain/epc/epc.ts';
import { type KeyHash, ledgerKeyText } from '../../../domain/epc/ledger-key.ts';
import type { EpcRefusalReason } from '../../../domain/epc/refusal.ts';
import type { LineTag } from '../../../domain/transaction/transaction.ts';

/** What a tag says it is, before anyone asks whether it may be sold. */
export type ReadTag =
  | {
      readonly kind: 'piece';
      readonly tag: LineTag;
      readonly gtin: string;
      readonly serial: string;
      /** Last day to use it (AI 17) and to sell it (AI 16), YYMMDD, where the tag says so. */
      readonly expiry?: string;
      readonly sellBy?: string;
    }
  /** A sound EPC of what is not sold by the piece: a crate, a pallet, a place, a part of an item. */
  | { readonly kind: 'other' }
  | { readonly kind: 'unreadable'; readonly reason: EpcRefusalReason };

/** DSGTIN+ carries one date; its canonical Digital Link names it (TDS 2.3, 14.6.2). */
const DATE = /[?&](17|16)=(\d{6})(?=&|$)/;

/** Reads a tag's memory, given in hexadecimal as its reader delivered it. Never throws. */
export function readTag(hex: string, hash: KeyHash): ReadTag {
  const epc = decodeEpc(hex);
  if (epc.kind === 'refused') return { kind: 'unreadable', reason: epc.reason };
  const { gtin, serial, scheme, digitalLink, bits } = epc;
  const isPiece = gtin !== null && serial !== null && !scheme.startsWith('ITIP');
  if (!isPiece) return { kind: 'other' };
  const digits = 2 * Math.ceil(bits / 8);
  const tag = {
    epc: epc.hex.slice(0, digits).padEnd(digits, '0').toUpperCase(),
    key: ledgerKeyText(epc, hash),
  };
  const [, ai, date] = DATE.exec(digitalLink ?? '') ?? [];
  const dated = date === undefined ? {} : ai === '17' ? { expiry: date } : { sellBy: date };
  return { kind: 'piece', tag, gtin, serial, ...dated };
}
