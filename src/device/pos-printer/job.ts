import type { PrinterCause, PrintOutcome } from '../../workstation/ports/device.ts';
import { causeOf, type PrinterStatus } from './status.ts';
import { answerQuery, beginQuery, type StatusQuery, type StatusQuestion } from './status-query.ts';

/**
 * One print job from the first question to its outcome:
 *
 *     before ─► sending ─► printing ─► after ─► done
 *
 * Until `sending` nothing can be on paper. From then on only the printer's own word that it processed the job makes it printed.
 */
export type JobState =
  | { readonly kind: 'before'; readonly query: StatusQuery }
  | { readonly kind: 'sending' }
  | { readonly kind: 'printing'; readonly since: number; readonly poll: StatusQuery | null }
  | { readonly kind: 'after'; readonly query: StatusQuery }
  | { readonly kind: 'done'; readonly outcome: PrintOutcome };

export type JobEvent =
  | { readonly kind: 'sent' }
  | { readonly kind: 'notSent'; readonly cause: PrinterCause }
  | { readonly kind: 'answer'; readonly said: Partial<PrinterStatus> }
  | { readonly kind: 'automatic'; readonly status: PrinterStatus }
  | { readonly kind: 'processed' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'lost' };

/** What is to be done, in order. `wait` replaces the timer before it; a job that is done waits for nothing. */
export type JobAction =
  | { readonly kind: 'ask'; readonly question: StatusQuestion }
  | { readonly kind: 'send' }
  | { readonly kind: 'wait'; readonly milliseconds: number }
  | { readonly kind: 'learned'; readonly status: PrinterStatus }
  /** Empties the printer's buffer, so that the rest of the job does not print when the trouble is over. */
  | { readonly kind: 'clear' }
  /** The printer does not answer: the line is worth nothing. */
  | { readonly kind: 'drop' };

export interface JobStep {
  readonly state: JobState;
  readonly actions: readonly JobAction[];
}

/** What a printer can be asked, and what it can say of a job. Milliseconds. */
export interface JobRules {
  /** Asked before, during and after a job; none for a model that answers nothing. */
  readonly questions: readonly StatusQuestion[];
  /** Whether it says that it has processed a job. */
  readonly confirms: boolean;
  /** Whether its buffer can be emptied, so that a jammed job does not print later. */
  readonly clearsBuffer: boolean;
  readonly timing: { readonly statusMs: number; readonly pollMs: number; readonly completionMs: number };
}

/** The first step of a job on a printer that is reached and idle. */
export function beginJob(rules: JobRules): JobStep {
  const query = beginQuery(rules.questions);
  if (query === null) return { state: { kind: 'sending' }, actions: [{ kind: 'send' }] };
  return { state: { kind: 'before', query }, actions: asking(query, rules) };
}

/** What an event makes of a job at `now` (monotonic milliseconds). Pure. */
export function stepJob(state: JobState, event: JobEvent, now: number, rules: JobRules): JobStep {
  switch (state.kind) {
    case 'before':
      return before(state, event, rules);
    case 'sending':
      return sending(event, now, rules);
    case 'printing':
      return printing(state, event, now, rules);
    case 'after':
      return after(state, event, rules);
    case 'done':
      return stay(state);
  }
}

function before(state: Extract<JobState, { kind: 'before' }>, event: JobEvent, rules: JobRules): JobStep {
  if (event.kind === 'lost') return done({ kind: 'notPrinted', cause: 'offline' });
  if (event.kind === 'timeout') return done({ kind: 'notPrinted', cause: 'timeout' }, [{ kind: 'drop' }]);
  if (event.kind !== 'answer') return stay(state);
  const answered = answerQuery(state.query, event.said);
  if (answered.kind === 'next')
    return { state: { ...state, query: answered.query }, actions: asking(answered.query, rules) };
  const learned: JobAction = { kind: 'learned', status: answered.status };
  const cause = causeOf(answered.status);
  if (cause !== null) return done({ kind: 'notPrinted', cause }, [learned]);
  return { state: { kind: 'sending' }, actions: [learned, { kind: 'send' }] };
}

function sending(event: JobEvent, now: number, rules: JobRules): JobStep {
  if (event.kind === 'notSent') return done({ kind: 'notPrinted', cause: event.cause });
  // The line went in the very moment of writing: some of it may have left.
  if (event.kind === 'lost') return done({ kind: 'unknown', cause: 'offline' });
  if (event.kind !== 'sent') return stay({ kind: 'sending' });
  if (!rules.confirms) return done({ kind: 'unknown', cause: 'timeout' });
  return { state: { kind: 'printing', since: now, poll: null }, actions: [untilPoll(now, now, rules)] };
}

