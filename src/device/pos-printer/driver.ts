import type {
  CashDrawerPort,
  DrawerRequest,
  PosPrinterPort,
  PrinterCause,
  PrintJob,
  PrintOutcome,
} from '../../workstation/ports/device.ts';
import type { Clock, Timers } from '../../workstation/ports/time.ts';
import type { DeviceLog } from '../log.ts';
import type { Driver, Link } from '../supervisor/driver.ts';
import type { DialectReply, PrinterDialect } from './dialect.ts';
import { dialectOf } from './dialects.ts';
import { drawerOn } from './drawer.ts';
import { beginJob, type JobAction, type JobEvent, type JobState, type JobStep, stepJob } from './job.ts';
import { receiptPaper } from './layout/receipt.ts';
import { BufferClearing, StatusAnswers } from './leftovers.ts';
import type { PosPrinterOptions, PosPrinterProfile } from './profile.ts';
import { complaintOf, type PrinterStatus, UNKNOWN_STATUS } from './status.ts';
import { answerQuery, beginQuery, type StatusQuery, type StatusQuestion } from './status-query.ts';

interface RunningJob {
  readonly job: DrawerRequest;
  /** What the log calls it when it went well. */
  readonly done: 'PRINTER_PRINTED' | 'PRINTER_DRAWER_PULSED';
  readonly started: () => void;
  readonly settle: (outcome: PrintOutcome) => void;
  readonly fail: (error: unknown) => void;
  readonly bytes: Uint8Array;
  /** What the printer repeats when it has processed this job. */
  readonly processId: string;
  /** Null while a heartbeat or the clearing of the buffer that is under way has to end first. */
  state: JobState | null;
  cancelTimer: () => void;
}

export interface PosPrinterDriverOptions {
  readonly id: string;
  readonly profile: PosPrinterProfile;
  /** What the store says of this very printer; nothing hangs on it when left out. */
  readonly options?: PosPrinterOptions;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: DeviceLog;
}

/** A receipt printer: one job at a time, each asked about before, during and after. Opening a drawer is a job like any other. */
export class PosPrinterDriver implements Driver, PosPrinterPort {
  readonly drawer: CashDrawerPort | null;
  readonly #options: PosPrinterDriverOptions;
  readonly #dialect: PrinterDialect;
  readonly #clearing: BufferClearing;
  readonly #answers = new StatusAnswers();
  #link: Link | null = null;
  #status: PrinterStatus = UNKNOWN_STATUS;
  #heartbeat: StatusQuery | null = null;
  #running: RunningJob | null = null;
  /** False until the first words on this line have left: a buffer that has to be cleared comes before them. */
  #greeted = false;
  /** False until the first job on this line: the one before it, a lane's that lost power too, may have been cut off inside a command. */
  #began = false;
  #jobs: number;

