import { utf8Bytes } from '../../domain/journal/utf8.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers } from '../../workstation/ports/time.ts';
import { ENVELOPE_VERSION, envelopeBytes } from '../wire/envelope.ts';
import { MAX_MESSAGE_BYTES } from '../wire/limits.ts';

export interface WriterParts {
  readonly signer: Signer;
  readonly clock: Clock;
  readonly ids: Identifiers;
}

/** Puts bodies into signed envelopes, as the bytes that go out. */
export class MessageWriter {
  readonly #parts: WriterParts;
  #seq = 0;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  /** @throws RangeError when the message is larger than the bus takes: bodies are bounded by their schemas, so it's a mistake of ours. */
  write(topic: string, type: string, body: unknown): Uint8Array {
    const { signer, clock, ids } = this.#parts;
    this.#seq += 1;
    const envelope = {
      id: ids.uuid(),
      v: ENVELOPE_VERSION,
      seq: this.#seq,
      ts: clock.now(),
      type,
      body,
      key: signer.keyId,
    } as const;
    const sig = Buffer.from(signer.sign(envelopeBytes(topic, envelope))).toString('base64url');
    const bytes = utf8Bytes(JSON.stringify({ ...envelope, sig }));
    if (bytes.length > MAX_MESSAGE_BYTES)
      throw new RangeError(`a message of ${bytes.length} bytes does not fit the bus`);
    return bytes;
  }
}