function printing(
  state: Extract<JobState, { kind: 'printing' }>,
  event: JobEvent,
  now: number,
  rules: JobRules,
): JobStep {
  switch (event.kind) {
    case 'processed':
      return confirmed(state, rules);
    case 'lost':
      return done({ kind: 'unknown', cause: 'offline' });
    case 'automatic':
      return troubled(event.status, rules) ?? stay(state);
    case 'timeout': {
      if (state.poll !== null) return done({ kind: 'unknown', cause: 'timeout' }, [{ kind: 'drop' }]);
      if (now - state.since >= rules.timing.completionMs) {
        return done({ kind: 'unknown', cause: 'timeout' }, [...clearing(rules), { kind: 'drop' }]);
      }
      const poll = beginQuery(rules.questions);
      if (poll === null) return { state, actions: [untilPoll(state.since, now, rules)] };
      return { state: { ...state, poll }, actions: asking(poll, rules) };
    }
    case 'answer': {
      if (state.poll === null) return stay(state);
      const answered = answerQuery(state.poll, event.said);
      if (answered.kind === 'next')
        return { state: { ...state, poll: answered.query }, actions: asking(answered.query, rules) };
      const learned: JobAction = { kind: 'learned', status: answered.status };
      const trouble = troubled(answered.status, rules);
      if (trouble !== null) return { ...trouble, actions: [learned, ...trouble.actions] };
      return { state: { ...state, poll: null }, actions: [learned, untilPoll(state.since, now, rules)] };
    }
    default:
      return stay(state);
  }
}

/** The job went through. A poll that is under way goes on as the round after it; else that round begins. */
function confirmed(state: Extract<JobState, { kind: 'printing' }>, rules: JobRules): JobStep {
  const query = state.poll ?? beginQuery(rules.questions);
  if (query === null) return done({ kind: 'printed' });
  return { state: { kind: 'after', query }, actions: state.poll === null ? asking(query, rules) : [] };
}

function after(state: Extract<JobState, { kind: 'after' }>, event: JobEvent, rules: JobRules): JobStep {
  // It said that it had processed everything: what happens to the line now changes nothing about the paper.
  if (event.kind === 'lost') return done({ kind: 'printed' });
  if (event.kind === 'timeout') return done({ kind: 'printed' }, [{ kind: 'drop' }]);
  if (event.kind !== 'answer') return stay(state);
  const answered = answerQuery(state.query, event.said);
  if (answered.kind === 'next')
    return { state: { ...state, query: answered.query }, actions: asking(answered.query, rules) };
  const cause = causeOf(answered.status);
  const learned: JobAction = { kind: 'learned', status: answered.status };
  // The last of the roll may have gone into this very receipt; a cutter or a jam may have spoilt it.
  const spoilt = cause === 'cutter' || cause === 'jam';
  return done(spoilt ? { kind: 'unknown', cause } : { kind: 'printed' }, [learned]);
}

/**
 * Trouble in the middle of a job: some of it may be on paper, and the rest must not follow later. Offline without a reason is
 * none: many printers call themselves so while their buffer is full.
 */
function troubled(status: PrinterStatus, rules: JobRules): JobStep | null {
  const cause = causeOf(status);
  return cause === null || cause === 'offline' ? null : done({ kind: 'unknown', cause }, clearing(rules));
}

function asking(query: StatusQuery, rules: JobRules): JobAction[] {
  return [
    { kind: 'ask', question: query.asked },
    { kind: 'wait', milliseconds: rules.timing.statusMs },
  ];
}

function untilPoll(since: number, now: number, rules: JobRules): JobAction {
  const left = rules.timing.completionMs - (now - since);
  return { kind: 'wait', milliseconds: Math.max(0, Math.min(rules.timing.pollMs, left)) };
}

function clearing(rules: JobRules): JobAction[] {
  return rules.clearsBuffer ? [{ kind: 'clear' }] : [];
}

const stay = (state: JobState): JobStep => ({ state, actions: [] });
const done = (outcome: PrintOutcome, actions: readonly JobAction[] = []): JobStep => ({
  state: { kind: 'done', outcome },
  actions,
});
