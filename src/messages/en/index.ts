import { kiosk } from './kiosk.ts';
import { notice } from './notice.ts';
import { receipt } from './receipt.ts';
import { shell } from './shell.ts';

/** English, the source language. */
export const en = { ...kiosk, ...notice, ...receipt, ...shell } as const;
