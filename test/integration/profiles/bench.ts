import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasSocat } from '../../../src/device/rehearsal/pty-pair.ts';
import { EmulatedLights } from '../../../src/emulator/lights/index.ts';
import { silentLog } from '../../../src/emulator/log.ts';
import { EmulatedPrinter } from '../../../src/emulator/printer/index.ts';
import { EmulatedRelays } from '../../../src/emulator/relays/index.ts';
import { EmulatedLlrpReader } from '../../../src/emulator/rfid-reader/llrp/index.ts';
import { EmulatedScale } from '../../../src/emulator/scale/index.ts';
import { EmulatedScanner } from '../../../src/emulator/scanner/index.ts';
import { EmulatedTerminal } from '../../../src/emulator/terminal/index.ts';
import { freePort } from '../../fixtures/free-port.ts';
import { startBroker, startImpinj, startPostingZebra, startZebra } from '../../fixtures/iot-readers.ts';

/** What a Zebra reader logs in with where it posts. */
export const POSTED_BY = { username: 'reader', password: 'given' };
export const RELAY_TOPIC = 'gate/lights';
export const IMPINJ_TOPIC = 'pad/r700';
export const ZEBRA_TOPIC = 'gate/reader-1';

/** One emulator of each kind, which all profiles of that kind are bound to in turn: over TCP, and over a pseudo-terminal where socat is. */
export async function startBench() {
  const ports = mkdtempSync(join(tmpdir(), 'checkstand-profiles-'));
  const shared = { host: '127.0.0.1', port: 0, log: silentLog, now: Date.now, onChange: () => undefined };
  const serial = (name: string) => (hasSocat ? { pty: join(ports, name) } : {});
  const broker = await startBroker('aedes');
  const postPort = await freePort();
  const relays = (dialect: 'shelly' | 'tasmota') =>
    new EmulatedRelays({ ...shared, broker: { url: broker.url }, dialect, topic: `${RELAY_TOPIC}/${dialect}` });
  const lines = {
    scanner: new EmulatedScanner({ ...shared, ...serial('scanner') }),
    escPos: new EmulatedPrinter({ ...shared, ...serial('escPos') }),
    star: new EmulatedPrinter({ ...shared, ...serial('star'), language: 'star' }),
    terminal: new EmulatedTerminal({ ...shared, ...serial('terminal'), cardDelayMs: 0 }),
    lights: new EmulatedLights({ ...shared, ...serial('lights') }),
    scale: new EmulatedScale({ ...shared, ...serial('scale'), settleMs: 0 }),
    llrp: new EmulatedLlrpReader(shared),
  };
  await Promise.all(Object.values(lines).map((line) => line.start()));
  const [impinj, zebra, postingZebra] = await Promise.all([
    startImpinj({ url: broker.url }, IMPINJ_TOPIC),
    startZebra({ url: broker.url }, ZEBRA_TOPIC),
    startPostingZebra({ url: `http://127.0.0.1:${postPort}`, ...POSTED_BY }),
  ]);
  const boards = { shelly: relays('shelly'), tasmota: relays('tasmota') };
  for (const board of Object.values(boards)) board.plug();
  return {
    ...lines,
    ...{ broker, boards, impinj, zebra, postingZebra, postPort },
    /** Where a device with a line is, by what carries the line. */
    url: (line: keyof typeof lines, wire: 'tcp' | 'serial') =>
      wire === 'tcp' ? `tcp://127.0.0.1:${lines[line].port}` : `serial://${join(ports, line)}`,
    async stop(): Promise<void> {
      await Promise.all([...Object.values(lines), impinj, zebra, postingZebra].map((each) => each.stop()));
      await Promise.all(Object.values(boards).map((board) => board.unplug()));
      await broker.stop();
      rmSync(ports, { recursive: true, force: true });
    },
  };
}

export type Bench = Awaited<ReturnType<typeof startBench>>;
