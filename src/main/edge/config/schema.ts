import { z } from 'zod';
import { gateSchema } from './gate-schema.ts';
import { placeUriSchema, storeSchema, taxSchema } from './store-schema.ts';

/** Categories of which a box may have several. */
const SEVERAL: ReadonlySet<string> = new Set(['scanner', 'rfidReader']);

const DEVICE_URL =
  /^(?:serial:\/\/\/[^\s#]+|hid:\/\/[0-9a-fA-F]{4}:[0-9a-fA-F]{4}(?:\/[^\s/?#]+)?|tcp:\/\/[^\s/?#@]+:\d{1,5}|mqtts?:\/\/[^\s/?#@]+(?::\d{1,5})?\/[^\s?#@]+|https?:\/\/[^\s/?#@]+(?::\d{1,5})?\/?)$/;
const LOOPBACK = ['127.0.0.1', '::1'] as const;

const workstationSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'expected lowercase letters, digits and hyphens, at most 32')
    .describe('Id of this box in the store; it is in every journal entry and never changes'),
  label: z.string().min(1).max(40).describe('What people call it: "Lane 1"'),
  roles: z
    .array(z.enum(['lane', 'gate', 'hub']))
    .min(1)
    .default(['lane'])
    .describe(
      'What this box does. "lane" sells, "gate" watches the exit; a box does one of them, and one box of the store is the "hub" as well',
    ),
  location: placeUriSchema
    .optional()
    .describe(
      'This box as a URI in EPCIS events (readPoint): a GLN with its extension; `urn:checkstand:<store.id>:<id>` where left out',
    ),
  training: z
    .boolean()
    .default(false)
    .describe('True where every sale is practice: recorded as training, never counted, and paid without any terminal'),
});

const panelSchema = z.strictObject({
  diagonalInches: z
    .number()
    .min(5)
    .max(100)
    .default(21.5)
    .describe('Diagonal of the screen in inches; sizes on screen are millimetres derived from it'),
  terminalSide: z
    .enum(['left', 'right'])
    .default('right')
    .describe('Side of the screen that the card terminal is mounted on'),
});

const serverSchema = z.strictObject({
  host: z.enum(LOOPBACK).default('127.0.0.1').describe('Loopback address that the screens are served on'),
  port: z.int().min(1).max(65_535).default(7300).describe('TCP port that the screens are served on'),
});

const stateSchema = z.strictObject({
  directory: z
    .string()
    .min(1)
    .max(400)
    .default('/var/lib/checkstand')
    .describe('Directory of databases, keys and the control socket; a relative one starts at the working directory'),
});

