import { utf8Bytes } from '../../domain/journal/utf8.ts';
import type { BackoffOptions } from '../../workstation/ports/backoff.ts';
import type { Log } from '../../workstation/ports/log.ts';
import type { Signer } from '../../workstation/ports/signer.ts';
import type { Clock, Identifiers, Timers } from '../../workstation/ports/time.ts';
import type { Box, SignedDirectory } from '../wire/directory.ts';
import {
  type AnswerBody,
  type EventBody,
  type EventType,
  REQUESTS,
  type Refusal,
  type RequestBody,
  type RequestType,
} from '../wire/messages.ts';
import { busFilters, stateTopic, topicText } from '../wire/topics.ts';
import { Calls, type Outcome } from './calls.ts';
import { Delivery } from './delivery.ts';
import type { Keyring } from './keyring.ts';
import type { Connector } from './link.ts';
import type { OutboxLimits } from './outbox.ts';
import { type Dropped, type Received, readMessage } from './reading.ts';
import { SeenMessages } from './seen.ts';
import { MessageWriter } from './writing.ts';

export interface StoreBusParts {
  readonly store: string;
  /** Id of this box. */
  readonly self: string;
  readonly signer: Signer;
  readonly keyring: Keyring;
  readonly connector: Connector;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Identifiers;
  readonly random: () => number;
  readonly log: Log;
  readonly backoff?: BackoffOptions;
  readonly outbox?: OutboxLimits;
}

/** What a handler says to a request: its answer, or why not. */
export type Reply<T extends RequestType> = { readonly answer: AnswerBody<T> } | { readonly refuse: Refusal };
type AnyReply = { readonly answer: unknown } | { readonly refuse: Refusal };

/** How long a request waits for its answer, unless it says otherwise. */
const PATIENCE_MS = 3000;
/** How far two clocks of one store may differ before a request that acts counts as late. */
const SKEW_MS = 60_000;
/** Requests that are being answered at once; more are told to come back. */
const MOST_ANSWERING = 32;

/** The store's bus as one box speaks on it: signed events, requests with answers, retained states. Only verified messages are heard. */
export class StoreBus {
  readonly #parts: StoreBusParts;
  readonly #delivery: Delivery;
  readonly #writer: MessageWriter;
  readonly #calls: Calls;
  readonly #seen = new SeenMessages();
  readonly #listeners = new Map<EventType, ((body: unknown, from: Box) => void)[]>();
  readonly #handlers = new Map<RequestType, (ask: unknown, from: Box) => AnyReply | Promise<AnyReply>>();
  readonly #connectedListeners: (() => void)[] = [];
  readonly #drops = new Map<Dropped | 'again', number>();
  #answering = 0;

