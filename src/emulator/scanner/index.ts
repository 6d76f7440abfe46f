import type { EmulatorLog } from '../log.ts';
import type { Chunks } from '../wire/chunks.ts';
import { DeviceLine, type WriteOutcome } from '../wire/device-line.ts';
import { PluggedDevice } from '../wire/plugged-device.ts';
import { guessAim } from './symbology.ts';

export interface ScanOptions {
  /** AIM identifier; guessed from the text when left out, none when empty. */
  readonly aim?: string;
  /** What ends a scan; CR LF when left out. */
  readonly suffix?: string;
  readonly chunks?: Chunks;
}

export type ScanOutcome = WriteOutcome | { readonly kind: 'silent' };

export interface PastScan {
  readonly text: string;
  readonly aim: string;
  readonly outcome: ScanOutcome['kind'];
  readonly at: number;
}

export interface EmulatedScannerOptions {
  readonly host: string;
  readonly port: number;
  /** Where it appears as a serial port too. */
  readonly pty?: string;
  readonly log: EmulatorLog;
  readonly now: () => number;
  readonly onChange: () => void;
}

const PAST_SCANS = 50;
const PAST_TEXT = 200;

/** A serial scanner behind a TCP device server: whatever it reads goes to the host that is connected, prefix and suffix added. */
export class EmulatedScanner extends PluggedDevice {
  readonly #options: EmulatedScannerOptions;
  readonly #past: PastScan[] = [];
  #silent = false;
  #received = 0;

  constructor(options: EmulatedScannerOptions) {
    super(
      new DeviceLine({
        name: 'scanner',
        host: options.host,
        port: options.port,
        ...(options.pty === undefined ? {} : { pty: options.pty }),
        log: options.log,
        onChange: options.onChange,
        // A serial scanner takes no commands here; what a host sends is counted and forgotten.
        onBytes: (bytes) => {
          this.#received += bytes.length;
        },
      }),
    );
    this.#options = options;
  }

  get silent(): boolean {
    return this.#silent;
  }

  /** Bytes the host has sent, in all. */
  get received(): number {
    return this.#received;
  }

  /** The last scans, newest first, at most 50. */
  get past(): readonly PastScan[] {
    return this.#past;
  }

  /** Reads one barcode. Text goes out as UTF-8; bytes go out as they are. Resolves when the system has taken them. */
  async scan(data: string | Uint8Array, options: ScanOptions = {}): Promise<ScanOutcome> {
    return this.#put(data, options, symbol(data, options));
  }

  /** Reads several barcodes so fast that they leave in one write. */
  async scanTogether(data: readonly (string | Uint8Array)[], options: ScanOptions = {}): Promise<ScanOutcome> {
    const bytes = Buffer.concat(data.map((each) => symbol(each, options)));
    return this.#put(data.map(textOf).join(' + '), options, bytes);
  }

  /** A silent scanner beeps and sends nothing. */
  silence(silent: boolean): void {
    this.#silent = silent;
    this.#options.onChange();
  }

  async #put(data: string | Uint8Array, options: ScanOptions, bytes: Buffer): Promise<ScanOutcome> {
    const outcome: ScanOutcome = this.#silent ? { kind: 'silent' } : await this.line.write(bytes, options.chunks);
    const text = textOf(data).slice(0, PAST_TEXT);
    this.#past.unshift({
      text,
      aim: options.aim ?? guessAim(text),
      outcome: outcome.kind,
      at: this.#options.now(),
    });
    this.#past.length = Math.min(this.#past.length, PAST_SCANS);
    this.#options.onChange();
    return outcome;
  }
}

function textOf(data: string | Uint8Array): string {
  return Buffer.from(data).toString();
}

function symbol(data: string | Uint8Array, options: ScanOptions): Buffer {
  const aim = options.aim ?? (typeof data === 'string' ? guessAim(data) : '');
  return Buffer.concat([
    Buffer.from(aim, 'latin1'),
    Buffer.from(data),
    Buffer.from(options.suffix ?? '\r\n', 'latin1'),
  ]);
}
