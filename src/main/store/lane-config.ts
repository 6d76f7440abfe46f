import { type DeviceChoice, gateLightsPart, laneLightPart, padReaderPart, USUAL_DEVICES } from './device-choice.ts';
import { GATE, LANE, STORE } from './layout.ts';

/** Ports that the store in a box stands on. */
export interface BoxPorts {
  readonly lane: number;
  readonly page: number;
  readonly scanner: number;
  readonly printer: number;
  readonly terminal: number;
  readonly lights: number;
  readonly rfidReader: number;
  readonly broker: number;
  readonly impinj: number;
  readonly gateReader: number;
  readonly gateScanner: number;
  readonly scale: number;
  readonly gate: number;
  readonly bus: number;
  readonly pairing: number;
  readonly zebra: number;
  /** Where a Zebra reader over HTTP posts what lies on the pad. */
  readonly padPosts: number;
  readonly cloud: number;
}

/** The ports wanted; a taken one moves to the next free one. */
export const WANTED_PORTS: BoxPorts = {
  lane: 7300,
  page: 7310,
  scanner: 7311,
  printer: 7312,
  terminal: 7313,
  lights: 7314,
  rfidReader: 7315,
  broker: 7316,
  impinj: 7317,
  gateReader: 7318,
  gateScanner: 7324,
  scale: 7319,
  gate: 7301,
  bus: 7320,
  pairing: 7321,
  zebra: 7322,
  padPosts: 7323,
  cloud: 7400,
};

const WRITTEN =
  'Written by `checkstand store` at every start. What you want different goes into conf.d/*.toml beside this file.';

/** The shop, as every box of it is told. */
const STORE_PART = `[store]
id = ${JSON.stringify(STORE)}
name = "Corner & Co."
address = ["1 Market Square", "Demo Town"]
taxId = "GB 000 0000 00"
currency = "GBP"
timezone = "Europe/London"
pricesIncludeTax = true
taxRounding = "document"
locale = "en"
# Of the demo goods: tags of others are another shop's, and ignored. The third is that of GTIN-8s.
companyPrefixes = ["952100", "952101", "0000095"]
labels = [
  { pattern = "02IIIIIVPPPPC", verifier = "price4" },
  { pattern = "22IIIIIWWWWWC" },
]

[[taxes]]
code = "A"
percent = "20"
name = "VAT"

[[taxes]]
code = "B"
percent = "5"
name = "VAT"

[[taxes]]
code = "Z"
percent = "0"
name = "VAT"

[[taxes]]
code = "E"
percent = "0"
name = "VAT exempt"
exempt = true

`;

/** Configuration of the box's lane as TOML. `stateDirectory` is absolute. */
export function laneConfig(stateDirectory: string, ports: BoxPorts, choice: DeviceChoice = USUAL_DEVICES): string {
  const text = JSON.stringify;
  return `# ${WRITTEN}

[workstation]
id = ${text(LANE)}
label = "Lane 1"
roles = ["lane", "hub"]

${STORE_PART}[server]
port = ${ports.lane}

[bus]
port = ${ports.bus}
pairingPort = ${ports.pairing}

[cloud]
url = "http://127.0.0.1:${ports.cloud}"

[state]
directory = ${text(stateDirectory)}

[[devices]]
id = "scanner-1"
category = "scanner"
profile = "generic-line-over-tcp"
url = "tcp://127.0.0.1:${ports.scanner}"

[[devices]]
id = "printer-1"
category = "posPrinter"
profile = "epson-tm-t20"
url = "tcp://127.0.0.1:${ports.printer}"

[[devices]]
id = "terminal-1"
category = "paymentTerminal"
profile = "zvt-generic"
url = "tcp://127.0.0.1:${ports.terminal}"

${laneLightPart(choice, ports)}
${padReaderPart(choice, ports)}
[[devices]]
id = "scale-1"
category = "scale"
profile = "mettler-toledo-ariva-s"
url = "tcp://127.0.0.1:${ports.scale}"

[pad]
reader = "pad-1"
`;
}

/** Configuration of the box's gate as TOML. `stateDirectory` is absolute. */
export function gateConfig(stateDirectory: string, ports: BoxPorts, choice: DeviceChoice = USUAL_DEVICES): string {
  const text = JSON.stringify;
  return `# ${WRITTEN}

[workstation]
id = ${text(GATE)}
label = "Gate 1"
roles = ["gate"]

${STORE_PART}[server]
port = ${ports.gate}

[state]
directory = ${text(stateDirectory)}

[[devices]]
id = "reader-1"
category = "rfidReader"
profile = "impinj-r420-llrp"
url = "tcp://127.0.0.1:${ports.gateReader}"

[[devices]]
id = "exit-scanner"
category = "scanner"
profile = "generic-line-over-tcp"
url = "tcp://127.0.0.1:${ports.gateScanner}"

${gateLightsPart(choice, ports)}`;
}
