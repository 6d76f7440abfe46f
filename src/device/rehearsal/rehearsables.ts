import type { ScanEvent } from '../../workstation/ports/device.ts';
import { paymentTerminalOptionsSchema, paymentTerminalProfileSchema } from '../payment-terminal/profile.ts';
import { ZvtDriver } from '../payment-terminal/zvt/driver.ts';
import { PosPrinterDriver } from '../pos-printer/driver.ts';
import { posPrinterProfileSchema } from '../pos-printer/profile.ts';
import { ScaleDriver } from '../scale/driver.ts';
import { scaleProfileSchema } from '../scale/profile.ts';
import { ScannerDriver } from '../scanner/driver.ts';
import { HidPosDriver } from '../scanner/hid-pos/driver.ts';
import { scannerProfileSchema } from '../scanner/profile.ts';
import {
  answering,
  countingStarPrinter,
  plainPrinter,
  printer,
  scale,
  serialTerminal,
  starPrinter,
} from './far-ends.ts';
import { BASE, lights, relays } from './lane-lights.ts';
import type { Rehearsable, Stage } from './rehearsed.ts';
import { SALE } from './sale.ts';
import { outcomeWithin, ScriptedTerminal } from './scripted-terminal.ts';
import { APPROVED, request } from './zvt-rig.ts';

const LONGEST_MS = 20_000;

function scanner(
  name: string,
  framing: { prefix?: string; suffixes?: string[]; quiet?: { afterMs: number; outcome: 'deliver' } },
  noise: readonly number[],
): Rehearsable {
  return {
    name,
    category: 'scanner',
    works: ']E0 5000112637922, ]E4 96385074',
    noise,
    answers: false,
    cast({ time, wire, shared }) {
      const profile = scannerProfileSchema.parse({ ...BASE, category: 'scanner', framing });
      const scans: ScanEvent[] = [];
      const { prefix, suffixes, quiet } = profile.framing;
      const silence = quiet?.outcome === 'deliver';
      const say = (text: string) => wire.say(Buffer.from(prefix + text + (silence ? '' : suffixes[0])));
      return {
        driver: new ScannerDriver({ ...shared, profile, onScan: (scan) => scans.push(scan) }),
        heartbeat: null,
        async use() {
          scans.length = 0;
          say(']E05000112637922');
          if (silence) await time.advance(100);
          say(']E496385074');
          await time.advance(1000);
          // What noise makes up has no identifier of a symbology, and is for the domain to refuse.
          return scans.flatMap(({ aim, data }) => (aim === undefined ? [] : [`${aim} ${data}`])).join(', ');
        },
      };
    },
  };
}

const hidPos: Rehearsable = {
  name: 'scanner in HID POS mode',
  category: 'scanner',
  works: ']E0 5000112637922, ]d2 0104006381333931',
  noise: [3, 1, 65],
  answers: false,
  messages: true,
  cast({ time, wire, shared }) {
    const profile = scannerProfileSchema.parse({
      ...{ ...BASE, category: 'scanner', protocol: 'hidPos' },
      hidPos: { enable: true },
    });
    const scans: ScanEvent[] = [];
    answering(wire, () => []);
    const report = (text: string, more = 0) => {
      const bytes = new Uint8Array(64);
      bytes.set([2, text.length - 3, ...Buffer.from(text)]);
      bytes[63] = more;
      wire.say(bytes);
    };
    return {
      driver: new HidPosDriver({ ...shared, profile, onScan: (scan) => scans.push(scan) }),
      heartbeat: null,
      async use() {
        scans.length = 0;
        report(']E05000112637922');
        report(']d2010400638', 1);
        report(']d21333931');
        await time.advance(1000);
        return scans.map(({ aim, data }) => `${aim} ${data}`).join(', ');
      },
    };
  },
};

function weighing(protocol: string): Rehearsable {
  return {
    name: `scale that speaks ${protocol}`,
    category: 'scale',
    works: '742 g',
    noise: [0xff, 0x80, 0x21, 0x0d, 0x0a],
    answers: true,
    cast({ time, wire, shared }) {
      const profile = scaleProfileSchema.parse({ ...BASE, category: 'scale', protocol });
      const driver = new ScaleDriver({ ...shared, profile });
      driver.price({ unitPrice: 110 });
      answering(wire, scale(protocol));
      return {
        driver,
        heartbeat: profile.heartbeat,
        async use() {
          const { promise, resolve } = Promise.withResolvers<string>();
          const stop = driver.watch(({ indication }) => {
            if (indication.kind === 'stable') resolve(`${indication.grams} g`);
          });
          return outcomeWithin(time, promise, LONGEST_MS).finally(stop);
        },
      };
    },
  };
}