  constructor(parts: StoreBusParts) {
    this.#parts = parts;
    this.#writer = new MessageWriter(parts);
    this.#calls = new Calls(parts.timers, parts.ids);
    this.#delivery = new Delivery({
      ...parts,
      filters: busFilters(parts.store, parts.self),
      will: { topic: stateTopic(parts.self, '$state'), payload: utf8Bytes('lost') },
      received: (topic, payload) => this.#received(topic, payload),
      connected: () => {
        for (const listener of this.#connectedListeners) listener();
      },
      disconnected: () => this.#calls.abandon(),
    });
  }

  get self(): string {
    return this.#parts.self;
  }

  get connected(): boolean {
    return this.#delivery.connected;
  }

  /** Messages that were not heard, by why; `again` are duplicates. */
  get drops(): Readonly<Partial<Record<Dropped | 'again', number>>> {
    return Object.fromEntries(this.#drops);
  }

  start(): void {
    this.#delivery.start();
  }

  async stop(): Promise<void> {
    await this.#delivery.stop();
    this.#calls.abandon();
  }

  /** Runs whenever a connection stands anew. */
  onConnected(listener: () => void): void {
    this.#connectedListeners.push(listener);
  }

  /** Says it to the store; it waits, within bounds, while the broker is away. */
  publish<T extends EventType>(type: T, body: EventBody<T>): void {
    const topic = topicText({ kind: 'event', store: this.#parts.store, from: this.#parts.self, type });
    this.#delivery.send(topic, this.#writer.write(topic, type, body));
  }

  /** Hears events of this type, this box's own included. Listeners don't throw; what they throw is logged. */
  on<T extends EventType>(type: T, listener: (body: EventBody<T>, from: Box) => void): void {
    const listeners = this.#listeners.get(type) ?? [];
    listeners.push(listener as (body: unknown, from: Box) => void);
    this.#listeners.set(type, listeners);
  }

  /** Asks a box. Never rejects. */
  async request<T extends RequestType>(
    to: string,
    what: T,
    ask: RequestBody<T>,
    timeoutMs = PATIENCE_MS,
  ): Promise<Outcome<AnswerBody<T>>> {
    const { store, self, clock } = this.#parts;
    const topic = topicText({ kind: 'request', store, from: self, to, what });
    const outcome = await this.#calls.call(to, what, timeoutMs, (correlation) => {
      if (!this.connected) return false;
      const body = { correlation, expires: clock.now() + timeoutMs, ask };
      return this.#delivery.sendNow(topic, this.#writer.write(topic, what, body));
    });
    // The answer was parsed by the schema of this very request before it got here.
    return outcome as Outcome<AnswerBody<T>>;
  }

  /** Answers requests of this kind; one handler each. */
  serve<T extends RequestType>(
    what: T,
    handler: (ask: RequestBody<T>, from: Box) => Reply<T> | Promise<Reply<T>>,
  ): void {
    this.#handlers.set(what, handler as (ask: unknown, from: Box) => AnyReply | Promise<AnyReply>);
  }

  /** Keeps a Homie state retained under this box's name. */
  state(levels: readonly string[], value: string): void {
    this.#delivery.state(stateTopic(this.#parts.self, ...levels), utf8Bytes(value));
  }

  /** The hub's list of public keys, retained under its name, so that whoever connects has it before it hears anything else. */
  publishDirectory(signed: SignedDirectory): void {
    const topic = topicText({ kind: 'directory', store: this.#parts.store, from: this.#parts.self });
    this.#delivery.state(topic, utf8Bytes(JSON.stringify(signed)));
  }

  #received(topic: string, payload: Uint8Array): void {
    const { store, self, keyring, log } = this.#parts;
    const message = readMessage(store, self, topic, payload, keyring);
    if (message.kind === 'dropped') return this.#drop(message.why);
    if (message.kind === 'directory') {
      const outcome = this.#guarded(() => keyring.accept(message.value));
      if (outcome === 'refused') log.warn('bus.directoryRefused');
      return;
    }
    if (!this.#seen.first(message.from.box, message.id)) return this.#drop('again');
    if (message.kind === 'event') {
      for (const listener of this.#listeners.get(message.type) ?? [])
        this.#guarded(() => listener(message.body, message.from));
    } else if (message.kind === 'request') {
      void this.#answer(message);
    } else {
      this.#calls.answered(message.from.box, message.what, message.correlation, message.outcome);
    }
  }

  async #answer(request: Extract<Received, { kind: 'request' }>): Promise<void> {
    const reply = await this.#replyTo(request);
    const { store, self } = this.#parts;
    const { correlation, what, from } = request;
    const topic = topicText({ kind: 'response', store, from: self, to: from.box, what });
    const body =
      'answer' in reply
        ? { kind: 'answer', correlation, answer: reply.answer }
        : { kind: 'refused', correlation, why: reply.refuse };
    this.#guarded(() => this.#delivery.sendNow(topic, this.#writer.write(topic, what, body)));
  }

  async #replyTo({ what, from, ask, expires }: Extract<Received, { kind: 'request' }>): Promise<AnyReply> {
    const handler = this.#handlers.get(what);
    const kind = REQUESTS[what];
    if (handler === undefined) return { refuse: 'unavailable' };
    if (!kind.from.some((role) => from.roles.includes(role))) return { refuse: 'notAllowed' };
    if (ask === null) return { refuse: 'badRequest' };
    if (kind.effect === 'acts' && this.#parts.clock.now() > expires + SKEW_MS) return { refuse: 'stale' };
    if (this.#answering >= MOST_ANSWERING) return { refuse: 'busy' };
    this.#answering += 1;
    try {
      return await handler(ask.value, from);
    } catch (error) {
      this.#parts.log.error('bus.handler', { what, error });
      return { refuse: 'unavailable' };
    } finally {
      this.#answering -= 1;
    }
  }

  #drop(why: Dropped | 'again'): void {
    const count = (this.#drops.get(why) ?? 0) + 1;
    this.#drops.set(why, count);
    // Powers of ten only: a stranger must not fill the log.
    if (why !== 'again' && /^10*$/.test(String(count))) this.#parts.log.warn('bus.dropped', { why, count });
  }

  #guarded<T>(run: () => T): T | null {
    try {
      return run();
    } catch (error) {
      this.#parts.log.error('bus.listener', { error });
      return null;
    }
  }
}
