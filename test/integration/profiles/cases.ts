import type { HidModel } from './hid-scan.ts';

/** How each shipped profile is tried: against which end, over which wires, and what its model is known by. */
export type Case =
  | { readonly kind: 'scan'; readonly wires: Wires; readonly prefix?: string; readonly suffix: string }
  | { readonly kind: 'hidScan'; readonly model: HidModel }
  | { readonly kind: 'print'; readonly wires: Wires; readonly end: 'escPos' | 'star'; readonly paper: Paper }
  | { readonly kind: 'pay'; readonly wires: Wires }
  | { readonly kind: 'light'; readonly wires: Wires }
  | { readonly kind: 'switch'; readonly board: 'shelly' | 'tasmota' }
  | { readonly kind: 'weigh'; readonly wires: Wires; readonly protocol: Protocol }
  | { readonly kind: 'read'; readonly by: 'llrp' | 'impinjHttp' | 'impinjMqtt' | 'zebraHttp' | 'zebraMqtt' };

export type Wire = 'tcp' | 'serial';
type Wires = readonly Wire[];
type Protocol = 'mt-sics' | 'toledo-8217' | 'nci' | 'cas' | 'dialog-06';

/** `certain`: whether a print on it is ever confirmed. */
interface Paper {
  readonly columns: number;
  readonly dots: number;
  readonly certain: boolean;
}

const BOTH = ['tcp', 'serial'] as const;
const TCP = ['tcp'] as const;
const SERIAL = ['serial'] as const;
const NARROW = { columns: 42, dots: 512, certain: true };
const WIDE = { columns: 48, dots: 576, certain: true };
const lines = (wires: Wires, suffix: string, prefix = ''): Case => ({ kind: 'scan', wires, suffix, prefix });
const hid = (toldToTalk: boolean, late = false): Case => ({ kind: 'hidScan', model: { toldToTalk, late } });
const escPos = (wires: Wires, paper: Paper): Case => ({ kind: 'print', wires, end: 'escPos', paper });
const star = (wires: Wires, paper: Paper): Case => ({ kind: 'print', wires, end: 'star', paper });
const pay = (wires: Wires): Case => ({ kind: 'pay', wires });
const weigh = (protocol: Protocol): Case => ({ kind: 'weigh', wires: BOTH, protocol });

/** By category and name. What is said here is said again, from the makers' papers, and not read out of the profile. */
export const CASES: Readonly<Record<string, Case>> = {
  'lights/lcus-4-usb': { kind: 'light', wires: SERIAL },
  'lights/lcus-8-usb': { kind: 'light', wires: SERIAL },
  'lights/lcus-relay': { kind: 'light', wires: BOTH },
  'lights/shelly-pro-4-mqtt': { kind: 'switch', board: 'shelly' },
  'lights/tasmota-4-mqtt': { kind: 'switch', board: 'tasmota' },
  'paymentTerminal/ccv-base-next': pay(TCP),
  'paymentTerminal/ingenico-desk-3500': pay(TCP),
  'paymentTerminal/verifone-h5000-serial': pay(BOTH),
  'paymentTerminal/zvt-generic': pay(TCP),
  'paymentTerminal/zvt-generic-serial': pay(BOTH),
  'paymentTerminal/zvt-slow-status': pay(TCP),
  'paymentTerminal/zvt-text-blocks': pay(TCP),
  'posPrinter/bixolon-srp-330': escPos(BOTH, NARROW),
  'posPrinter/bixolon-srp-332': escPos(SERIAL, WIDE),
  'posPrinter/citizen-ct-s310': escPos(SERIAL, WIDE),
  'posPrinter/epson-tm-t20': escPos(TCP, WIDE),
  'posPrinter/epson-tm-t88': escPos(TCP, NARROW),
  'posPrinter/generic-escpos-80mm': escPos(TCP, WIDE),
  'posPrinter/generic-escpos-silent': escPos(TCP, { ...WIDE, certain: false }),
  'posPrinter/generic-star-etb': star(TCP, WIDE),
  'posPrinter/star-mc-print3': star(TCP, WIDE),
  'posPrinter/star-tsp143iv': star(TCP, WIDE),
  'posPrinter/star-tsp654ii': star(BOTH, WIDE),
  'rfidReader/impinj-r420-llrp': { kind: 'read', by: 'llrp' },
  'rfidReader/impinj-r700-http': { kind: 'read', by: 'impinjHttp' },
  'rfidReader/impinj-r700-llrp': { kind: 'read', by: 'llrp' },
  'rfidReader/impinj-r700-mqtt': { kind: 'read', by: 'impinjMqtt' },
  'rfidReader/zebra-fx7500-http': { kind: 'read', by: 'zebraHttp' },
  'rfidReader/zebra-fx7500-mqtt': { kind: 'read', by: 'zebraMqtt' },
  'rfidReader/zebra-fx9600-http': { kind: 'read', by: 'zebraHttp' },
  'rfidReader/zebra-fx9600-llrp': { kind: 'read', by: 'llrp' },
  'rfidReader/zebra-fx9600-mqtt': { kind: 'read', by: 'zebraMqtt' },
  'scale/brecknell-6712': weigh('nci'),
  'scale/mettler-toledo-ariva-s': weigh('toledo-8217'),
  'scale/mettler-toledo-ics4x5': weigh('mt-sics'),
  'scale/ohaus-aviator-7000': weigh('cas'),
  'scale/ohaus-aviator-7000-dialog-06': weigh('dialog-06'),
  'scanner/datalogic-powerscan-serial': lines(BOTH, '\r'),
  'scanner/generic-line-over-tcp': lines(TCP, '\r\n'),
  'scanner/generic-stx-etx-over-tcp': lines(TCP, '\x03', '\x02'),
  'scanner/generic-unterminated-over-tcp': lines(TCP, ''),
  'scanner/honeywell-hid-pos': hid(true),
  'scanner/honeywell-serial': lines(BOTH, '\r'),
  'scanner/youjie-hid-pos': hid(true),
  'scanner/zebra-hid-pos': hid(false),
  'scanner/zebra-hid-pos-shifted': hid(false, true),
  'scanner/zebra-serial': lines(BOTH, '\r'),
};
