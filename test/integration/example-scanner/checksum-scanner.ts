import { ScanDelivery, type ScanDeliveryOptions } from '../../../src/device/scanner/delivery.ts';
import { LONGEST_SYMBOL } from '../../../src/device/scanner/framing.ts';
import { readSymbol } from '../../../src/device/scanner/symbol.ts';
import type { Driver, Link } from '../../../src/device/supervisor/driver.ts';

const STX = 0x02;
const ETX = 0x03;

/** Cuts `STX symbol ETX checksum` out of a stream; the checksum is the XOR of the symbol and the ETX. Keeps one symbol at most. */
export class ChecksumFraming {
  #symbol: number[] | null = null;
  #ended = false;
  dropped = 0;

  push(bytes: Uint8Array): Uint8Array[] {
    const symbols: Uint8Array[] = [];
    for (const byte of bytes) {
      if (this.#ended) this.#finish(byte, symbols);
      else if (byte === STX) this.#symbol = [];
      else if (byte === ETX) this.#ended = this.#symbol !== null;
      else if (this.#symbol !== null && this.#symbol.push(byte) > LONGEST_SYMBOL) this.#drop();
    }
    return symbols;
  }

  reset(): void {
    this.#symbol = null;
    this.#ended = false;
  }

  #finish(checksum: number, symbols: Uint8Array[]): void {
    const symbol = Uint8Array.from(this.#symbol ?? []);
    if (symbol.reduce((sum, byte) => sum ^ byte, ETX) === checksum) symbols.push(symbol);
    else this.dropped += 1;
    this.reset();
  }

  #drop(): void {
    this.dropped += 1;
    this.reset();
  }
}

/** The driver around it: one connection, no timer of its own, no opinion on what was scanned. */
export class ChecksumScanner implements Driver {
  readonly #framing = new ChecksumFraming();
  readonly #delivery: ScanDelivery;

  constructor(options: ScanDeliveryOptions) {
    this.#delivery = new ScanDelivery(options);
  }

  opened(link: Link): void {
    link.report({ kind: 'ready' });
  }

  received(bytes: Uint8Array): void {
    for (const symbol of this.#framing.push(bytes)) this.#delivery.deliver(readSymbol(symbol, 'inline'));
    this.#delivery.logDropped(this.#framing.dropped + this.#delivery.dropped);
  }

  lost(): void {
    this.#framing.reset();
    this.#delivery.clear();
  }

  probe(): 'busy' {
    return 'busy';
  }
}
