import type { Bitmap } from '../bitmap.ts';
import { CONTROL, type Command, TEXT } from '../command-parser.ts';
import { faceA, faceB } from '../font/face.ts';
import { initialMode, type PrintMode } from '../mode.ts';
import { Press, type PrintEffects } from '../press.ts';
import { qrSymbol } from '../qr-symbol.ts';
import { columnImage, rasterImage } from '../raster.ts';
import { characterOf, knowsTable } from './code-pages.ts';

/** Dots of a line feed: 4 mm after power-on and ESC z 1, 3 mm after ESC 0 and ESC z 0. */
const FOUR_MM = 32;
const THREE_MM = 24;
const QUARTER_MM = 2;
const LF = 0x0a;
const FF = 0x0c;
const HT = 0x09;

const starMode: PrintMode = { ...initialMode, lineSpacing: FOUR_MM, qr: { size: 3, level: 'L', stored: '' } };
const alignments = ['left', 'center', 'right'] as const;
const levels = ['L', 'M', 'Q', 'H'] as const;
/** A parameter that may be given as a number or as its digit. */
const digit = (n: number) => (n >= 0x30 ? n - 0x30 : n);

/** Commands that only change how is printed. */
const settings: Readonly<Record<string, (mode: PrintMode, head: readonly number[]) => Partial<PrintMode>>> = {
  'ESC RS F': (_, [n = 0]) => ({ face: digit(n) === 0 ? faceA : faceB }),
  'ESC E': () => ({ emphasized: true }),
  'ESC F': () => ({ emphasized: false }),
  'ESC -': (_, [n = 0]) => ({ underline: digit(n) === 1 ? 1 : 0 }),
  'ESC 4': () => ({ reverse: true }),
  'ESC 5': () => ({ reverse: false }),
  'ESC i': (_, [high = 0, wide = 0]) => ({ height: (digit(high) & 7) + 1, width: (digit(wide) & 7) + 1 }),
  'ESC h': (_, [n = 0]) => ({ height: (digit(n) & 7) + 1 }),
  'ESC W': (_, [n = 0]) => ({ width: (digit(n) & 7) + 1 }),
  'ESC GS a': (mode, [n = 0]) => ({ align: alignments[digit(n)] ?? mode.align }),
  'ESC GS t': (_, [n = 0]) => ({ table: n }),
  'ESC  ': (_, [n = 0]) => ({ characterSpacing: digit(n) }),
  'ESC 0': () => ({ lineSpacing: THREE_MM }),
  'ESC z': (_, [n = 0]) => ({ lineSpacing: digit(n) === 1 ? FOUR_MM : THREE_MM }),
};

/** Turns commands into dots on a sheet: the part of a Star printer that prints. */
export class StarInterpreter {
  readonly #effects: PrintEffects;
  readonly #press: Press;
  readonly #actions: Readonly<Record<string, (command: Command) => void>>;
  #mode = starMode;

  constructor(effects: PrintEffects) {
    this.#effects = effects;
    this.#press = new Press(effects);
    this.#actions = {
      'ESC @': () => this.initialize(),
      'ESC a': ({ head: [n = 0] }) => this.#press.printLine(this.#mode, n * this.#mode.lineSpacing),
      'ESC J': ({ head: [n = 0] }) => this.#press.printLine(this.#mode, n * QUARTER_MM),
      'ESC GS A': ({ head: [low = 0, high = 0] }) => this.#press.line.moveTo(low + high * 256),
      'ESC X': ({ head: [low = 0, high = 0], data }) => this.#inLine(columnImage(33, low + high * 256, data)),
      'ESC k': ({ head: [rowBytes = 0], data }) => this.#picture(rasterImage(data, rowBytes, 24)),
      'ESC GS S': ({ head: [, xl = 0, xh = 0, yl = 0, yh = 0], data }) =>
        this.#picture(rasterImage(data, xl + xh * 256, yl + yh * 256)),
      'ESC GS y': (command) => this.#symbol(command),
      'ESC GS x': () => this.#effects.noted('symbol PDF417 not drawn'),
      'ESC b': () => this.#effects.noted('barcode not drawn'),
      'ESC *': () => this.#effects.noted('raster mode is not of this printer'),
    };
  }

  get current() {
    return this.#press.current;
  }

  /** Carries out one command of the stream. Commands it does not know are noted, never an error. */
  execute(command: Command): void {
    const setting = settings[command.name];
    if (command.name === TEXT) this.#press.character(this.#mode, characterOf(command.head[0] ?? 0, this.#mode.table));
    else if (command.name === CONTROL) this.#control(command.head[0] ?? 0);
    else if (!command.known) this.#effects.noted(`unknown command ${command.name}`);
    else if (setting !== undefined) this.#set(command.name, { ...this.#mode, ...setting(this.#mode, command.head) });
    else this.#actions[command.name]?.(command);
  }

  /** ESC @: what waits in the line buffer is printed, and the settings are put back. */
  initialize(): void {
    this.#press.printLine(this.#mode, 0);
    this.#mode = starMode;
  }

  /** CAN, and the power: what waits in the line buffer is lost. */
  cancel(): void {
    this.#press.line.clear();
    this.#mode = starMode;
  }

  finishSheet(feed = 0): void {
    this.#press.finishSheet(this.#mode, feed);
  }

  #set(name: string, mode: PrintMode): void {
    this.#mode = mode;
    if (name === 'ESC GS t' && mode.table !== 0 && !knowsTable(mode.table))
      this.#effects.noted(`code page ${mode.table} not drawn`);
  }

  #control(byte: number): void {
    if (byte === LF || byte === FF) this.#press.printLine(this.#mode, this.#mode.lineSpacing);
    if (byte !== HT) return;
    const next = this.#mode.tabs.find((tab) => tab > this.#press.line.position);
    if (next !== undefined && next < this.#mode.areaWidth) this.#press.line.moveTo(next);
  }

  #inLine(image: Bitmap | undefined): void {
    if (image === undefined) this.#effects.noted('bit image without columns');
    else if (this.#press.line.position + image.width <= this.#mode.areaWidth) this.#press.line.add(image, '');
  }

  #picture(image: Bitmap | undefined): void {
    this.#press.picture(this.#mode, image);
  }

  /** ESC GS y: S 0 model, S 1 error correction, S 2 dots a module, D 1 m stores data, P prints them. Model 1 is drawn as model 2. */
  #symbol({ head: [step = 0, kind = 0, n = 0], data }: Command): void {
    const { qr } = this.#mode;
    const change = (more: Partial<PrintMode['qr']>) => {
      this.#mode = { ...this.#mode, qr: { ...qr, ...more } };
    };
    switch (`${String.fromCharCode(step)}${digit(kind)}`) {
      case 'S1':
        return change({ level: levels[digit(n)] ?? qr.level });
      case 'S2':
        return change({ size: n >= 1 && n <= 8 ? n : qr.size });
      case 'D1':
        return change({ stored: Buffer.from(data).toString('latin1') });
      default:
        if (step === 0x50) this.#press.picture(this.#mode, qrSymbol(qr), qr.stored);
    }
  }
}
