import type { TagField } from '../field.ts';
import { kept, type LlrpBehaviour, WELL_BEHAVED } from './behaviour.ts';
import { NOTIFY, SAYS, STATUS } from './codes.ts';
import { configurationParameters, configure, factoryConfiguration, type ReaderConfiguration } from './configuration.ts';
import { capabilities, type ReaderModel } from './model.ts';
import { Operation, type SeenTag } from './operation.ts';
import { changedRospec, type Rospec, type RospecChange, type RospecState, readRospec, STATE_NUMBER } from './rospec.ts';
import { eventData, rospecChanged, TagTeller, type TellingStyle } from './telling.ts';
import { type Incoming, outgoing, status, uint8 } from './wire.ts';

export interface ReaderOptions {
  readonly model: ReaderModel;
  readonly field: TagField;
  readonly now: () => number;
  /** Puts bytes on the line, where there is one. */
  readonly say: (bytes: Buffer) => void;
  readonly onChange: () => void;
}

/** How long it has been up, for one without a wall clock. */
const UP_FOR_MS = 3_600_000;
const NO_FIELDS = Buffer.alloc(0);

/** An LLRP reader without its socket: what it is set to, what it is at, and what it answers. */
export class LlrpReader {
  readonly antennas: Set<number>;
  readonly high = new Set<number>();
  behaviour: LlrpBehaviour = WELL_BEHAVED;
  configuration: ReaderConfiguration;
  /** Reads reported, and keepalives acknowledged, in all. */
  reads = 0;
  acknowledged = 0;
  readonly #options: ReaderOptions;
  readonly #startedAt: number;
  #version = 1;
  #rospec: { readonly spec: Rospec; state: RospecState } | null = null;
  #operation: Operation | null = null;
  #keepalives: NodeJS.Timeout | undefined;
  #teller = new TagTeller({ startedAt: null, epcForm: 'epc96', omitsRepeats: false });
  #listening = false;
  #holding = false;
  #nextId = 1;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#startedAt = options.now() - UP_FOR_MS;
    this.configuration = factoryConfiguration(options.model);
    this.antennas = new Set(Array.from({ length: options.model.antennas }, (_, index) => index + 1));
  }

  get rospec(): { readonly id: number; readonly state: RospecState } | null {
    return this.#rospec === null ? null : { id: this.#rospec.spec.id, state: this.#rospec.state };
  }

  get rospecBytes(): Buffer {
    return this.#rospec?.spec.bytes ?? NO_FIELDS;
  }

  get version(): number {
    return this.#version;
  }

  /** A host has the line: it is greeted, and hears what is configured already. */
  meet(greeting: Buffer): void {
    this.#version = 1;
    this.#teller = new TagTeller(this.#style());
    this.#listening = true;
    this.#holding = this.configuration.holdsReports;
    this.tell(greeting);
    this.#keepAlive();
  }

  /** The host has gone; what it started goes on. */
  part(): void {
    this.#listening = false;
    clearInterval(this.#keepalives);
  }

  /** Forgets everything, as without power. */
  reset(): void {
    this.part();
    this.#operation?.abandon();
    this.#operation = null;
    this.#rospec = null;
    this.configuration = factoryConfiguration(this.#options.model);
  }

  /** READER_EVENT_NOTIFICATION, unless the host does not want this kind. */
  tell(event: Buffer, kind?: number): void {
    if (!this.#listening || (kind !== undefined && !this.configuration.events.includes(kind))) return;
    this.#say(SAYS.event, this.#nextId++, eventData(this.#options.now(), this.#style(), event));
  }

  /** Ends the operation by itself, as when another one takes its place. */
  halt(): void {
    if (this.#rospec?.state === 'active') this.#end();
  }

  /** Changes the operation behind the host's back: what is at work goes on as it now is, and nobody is told. Where there is none, nothing. @throws RangeError */
  changeRospec(change: RospecChange): void {
    const rospec = this.#rospec;
    if (rospec === null) return;
    const bytes = changedRospec(rospec.spec.bytes, change);
    const reading = readRospec(bytes, this.#options.model.antennas, this.#version);
    if (reading.kind === 'refused') throw new RangeError(reading.why);
    this.#operation?.abandon();
    this.#operation = null;
    this.#rospec = { spec: reading.rospec, state: rospec.state };
    if (rospec.state === 'active') this.#operation = this.#begun(reading.rospec);
    this.#options.onChange();
  }

  take(message: Incoming): void {
    const { type, id, version, body } = message;
    const negotiates = type === 46 || type === 47;
    if (negotiates ? this.#options.model.newestVersion < 2 : version !== this.#version) {
      this.#say(SAYS.error, id, status(STATUS.unsupportedVersion, `version ${version}`));
      return;
    }
    switch (type) {
      case 46:
        return this.#say(SAYS.supportedVersion, id, uint8(this.#version), uint8(2), status(STATUS.success));
      case 47: {
        const wanted = body[0] ?? 0;
        const good = wanted >= 1 && wanted <= 2;
        if (good) this.#version = wanted;
        return this.#say(SAYS.versionSet, id, status(good ? STATUS.success : STATUS.unsupportedVersion));
      }
      case 1:
        return this.#say(SAYS.capabilities, id, status(STATUS.success), capabilities(this.#options.model));
      case 2:
        return this.#say(SAYS.configuration, id, status(STATUS.success), this.#told(body[2] ?? 0));
      case 3:
        return this.#configure(id, body);
      case 14:
        return this.#say(SAYS.closed, id, status(STATUS.success));
      case 20:
        return this.#add(id, body);
      case 26: {
        const { spec, state } = this.#rospec ?? {};
        const bytes = spec === undefined || state === undefined ? NO_FIELDS : withState(spec.bytes, state);
        return this.#say(SAYS.rospecs, id, status(STATUS.success), bytes);
      }
      case 41:
        return this.#say(SAYS.accessSpecDeleted, id, status(STATUS.success));
      case 60:
        return this.#operation?.tell();
      case 64:
        this.#holding = false;
        return;
      case 72:
        this.acknowledged += 1;
        return;
      default:
        return this.#command(type, id, body);
    }
  }

  /** DELETE, START, STOP, ENABLE and DISABLE_ROSPEC: 21 to 25, each with an id, 0 for all. */
  #command(type: number, id: number, body: Buffer): void {
    if (type < 21 || type > 25) {
      this.#say(SAYS.error, id, status(STATUS.unsupportedMessage, `message ${type}`));
      return;
    }
    const answer = type + 10;
    const wanted = body.length < 4 ? -1 : body.readUInt32BE(0);
    const all = wanted === 0 && type !== 22 && type !== 23;
    const rospec = this.#rospec;
    if (!all && rospec?.spec.id !== wanted) {
      this.#say(answer, id, status(STATUS.fieldError, 'ROSpecID'));
      return;
    }
    const refused = type === 22 && (rospec?.state === 'disabled' || this.behaviour.refuses === 'start');
    this.#say(answer, id, status(refused ? STATUS.fieldError : STATUS.success, refused ? 'not enabled' : ''));
    if (!refused && rospec !== null) this.#change(type, rospec);
    this.#options.onChange();
  }

  #change(type: number, rospec: { readonly spec: Rospec; state: RospecState }): void {
    switch (type) {
      case 21:
        this.#end();
        this.#rospec = null;
        break;
      case 22:
        if (rospec.state === 'inactive') this.#start(rospec);
        break;
      case 23:
        this.#end();
        break;
      case 24:
        if (rospec.state !== 'disabled') break;
        rospec.state = 'inactive';
        if (rospec.spec.startsAtOnce) this.#start(rospec);
        break;
      case 25:
        this.#end();
        rospec.state = 'disabled';
    }
  }

  #start(rospec: { readonly spec: Rospec; state: RospecState }): void {
    rospec.state = 'active';
    this.tell(rospecChanged(rospec.spec.id, 'started'), NOTIFY.rospec);
    this.#operation = this.#begun(rospec.spec);
  }

  #begun(spec: Rospec): Operation {
    return new Operation(spec, {
      field: this.#options.field,
      antennas: () => this.antennas,
      readEveryMs: this.behaviour.readEveryMs,
      now: this.#options.now,
      report: (reports) => this.#report(reports),
      ended: () => this.#end(),
    });
  }

  #end(): void {
    const rospec = this.#rospec;
    if (rospec === null || rospec.state !== 'active') return;
    rospec.state = 'inactive';
    this.#operation?.stop();
    this.#operation = null;
    this.tell(rospecChanged(rospec.spec.id, 'ended'), NOTIFY.rospec);
    this.#options.onChange();
  }

  /** All reports of one moment leave in one write, so that a host gets them glued. */
  #report(reports: readonly (readonly SeenTag[])[]): void {
    const rospec = this.#rospec?.spec;
    if (rospec === undefined || !this.#listening || this.#holding || this.behaviour.silent) return;
    const messages = reports.map((tags) => {
      this.reads += tags.length;
      const data = tags.map((tag) => this.#teller.tag(tag, rospec, rospec.content));
      return outgoing(this.#version, SAYS.report, this.#nextId++, ...data);
    });
    if (messages.length > 0) this.#options.say(Buffer.concat(messages));
  }

  #configure(id: number, body: Buffer): void {
    const result = configure(this.configuration, body, this.#options.model);
    if (result.kind === 'refused' || this.behaviour.refuses === 'configuration') {
      const { code, why } = result.kind === 'refused' ? result : { code: STATUS.parameterError, why: 'refuses' };
      this.#say(SAYS.configured, id, status(code, why));
      return;
    }
    this.configuration = kept(this.configuration, result.configuration, this.behaviour.ignores);
    this.#say(SAYS.configured, id, status(STATUS.success));
    this.#keepAlive();
    this.#options.onChange();
  }

  #add(id: number, body: Buffer): void {
    const reading = readRospec(body, this.#options.model.antennas, this.#version);
    if (reading.kind === 'refused') return this.#say(SAYS.rospecAdded, id, status(reading.code, reading.why));
    if (this.behaviour.refuses === 'rospec')
      return this.#say(SAYS.rospecAdded, id, status(STATUS.parameterError, 'refuses'));
    if (this.#rospec !== null) return this.#say(SAYS.rospecAdded, id, status(STATUS.parameterOverflow, 'one ROSpec'));
    this.#rospec = { spec: reading.rospec, state: 'disabled' };
    this.#say(SAYS.rospecAdded, id, status(STATUS.success));
  }

  #told(requested: number): Buffer {
    const { model } = this.#options;
    const now = { connected: this.antennas, high: this.high };
    return configurationParameters(requested, this.configuration, model, now);
  }

  #keepAlive(): void {
    clearInterval(this.#keepalives);
    const { keepaliveMs } = this.configuration;
    if (keepaliveMs === 0 || !this.#listening) return;
    this.#keepalives = setInterval(() => {
      if (this.behaviour.keepalives) this.#say(SAYS.keepalive, this.#nextId++);
    }, keepaliveMs);
  }

  #style(): TellingStyle {
    const { epcForm, omitsRepeats } = this.behaviour;
    return { startedAt: this.#options.model.clock === 'utc' ? null : this.#startedAt, epcForm, omitsRepeats };
  }

  #say(type: number, id: number, ...body: readonly Buffer[]): void {
    if (this.behaviour.silent || !this.#listening) return;
    const version = type === SAYS.supportedVersion || type === SAYS.versionSet ? 2 : this.#version;
    this.#options.say(outgoing(version, type, id, ...body));
  }
}

/** The ROSpec parameter as it was added, with the state that it has now: after its header, its id and its priority. */
function withState(bytes: Buffer, state: RospecState): Buffer {
  const now = Buffer.from(bytes);
  now.writeUInt8(STATE_NUMBER[state], 9);
  return now;
}