  constructor(options: PosPrinterDriverOptions) {
    this.#options = options;
    this.#dialect = dialectOf(options);
    this.drawer = drawerOn(
      options,
      (pulse, request, started) =>
        this.#run(request, 'PRINTER_DRAWER_PULSED', (id) => this.#dialect.pulse(pulse, id), started),
      () => this.#status.drawerHigh,
    );
    // Not from zero: an answer that a device server kept from before a restart must not fit a job of today.
    this.#jobs = Math.floor(options.clock.now() / 1000) % 10_000;
    this.#clearing = new BufferClearing(
      options.timers,
      () => this.#link?.write(this.#dialect.clear()),
      () => this.#cleared(),
    );
  }

  /**
   * Prints one receipt. Rejects only with what `started` threw, and then not a byte of the job has left.
   * A printer that cannot confirm (profile: completion `none`) gives `unknown` at best.
   */
  print(job: PrintJob, started: () => void): Promise<PrintOutcome> {
    const { columns } = this.#options.profile.paper;
    const bytes = (id: string) => this.#dialect.job(receiptPaper(job.document, columns), id);
    return this.#run(job, 'PRINTER_PRINTED', bytes, started);
  }

  async #run(
    job: DrawerRequest,
    done: RunningJob['done'],
    bytesOf: (id: string) => Uint8Array,
    started: () => void,
  ): Promise<PrintOutcome> {
    if (this.#running !== null) return { kind: 'notPrinted', cause: 'busy' };
    if (this.#link === null) return { kind: 'notPrinted', cause: 'offline' };
    if (this.#expired(job)) return { kind: 'notPrinted', cause: 'expired' };
    const { promise, resolve: settle, reject: fail } = Promise.withResolvers<PrintOutcome>();
    const processId = String(this.#jobs++ % 10_000).padStart(4, '0');
    const bytes = bytesOf(processId);
    const cancelTimer = () => undefined;
    this.#running = { job, done, started, settle, fail, bytes, processId, state: null, cancelTimer };
    this.#beginIfPossible();
    return promise;
  }

  /** Whether it can be asked how it is; one that cannot is there as long as its line is. */
  get answersQuestions(): boolean {
    return this.#dialect.rules.questions.length > 0;
  }

  paper(): PrinterStatus['paper'] {
    return this.#status.paper;
  }

  opened(link: Link): void {
    this.#link = link;
    this.#dialect.opened();
    this.#answers.reset();
    this.#clearing.begin();
    if (!this.#clearing.asked) this.#greet(link);
  }

  received(bytes: Uint8Array): void {
    for (const reply of this.#dialect.read(bytes)) this.#replied(reply);
  }

  lost(): void {
    this.#link = null;
    this.#heartbeat = null;
    this.#greeted = false;
    this.#began = false;
    this.#clearing.lost();
    const running = this.#running;
    if (running?.state === null)
      this.#apply(running, { state: { kind: 'done', outcome: { kind: 'notPrinted', cause: 'offline' } }, actions: [] });
    else this.#feed({ kind: 'lost' });
    this.#dialect.lost();
  }

  probe(): 'asked' | 'busy' {
    if (this.#running !== null || this.#link === null || this.#clearing.asked) return 'busy';
    if (this.#heartbeat !== null) return 'asked';
    return this.#beat() ? 'asked' : 'busy';
  }

  /** Begins a round of status questions; false for a model that answers none. */
  #beat(): boolean {
    this.#heartbeat = beginQuery(this.#dialect.rules.questions);
    if (this.#heartbeat === null) return false;
    this.#answers.begin();
    this.#ask(this.#heartbeat.asked);
    return true;
  }

  #ask(question: StatusQuestion): void {
    this.#answers.asked();
    this.#link?.write(this.#dialect.question(question));
  }

  /** The first words on a new line. */
  #greet(link: Link): void {
    this.#greeted = true;
    const { greeting } = this.#dialect;
    if (greeting.length > 0) link.write(greeting);
    if (!this.#beat()) link.report({ kind: 'ready' });
  }

  #cleared(): void {
    this.#dialect.cleared();
    if (this.#link !== null && !this.#greeted) this.#greet(this.#link);
    this.#beginIfPossible();
  }

  #beginIfPossible(): void {
    const running = this.#running;
    if (running?.state === null && this.#heartbeat === null && !this.#clearing.asked) this.#begin(running);
  }

  #replied(reply: DialectReply): void {
    switch (reply.kind) {
      case 'status':
        if (!this.#answers.answered()) return;
        if (this.#heartbeat !== null) this.#heartbeatAnswer(this.#heartbeat, reply.said);
        else this.#feed({ kind: 'answer', said: reply.said });
        return;
      case 'automatic':
        this.#learn(reply.status);
        this.#feed({ kind: 'automatic', status: this.#status });
        return;
      case 'cleared':
        this.#clearing.done();
        return;
      case 'processed':
        if (reply.job === null || reply.job === this.#running?.processId) this.#feed({ kind: 'processed' });
        return;
    }
  }

  #heartbeatAnswer(heartbeat: StatusQuery, said: Partial<PrinterStatus>): void {
    const answered = answerQuery(heartbeat, said);
    if (answered.kind === 'next') {
      this.#heartbeat = answered.query;
      this.#ask(answered.query.asked);
      return;
    }
    this.#heartbeat = null;
    this.#learn(answered.status);
    this.#link?.alive();
    this.#beginIfPossible();
  }

  #learn(status: PrinterStatus): void {
    this.#status = status;
    const code = complaintOf(status);
    this.#link?.report(code === null ? { kind: 'ready' } : { kind: 'degraded', code });
  }

  #begin(running: RunningJob): void {
    this.#answers.begin();
    this.#apply(running, beginJob(this.#dialect.rules));
  }

  #feed(event: JobEvent): void {
    const running = this.#running;
    if (running === null || running.state === null) return;
    this.#apply(running, stepJob(running.state, event, this.#options.clock.monotonic(), this.#dialect.rules));
  }

  #apply(running: RunningJob, step: JobStep): void {
    running.state = step.state;
    if (step.state.kind === 'done') {
      running.cancelTimer();
      this.#running = null;
      // Some of it may still wait in the printer.
      if (step.state.outcome.kind === 'unknown' && this.#dialect.rules.clearsBuffer) this.#clearing.want();
    }
    for (const action of step.actions) this.#act(running, action);
    if (step.state.kind !== 'done') return;
    const { outcome } = step.state;
    const { log, id } = this.#options;
    if (outcome.kind === 'printed') log.info(running.done, { id, job: running.job.id });
    else log.warn('PRINTER_TROUBLE', { id, job: running.job.id, outcome: outcome.kind, cause: outcome.cause });
    running.settle(outcome);
  }

  #act(running: RunningJob, action: JobAction): void {
    switch (action.kind) {
      case 'ask':
        this.#ask(action.question);
        return;
      case 'wait':
        running.cancelTimer();
        running.cancelTimer = this.#options.timers.after(action.milliseconds, () => this.#feed({ kind: 'timeout' }));
        return;
      case 'send':
        this.#send(running);
        return;
      case 'learned':
        this.#learn(action.status);
        return;
      case 'clear':
        this.#clearing.begin();
        return;
      case 'drop':
        this.#link?.drop('DEVICE_SILENT');
        return;
    }
  }

  #send(running: RunningJob): void {
    running.cancelTimer();
    if (this.#expired(running.job)) {
      this.#feed({ kind: 'notSent', cause: 'expired' });
      return;
    }
    try {
      running.started();
    } catch (error) {
      // Whoever must record the start first could not: the job ends here, unprinted, with their own fault.
      this.#running = null;
      running.fail(error);
      return;
    }
    if (!this.#began) this.#link?.write(this.#dialect.endsAnyCommand);
    this.#began = true;
    const written = this.#link?.write(running.bytes) ?? 'closed';
    if (written === 'accepted') this.#dialect.sent();
    const cause: PrinterCause = written === 'full' ? 'busy' : 'offline';
    this.#feed(written === 'accepted' ? { kind: 'sent' } : { kind: 'notSent', cause });
  }

  #expired(job: DrawerRequest): boolean {
    return this.#options.clock.monotonic() > job.expiresAt;
  }
}
