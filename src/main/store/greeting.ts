import { relative } from 'node:path';
import { DEMO_STAFF } from './demo-staff.ts';
import type { DeviceChoice } from './device-choice.ts';
import { type BoxPorts, WANTED_PORTS } from './lane-config.ts';
import type { Layout } from './layout.ts';

export interface Greeting {
  readonly layout: Layout;
  readonly workingDirectory: string;
  readonly ports: BoxPorts;
  readonly devices: DeviceChoice;
  readonly launchUrl: string;
  readonly pageUrl: string;
  /** Null where the gate does not run. */
  readonly gateUrl: string | null;
  /** Where the window is, or why there is none. */
  readonly window: string;
  readonly milliseconds: number;
  readonly colours: boolean;
}

const NOT_BUILT = ['staff console'];

/** What a start says: where everything is, what is absent, how to shop. */
export function greetingLines(greeting: Greeting): string[] {
  const { layout, ports, launchUrl, pageUrl, gateUrl, window, milliseconds, colours } = greeting;
  const bold = (text: string): string => (colours ? `\u001b[1m${text}\u001b[0m` : text);
  const quiet = (text: string): string => (colours ? `\u001b[2m${text}\u001b[0m` : text);
  const row = (name: string, value: string, note: string): string[] => [
    `  ${name.padEnd(12)}${bold(value)}`,
    `  ${' '.repeat(12)}${quiet(note)}`,
  ];
  const moved = (Object.keys(WANTED_PORTS) as (keyof BoxPorts)[]).filter((name) => ports[name] !== WANTED_PORTS[name]);
  const where = (path: string): string => relative(greeting.workingDirectory, path) || '.';
  return [
    '',
    `  ${bold('Checkstand')}, the store in a box ${quiet(`ready in ${(milliseconds / 1000).toFixed(1)} s`)}`,
    '',
    ...row('Lane 1', launchUrl, `opens once; \`npx checkstand status\` gives another. ${window}`),
    ...(gateUrl === null
      ? []
      : row(
          'Gate 1',
          gateUrl,
          'knows what the lane has sold; walk through it, or hold a receipt to it, on the devices’ page',
        )),
    ...row(
      'Devices',
      pageUrl,
      `scanner ${ports.scanner}, printer ${ports.printer}, card terminal ${ports.terminal}, ${chosenText(greeting)}, gate scanner ${ports.gateScanner}, scale ${ports.scale}`,
    ),
    ...row('Staff', DEMO_STAFF.map(staffText).join(', '), 'number and PIN; in this box only'),
    ...row(
      'Cloud',
      `http://127.0.0.1:${ports.cloud}`,
      "takes the lane's journal; `npx checkstand status` says how far it is",
    ),
    ...row('Data', where(layout.lane), `kept between starts; logs in ${where(layout.logs)}`),
    ...(moved.length === 0
      ? []
      : [
          `  ${quiet(`Taken ports moved: ${moved.map((name) => `${name} ${WANTED_PORTS[name]} → ${ports[name]}`).join(', ')}`)}`,
        ]),
    '',
    `  To shop: open the devices' page and click an item to scan it, touch Pay at the lane, present a card on the page.`,
    `  ${quiet(`Not built yet: ${NOT_BUILT.join(', ')}.`)}`,
    '',
    `  ${quiet('Ctrl-C stops everything.')}`,
    '',
  ];
}

const MAKERS = { shelly: 'Shelly', tasmota: 'Tasmota' } as const;

/** The devices that there is a choice of, and where those are that were chosen. */
function chosenText({ ports, devices }: Greeting): string {
  const { padReader, laneLight, gateLights } = devices;
  const light =
    laneLight === 'lcus' ? `light ${ports.lights}` : `light on ${MAKERS[laneLight]} relays, broker ${ports.broker}`;
  const reader = {
    llrp: ports.rfidReader,
    'impinj-http': ports.impinj,
    'impinj-mqtt': ports.broker,
    'zebra-mqtt': ports.broker,
    'zebra-http': ports.zebra,
  }[padReader];
  const over = padReader === 'llrp' ? '' : ` (${padReader})`;
  const gate = gateLights === 'reader' ? '' : ` with lights on ${MAKERS[gateLights]} relays`;
  return `${light}, RFID reader${over} ${reader}, gate ${ports.gateReader}${gate}`;
}

function staffText({ operator, pin }: (typeof DEMO_STAFF)[number]): string {
  return `${operator.role} ${operator.name} ${operator.id} / ${pin}`;
}
