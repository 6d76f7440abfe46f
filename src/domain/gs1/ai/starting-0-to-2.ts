import type { AiRow } from './row.ts';

const TRADE_ITEM = 'with 01,02,8006,8026';
const TRADE_ITEM_OR_ORDER = 'with 01,02,03,8006,8026';

/**
 * AIs that start with 0, 1 and 2 (GS1 General Specifications 3.3, 3.4, 3.5; pairs 4.13).
 */
export const STARTING_0_TO_2: readonly AiRow[] = [
  ['00', 'SSCC', 'N18:checkDigit'],
  ['01', 'GTIN', 'N14:checkDigit', 'not 02,03,255,37'],
  ['02', 'CONTENT', 'N14:checkDigit', 'with 37; not 01,03'],
  ['03', 'MTO GTIN', 'N14:checkDigit', 'not 01,02,37'],
  ['10', 'BATCH/LOT', 'X..20', TRADE_ITEM_OR_ORDER],
  ['11', 'PROD DATE', 'N6:dateOrMonth', TRADE_ITEM_OR_ORDER],
  ['12', 'DUE DATE', 'N6:dateOrMonth', 'with 8020'],
  ['13', 'PACK DATE', 'N6:dateOrMonth', TRADE_ITEM_OR_ORDER],
  ['15', 'BEST BEFORE or BEST BY', 'N6:dateOrMonth', TRADE_ITEM_OR_ORDER],
  ['16', 'SELL BY', 'N6:dateOrMonth', TRADE_ITEM_OR_ORDER],
  ['17', 'USE BY OR EXPIRY', 'N6:dateOrMonth', 'with 01,02,03,255,8006,8026'],
  ['20', 'VARIANT', 'N2', TRADE_ITEM],
  ['21', 'SERIAL', 'X..20', 'with 01,03,8006; not 235'],
  ['22', 'CPV', 'X..20', 'with 01'],
  ['235', 'TPX', 'X..28', 'with 01'],
  ['240', 'ADDITIONAL ID', 'X..30', TRADE_ITEM],
  ['241', 'CUST. PART No.', 'X..30', TRADE_ITEM],
  ['242', 'MTO VARIANT', 'N..6', TRADE_ITEM],
  ['243', 'PCN', 'X..20', 'with 01'],
  ['250', 'SECONDARY SERIAL', 'X..30', 'with 01,8006; with 21'],
  ['251', 'REF. TO SOURCE', 'X..30', 'with 01,8006'],
  ['253', 'GDTI', 'N13:checkDigit X..17?'],
  ['254', 'GLN EXTENSION COMPONENT', 'X..20', 'with 414'],
  ['255', 'GCN', 'N13:checkDigit N..12?', 'not 01,02,415,8006,8020,8026'],
];