const CLOUD_URL = /^(?:https:\/\/[^\s/?#@]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]))(?::\d{1,5})?(?:\/[^\s?#]*)?$/;

const cloudSchema = z.strictObject({
  url: z
    .string()
    .max(400)
    .regex(CLOUD_URL, 'expected an address such as "https://cloud.example"; without TLS on this machine only')
    .describe('Address of the cloud that the journal goes to; `checkstand enrol` joins it'),
  configKey: z
    .string()
    .regex(/^[\w-]{43}$/, 'expected the 43 characters that `checkstand cloud config-key` says')
    .optional()
    .describe('Public key of the office: configuration that it signed is taken from the cloud; without it, none'),
});

const logSchema = z.strictObject({
  level: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe level that is logged; what was scanned appears at "debug" and below only'),
});

const kioskSchema = z.strictObject({
  thankYouSeconds: z.int().min(2).max(120).default(8).describe('Seconds that the thank-you screen stays'),
  idleSeconds: z
    .int()
    .min(10)
    .max(3600)
    .default(60)
    .describe('Seconds that a begun basket may be left alone before the shopper is asked whether they are still there'),
  idleWarningSeconds: z
    .int()
    .min(20)
    .max(600)
    .default(30)
    .describe('Seconds that the question stays before the basket is put aside for staff to recall'),
  keyboardScanner: z
    .boolean()
    .default(false)
    .describe('True where a scanner is wired as a keyboard; prefer one on a serial port or in HID POS mode'),
  cardOnly: z.boolean().default(true).describe('True where the lane takes cards only, and says so'),
});

const scaleSchema = z.strictObject({
  manualTare: z.boolean().default(true).describe('Staff may key the weight of packaging at the lane'),
});
/** What the office may set over the cloud. */
export const SETTABLE = {
  'kiosk.thankYouSeconds': kioskSchema.shape.thankYouSeconds,
  'kiosk.idleSeconds': kioskSchema.shape.idleSeconds,
  'kiosk.idleWarningSeconds': kioskSchema.shape.idleWarningSeconds,
} as const;

const padSchema = z.strictObject({
  reader: z.string().max(32).optional().describe('Id of the RFID reader under the pad; without one there is no pad'),
  reads: z.int().min(1).max(50).default(3).describe('Times that a tag must answer within the window to lie on the pad'),
  rssiFloor: z
    .int()
    .min(-100)
    .max(0)
    .default(-60)
    .describe('Weakest answer that counts, in dBm: what lies beside the pad answers weaker'),
  windowMs: z
    .int()
    .min(200)
    .max(10_000)
    .default(1_500)
    .describe('Milliseconds of the window; a tag that has been silent for as long has left the pad'),
  stableMs: z
    .int()
    .min(200)
    .max(10_000)
    .default(1_000)
    .describe('Milliseconds without a change after which a count is shown'),
  unstableMs: z
    .int()
    .min(1_000)
    .max(60_000)
    .default(6_000)
    .describe('Milliseconds without coming to rest after which the shopper is asked to spread the goods'),
});

const busSchema = z.strictObject({
  host: z
    .string()
    .min(1)
    .max(253)
    .default('127.0.0.1')
    .describe(
      'Address that the hub listens on for the other boxes; they are on the LAN, so it is one of its own there',
    ),
  port: z.int().min(1).max(65_535).default(7320).describe("TCP port of the hub's broker, MQTT over TLS"),
  pairingPort: z
    .int()
    .min(1)
    .max(65_535)
    .default(7321)
    .describe('TCP port at which the hub pairs new boxes, over HTTPS'),
  broker: z
    .enum(['embedded', 'mosquitto'])
    .default('embedded')
    .describe(
      "The hub's broker: its own, or a Mosquitto on its machine that something else starts, with the files that the hub writes",
    ),
  mosquittoDirectory: z
    .string()
    .regex(/^\/[^\s#"]{0,300}$/, 'expected an absolute path without spaces')
    .optional()
    .describe("Folder that the hub writes Mosquitto's files to; `mosquitto` in the state directory where left out"),
  mosquittoPidFile: z
    .string()
    .regex(/^\/[^\s#"]{0,300}$/, 'expected an absolute path without spaces')
    .optional()
    .describe(
      'File that Mosquitto writes its process id to, for the hub to have it read its files anew (SIGHUP); without one something else does',
    ),
});

const profilesSchema = z.strictObject({
  directory: z
    .string()
    .regex(/^\/[^\0]{0,300}$/, 'expected an absolute path')
    .describe(
      "Folder of the store's own device profiles, laid out as firmware-config: `scanner/mine.json` is the profile `mine`; one that has the name of an installed profile takes its place",
    ),
});

const deviceSchema = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,31}$/, 'expected lowercase letters, digits and hyphens, at most 32')
    .describe('Id of the device on this box'),
  category: z
    .enum(['scanner', 'posPrinter', 'paymentTerminal', 'lights', 'rfidReader', 'scale'])
    .describe('UnifiedPOS category'),
  profile: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'expected the name of a profile in firmware-config')
    .describe('Profile of the model, by its name in `profiles.directory` or else in firmware-config'),
  url: z
    .string()
    .max(400)
    .regex(DEVICE_URL, 'expected an address such as "tcp://192.168.1.20:9100"')
    .describe(
      'Where it is: tcp://host:port, serial:///dev/serial/by-id/… (with ?baud=9600&parity=even where it is set otherwise than its profile says), for scanners hid://vid:pid[/serial]; for lights also mqtt://broker/topic; for RFID readers tcp://, mqtt://broker/topic or http://host (mqtts, https over TLS)',
    ),
  options: z
    .record(z.string().max(64), z.union([z.string(), z.number(), z.boolean()]))
    .default({})
    .describe(
      "What this very device is set to, by category. Payment terminals: `password`, `currency`, `timezone`. Printers: `drawer`, `drawerSwitch`, `fonts`. RFID readers: antennas, power and logins (docs/rfid-readers.md, docs/rfid-readers-json.md). Lights over MQTT: logins. Scanners, scales and LCUS boards have none: what differs there is a profile of the store's own",
    ),
});

/** The whole configuration of one box. Every key is documented here and nowhere else; `config keys` prints it. */
export const configSchema = z
  .strictObject({
    workstation: workstationSchema.describe('This box'),
    store: storeSchema.describe('The store it stands in'),
    taxes: z.array(taxSchema).min(1).max(200).describe('Rates of tax'),
    panel: panelSchema.prefault({}).describe('The screen'),
    server: serverSchema.prefault({}).describe('Where the screens are served'),
    state: stateSchema.prefault({}).describe('Where the data lies'),
    cloud: cloudSchema.optional().describe('The back office; without one the box keeps all to itself'),
    log: logSchema.prefault({}).describe('What is logged'),
    kiosk: kioskSchema.prefault({}).describe("The kiosk's behaviour"),
    scale: scaleSchema.prefault({}).describe('How the lane weighs'),
    pad: padSchema.prefault({}).describe('How an RFID pad counts what is laid on it'),
    gate: gateSchema.prefault({}).describe('The gate, where the box is one'),
    bus: busSchema.prefault({}).describe("The store's bus, where the box is the hub"),
    profiles: profilesSchema.optional().describe('Device profiles of its own; without them, those that are installed'),
    devices: z.array(deviceSchema).max(16).default([]).describe('Devices on this box'),
  })
  .superRefine((config, context) => {
    const finding = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const [index, role] of config.workstation.roles.entries()) {
      if (role === 'gate' && config.workstation.roles.includes('lane'))
        finding(['workstation', 'roles', index], 'a box is a lane or a gate, not both yet');
    }
    if (config.workstation.roles.every((role) => role === 'hub'))
      finding(['workstation', 'roles'], 'a hub is a lane or a gate as well');
    for (const key of ['mosquittoDirectory', 'mosquittoPidFile'] as const) {
      if (config.bus.broker === 'embedded' && config.bus[key] !== undefined)
        finding(['bus', key], 'is of use with bus.broker = "mosquitto" only');
    }
    const { direction, antennas, barriers } = config.gate;
    const sides = new Set(antennas.map(({ side }) => side));
    if (direction === 'antennas' && sides.size < 2)
      finding(['gate', 'antennas'], 'expected an antenna inside and one outside, for direction "antennas"');
    if (direction === 'barriers' && barriers === undefined)
      finding(['gate', 'barriers'], 'is missing: direction "barriers" needs it');
    const { signals } = config.gate;
    if (signals !== undefined && (signals.reader === undefined) === (signals.relays === undefined))
      finding(['gate', 'signals'], 'expected reader or relays, one of them');
    if (
      signals?.relays !== undefined &&
      !config.devices.some(({ id, category }) => category === 'lights' && id === signals.relays)
    )
      finding(['gate', 'signals', 'relays'], 'expected the id of a device of the category "lights"');
    const codes = new Set<string>();
    for (const [index, tax] of config.taxes.entries()) {
      const begins = `${tax.code} ${tax.validFrom ?? ''}`;
      if (codes.has(begins)) finding(['taxes', index, 'code'], 'expected each code once, or with another validFrom');
      codes.add(begins);
      if (tax.compound === true && config.store.pricesIncludeTax) {
        finding(['taxes', index, 'compound'], 'a compound rate needs store.pricesIncludeTax = false');
      }
    }
    const { reader } = config.pad;
    const readers = config.devices.filter(({ category }) => category === 'rfidReader');
    if (reader !== undefined && !readers.some(({ id }) => id === reader))
      finding(['pad', 'reader'], 'expected the id of a device of the category "rfidReader"');
    const ids = new Set<string>();
    const single = new Set<string>();
    for (const [index, device] of config.devices.entries()) {
      if (ids.has(device.id)) finding(['devices', index, 'id'], 'expected each id once');
      ids.add(device.id);
      if (!SEVERAL.has(device.category) && single.has(device.category)) {
        finding(['devices', index, 'category'], `a lane has one ${device.category}, and this is the second`);
      }
      single.add(device.category);
    }
  });

export type Config = z.infer<typeof configSchema>;
export type DeviceBinding = Config['devices'][number];
