import { Duplex } from 'node:stream';

/** Reads no more of a stream of MQTT packets than their lengths, and says when one is announced that is too long. */
export class PacketMeter {
  readonly #most: number;
  #state: 'type' | 'length' = 'type';
  #body = 0;
  #length = 0;
  #shift = 0;

  /** @param most bytes that a packet may have behind its fixed header. */
  constructor(most: number) {
    this.#most = most;
  }

  /** False as soon as a packet is too long, or its length is none (MQTT 3.1.1, section 2.2.3); the stream is then of no more use. */
  take(chunk: Uint8Array): boolean {
    for (let at = 0; at < chunk.length; ) {
      if (this.#body > 0) {
        const skipped = Math.min(this.#body, chunk.length - at);
        this.#body -= skipped;
        at += skipped;
      } else if (this.#state === 'type') {
        this.#state = 'length';
        this.#length = 0;
        this.#shift = 0;
        at += 1;
      } else {
        const byte = chunk[at] ?? 0;
        at += 1;
        this.#length += (byte & 0x7f) * 2 ** this.#shift;
        this.#shift += 7;
        if (this.#length > this.#most || (byte >= 0x80 && this.#shift >= 28)) return false;
        if (byte < 0x80) {
          this.#state = 'type';
          this.#body = this.#length;
        }
      }
    }
    return true;
  }
}

/**
 * A connection that ends when a packet larger than `most` is announced. The broker's own parser has no such limit and would collect
 * 256 MB first.
 */
export function metered(socket: Duplex, most: number): Duplex {
  const meter = new PacketMeter(most);
  const stream = new Duplex({
    allowHalfOpen: false,
    read: () => void socket.resume(),
    write: (chunk, encoding, done) => void socket.write(chunk, encoding, done),
    final(done) {
      socket.end();
      done();
    },
    destroy(error, done) {
      socket.destroy();
      done(error);
    },
  });
  socket.on('data', (chunk: Buffer) => {
    if (!meter.take(chunk)) stream.destroy(new Error('packet too large'));
    else if (!stream.push(chunk)) socket.pause();
  });
  socket.on('end', () => stream.push(null));
  socket.on('error', (error) => stream.destroy(error));
  socket.on('close', () => stream.destroy());
  return stream;
}
