import type { Timers } from '../../../../workstation/ports/time.ts';
import type { Link } from '../../../supervisor/driver.ts';
import { BlockReader } from './block.ts';
import {
  hasRoom,
  IDLE,
  stepTransfer,
  type TransferAction,
  type TransferEvent,
  type TransferRules,
} from './transfer.ts';

export interface SerialWireRules extends TransferRules {
  /** T1: milliseconds between two bytes of a block. */
  readonly byteMs: number;
}

/** What stands on a wire: it is told of connections, of what was received on them, and of their end. */
export interface OnWire {
  opened(link: Link): void;
  received(bytes: Uint8Array): void;
  lost(): void;
}

/**
 * A serial line under a ZVT session that knows nothing of it: what the session writes goes out as blocks, and what comes in blocks
 * reaches it as bare APDUs, once each.
 */
export class SerialWire implements OnWire {
  readonly #session: OnWire;
  readonly #rules: SerialWireRules;
  readonly #timers: Timers;
  readonly #reader = new BlockReader();
  #state = IDLE;
  #link: Link | null = null;
  #cancelAck: () => void = () => undefined;
  #cancelByte: () => void = () => undefined;

  constructor(session: OnWire, rules: SerialWireRules, timers: Timers) {
    this.#session = session;
    this.#rules = rules;
    this.#timers = timers;
  }

  opened(link: Link): void {
    this.#link = link;
    this.#reader.reset();
    this.#state = IDLE;
    this.#session.opened({
      ...link,
      write: (apdu) => {
        if (this.#link !== link) return 'closed';
        if (!hasRoom(this.#state)) return 'full';
        this.#feed({ kind: 'send', apdu });
        return 'accepted';
      },
    });
  }

  received(bytes: Uint8Array): void {
    this.#cancelByte();
    for (const sign of this.#reader.push(bytes)) this.#feed(sign);
    if (!this.#reader.unfinished) return;
    this.#cancelByte = this.#timers.after(this.#rules.byteMs, () => {
      this.#reader.reset();
      this.#feed({ kind: 'damaged' });
    });
  }

  lost(): void {
    this.#link = null;
    this.#cancelAck();
    this.#cancelByte();
    this.#state = IDLE;
    this.#session.lost();
  }

  #feed(event: TransferEvent): void {
    if (this.#link === null) return;
    const step = stepTransfer(this.#state, event, this.#rules);
    this.#state = step.state;
    for (const action of step.actions) this.#act(action);
  }

  #act(action: TransferAction): void {
    switch (action.kind) {
      case 'write':
        this.#link?.write(action.bytes);
        return;
      case 'wait':
        this.#cancelAck();
        this.#cancelAck = this.#timers.after(action.milliseconds, () => this.#feed({ kind: 'timeout' }));
        return;
      case 'rest':
        this.#cancelAck();
        return;
      case 'deliver':
        this.#session.received(action.apdu);
        return;
      case 'giveUp':
        this.#link?.drop(action.why === 'silent' ? 'DEVICE_SILENT' : 'DEVICE_PROTOCOL');
        return;
    }
  }
}
