import { fault } from './fault.ts';
import { kiosk } from './kiosk.ts';
import { notice } from './notice.ts';
import { receipt } from './receipt.ts';
import { shell } from './shell.ts';

/** English, the source language. */
export const en = { ...fault, ...kiosk, ...notice, ...receipt, ...shell } as const;
