import { RELAY_TOPICS } from '../../emulator/relays/topics.ts';
import { IMPINJ_TOPIC, ZEBRA_LOGIN, ZEBRA_TOPIC } from '../../emulator/rfid-reader/topics.ts';
import type { BoxPorts } from './lane-config.ts';

/** How the pad's reader is read, as the names of profiles end. */
export const PAD_READERS = ['llrp', 'impinj-http', 'impinj-mqtt', 'zebra-mqtt', 'zebra-http'] as const;
/** What the lane's light hangs on. */
export const LANE_LIGHTS = ['lcus', 'shelly', 'tasmota'] as const;
/** What lights, siren and door of the gate hang on; `reader`: its reader's outputs, which have no door. */
export const GATE_LIGHTS = ['reader', 'shelly', 'tasmota'] as const;

/** Which of the emulated devices the box is bound to. */
export interface DeviceChoice {
  readonly padReader: (typeof PAD_READERS)[number];
  readonly laneLight: (typeof LANE_LIGHTS)[number];
  readonly gateLights: (typeof GATE_LIGHTS)[number];
}

export const USUAL_DEVICES: DeviceChoice = { padReader: 'llrp', laneLight: 'lcus', gateLights: 'reader' };

const HOST = '127.0.0.1';
const RELAY_PROFILES = { shelly: 'shelly-pro-4-mqtt', tasmota: 'tasmota-4-mqtt' } as const;
/** What the Zebra reader logs in with where it posts: in this box only, and on this machine only. */
const POST_LOGIN = { username: 'fx9600', password: 'demo' } as const;

/** One device of the configuration, as TOML. */
function device(
  id: string,
  category: string,
  profile: string,
  url: string,
  options: Readonly<Record<string, string>> = {},
): string {
  const pairs = Object.entries(options).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const rest = pairs.length === 0 ? '' : `options = { ${pairs.join(', ')} }\n`;
  return `[[devices]]
id = "${id}"
category = "${category}"
profile = "${profile}"
url = "${url}"
${rest}`;
}

export function padReaderPart({ padReader }: DeviceChoice, ports: BoxPorts): string {
  const broker = `mqtt://${HOST}:${ports.broker}`;
  const impinj = `http://${HOST}:${ports.impinj}`;
  const reader = (profile: string, url: string, options: Readonly<Record<string, string>> = {}) =>
    device('pad-1', 'rfidReader', profile, url, options);
  switch (padReader) {
    case 'llrp':
      return reader('impinj-r420-llrp', `tcp://${HOST}:${ports.rfidReader}`);
    case 'impinj-http':
      return reader('impinj-r700-http', impinj);
    case 'impinj-mqtt':
      return reader('impinj-r700-mqtt', `${broker}/${IMPINJ_TOPIC}`, { restUrl: impinj });
    case 'zebra-mqtt':
      return reader('zebra-fx9600-mqtt', `${broker}/${ZEBRA_TOPIC}`);
    case 'zebra-http':
      return reader('zebra-fx9600-http', `http://${HOST}:${ports.zebra}`, {
        ...ZEBRA_LOGIN,
        listen: `${HOST}:${ports.padPosts}`,
        listenUsername: POST_LOGIN.username,
        listenPassword: POST_LOGIN.password,
      });
  }
}

export function laneLightPart({ laneLight }: DeviceChoice, ports: BoxPorts): string {
  if (laneLight === 'lcus') return device('lights-1', 'lights', 'lcus-relay', `tcp://${HOST}:${ports.lights}`);
  const url = `mqtt://${HOST}:${ports.broker}/${RELAY_TOPICS.laneRelays}`;
  return device('lights-1', 'lights', RELAY_PROFILES[laneLight], url);
}

export function gateLightsPart({ gateLights }: DeviceChoice, ports: BoxPorts): string {
  if (gateLights === 'reader') return '[gate.signals]\nreader = "reader-1"\ngreen = 1\nred = 2\nsiren = 3\n';
  const url = `mqtt://${HOST}:${ports.broker}/${RELAY_TOPICS.gateRelays}`;
  return `${device('lights-1', 'lights', RELAY_PROFILES[gateLights], url)}
[gate.signals]
relays = "lights-1"
green = 1
red = 2
siren = 3
door = 4
`;
}

/** What the emulators have to be told, so that everything chosen is there. */
export function choiceArguments({ padReader, laneLight, gateLights }: DeviceChoice, ports: BoxPorts): string[] {
  const { username, password } = POST_LOGIN;
  return [
    ...[
      '--broker-port',
      String(ports.broker),
      '--impinj-port',
      String(ports.impinj),
      '--zebra-port',
      String(ports.zebra),
    ],
    ...(padReader === 'llrp' ? [] : ['--iot-readers']),
    ...(padReader === 'zebra-http'
      ? ['--zebra-posts', `http://${username}:${password}@${HOST}:${ports.padPosts}`]
      : []),
    ...(laneLight === 'lcus' ? [] : ['--lane-relays', laneLight]),
    ...(gateLights === 'reader' ? [] : ['--gate-relays', gateLights]),
  ];
}