type FarEnd = Parameters<typeof answering>[1];
const SILENT = (): FarEnd => () => [];

function posPrinter(name: string, how: object, noise: number[], farEnd: () => FarEnd): Rehearsable {
  /** Asked nothing, so that no print is certain, and nothing is known of it. */
  const silent = farEnd === SILENT;
  return {
    name: `receipt printer (${name})`,
    category: 'posPrinter',
    works: silent ? 'unknown' : 'printed',
    noise,
    answers: !silent,
    cast({ time, wire, shared }) {
      const profile = posPrinterProfileSchema.parse({ ...BASE, category: 'posPrinter', ...how });
      const driver = new PosPrinterDriver({ ...shared, profile });
      let jobs = 0;
      answering(wire, farEnd());
      return {
        driver,
        heartbeat: silent ? null : profile.heartbeat,
        async use() {
          jobs += 1;
          const job = { id: `job-${jobs}`, document: SALE, expiresAt: time.monotonic() + 60_000 };
          return (
            await outcomeWithin(
              time,
              driver.print(job, () => undefined),
              LONGEST_MS,
            )
          ).kind;
        },
      };
    },
  };
}

function terminal(kind: 'network' | 'serial'): Rehearsable {
  return {
    name: `card terminal (ZVT, ${kind})`,
    category: 'paymentTerminal',
    works: 'approved',
    noise: kind === 'network' ? null : [0x00, 0xff, 0x1b, 0x41],
    answers: true,
    cast({ time, wire, shared }: Stage) {
      const profile = paymentTerminalProfileSchema.parse({
        ...BASE,
        category: 'paymentTerminal',
        protocol: 'zvt',
        wire: kind,
      });
      const options = paymentTerminalOptionsSchema.parse({ currency: 'GBP', timezone: 'Europe/London' });
      const driver = new ZvtDriver({ ...shared, profile, options });
      const scripted = new ScriptedTerminal(wire);
      scripted.answers.set('0601', APPROVED);
      const { answer } = wire;
      if (kind === 'serial') answering(wire, serialTerminal(scripted.answers));
      else
        wire.answer = (written) => {
          answer(written);
          scripted.heard.length = 0;
          wire.written.length = 0;
          wire.topics.length = 0;
        };
      const progress = { sent: () => undefined, prompt: () => undefined, abortRefused: () => undefined };
      return {
        driver,
        heartbeat: profile.heartbeat,
        async use() {
          return (await outcomeWithin(time, driver.purchase(request, progress), LONGEST_MS)).kind;
        },
      };
    },
  };
}

/** Every driver that reads bytes of a device of the lane; those of RFID readers have rehearsals of their own. */
export const REHEARSABLES: readonly Rehearsable[] = [
  scanner('scanner that sends lines', {}, [0x00, 0xff, 0x80, 0x0d]),
  // What stands beside a symbol without a pause is part of it, to a scanner that ends it by silence: only line ends are not.
  scanner('scanner that ends by silence', { quiet: { afterMs: 60, outcome: 'deliver' } }, [0x0d, 0x0a]),
  scanner('scanner that frames', { prefix: '\x02', suffixes: ['\x03'] }, [0x00, 0xff, 0x80, 0x0d]),
  hidPos,
  ...['mt-sics', 'toledo-8217', 'nci', 'cas', 'dialog-06'].map(weighing),
  posPrinter(
    'ESC/POS',
    { language: 'esc-pos', status: { completion: 'processId' } },
    [0x80, 0xff, 0x03],
    () => printer,
  ),
  // Any byte without bits 4 and 7 is the state of the paper to it.
  posPrinter(
    'ESC/POS, jobs confirmed by the state of the paper',
    { language: 'esc-pos', status: { automatic: false, completion: 'paperStatus' } },
    [0x80, 0xff],
    () => plainPrinter,
  ),
  posPrinter(
    'ESC/POS, never asked',
    { language: 'esc-pos', status: { queries: [], automatic: false, completion: 'none' } },
    [0x80, 0xff, 0x03],
    SILENT,
  ),
  posPrinter(
    'StarPRNT',
    { language: 'star-prnt', status: { completion: 'printEnd' } },
    [0x80, 0xff, 0x1b],
    () => starPrinter,
  ),
  posPrinter(
    'StarPRNT, jobs confirmed by the count of ETB',
    { language: 'star-prnt', status: { completion: 'etb' } },
    [0x80, 0xff, 0x1b],
    countingStarPrinter,
  ),
  terminal('network'),
  terminal('serial'),
  lights,
  relays,
];
