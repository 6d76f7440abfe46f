import { digital } from './digital.ts';
import { fault } from './fault.ts';
import { gate } from './gate.ts';
import { kiosk } from './kiosk.ts';
import { notice } from './notice.ts';
import { receipt } from './receipt.ts';
import { shell } from './shell.ts';
import { staff } from './staff.ts';

/** English, the source language. */
export const en = { ...digital, ...fault, ...gate, ...kiosk, ...notice, ...receipt, ...shell, ...staff } as const;
