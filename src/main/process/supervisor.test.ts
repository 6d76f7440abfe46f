import { describe, expect, it } from 'vitest';
import type { Child, ChildExit } from './child.ts';
import { afterExit, RESTART } from './restart.ts';
import { type SupervisedEvent, supervise } from './supervisor.ts';

class FakeChild implements Child {
  readonly pid = 4711;
  readonly killed: string[] = [];
  exit: (exit: ChildExit) => void = () => {};
  onMessage(): void {}
  onExit(listener: (exit: ChildExit) => void): void {
    this.exit = listener;
  }
  kill(signal: string, all: boolean): void {
    this.killed.push(all ? `${signal} to all` : signal);
  }
}

/** A clock that stands until it is advanced, and the timers that go with it. */
function handClock() {
  let now = 0;
  let waiting: { at: number; run: () => void }[] = [];
  return {
    clock: { now: () => now, monotonic: () => now },
    timers: {
      after(milliseconds: number, run: () => void) {
        const entry = { at: now + milliseconds, run };
        waiting.push(entry);
        return () => {
          waiting = waiting.filter((it) => it !== entry);
        };
      },
    },
    advance(milliseconds: number) {
      now += milliseconds;
      const due = waiting.filter((it) => it.at <= now);
      waiting = waiting.filter((it) => it.at > now);
      for (const it of due) it.run();
    },
  };
}

function supervised() {
  const time = handClock();
  const children: FakeChild[] = [];
  const events: SupervisedEvent[] = [];
  const process = supervise(
    { name: 'edge', command: 'node', args: [] },
    {
      ...time,
      onEvent: (event) => events.push(event),
      start: () => {
        const child = new FakeChild();
        children.push(child);
        return child;
      },
    },
  );
  return { ...time, children, events, process };
}

const CRASH: ChildExit = { code: 1, signal: null };

describe('a supervised process', () => {
  it('is started again after a crash, after a wait that grows with every crash in a row', () => {
    const { process, children, events, advance } = supervised();
    process.start();
    const waits = [];
    for (let crash = 0; crash < 7; crash += 1) {
      children.at(-1)!.exit(CRASH);
      const last = events.at(-1)!;
      if (last.kind !== 'exited') throw new Error(`expected an exit, found ${last.kind}`);
      waits.push(last.restartInMs);
      advance(last.restartInMs!);
      expect(children).toHaveLength(crash + 2);
    }
    expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000]);
  });

  it('is given up after a bounded number of starts that did not last', () => {
    const { process, children, events, advance } = supervised();
    process.start();
    while (events.at(-1)!.kind !== 'gaveUp' && children.length < 100) {
      children.at(-1)!.exit(CRASH);
      advance(RESTART.longestDelayMs);
    }
    expect(children).toHaveLength(RESTART.mostFailures);
  });

  it('is forgiven its crashes when it has run well for a while', () => {
    expect(afterExit(1, RESTART.settledMs, 9)).toEqual({ kind: 'restart', delayMs: RESTART.firstDelayMs, failures: 1 });
  });

  it('is not started again when it says that its input is bad', () => {
    const { process, children, events, advance } = supervised();
    process.start();
    children[0]!.exit({ code: 2, signal: null });
    advance(60_000);
    expect(events.at(-1)!.kind).toBe('gaveUp');
    expect(children).toHaveLength(1);
  });

  it('is asked to stop and waited for', async () => {
    const { process, children } = supervised();
    process.start();
    const stopped = process.stop(5000);
    children[0]!.exit({ code: 0, signal: null });
    expect(await stopped).toBe('stopped');
    expect(children[0]!.killed).toEqual(['SIGTERM']);
  });

  it('is ended by force, with all that it started, when it does not stop in time', async () => {
    const { process, children, advance } = supervised();
    process.start();
    const stopped = process.stop(5000);
    advance(5000);
    expect(await stopped).toBe('forced');
    expect(children[0]!.killed).toEqual(['SIGTERM', 'SIGKILL to all']);
  });

  it('stays stopped when it was stopped while it waited for its next start', async () => {
    const { process, children, advance } = supervised();
    process.start();
    children[0]!.exit(CRASH);
    expect(await process.stop(5000)).toBe('stopped');
    advance(60_000);
    expect(children).toHaveLength(1);
  });
});
