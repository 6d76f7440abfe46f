import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../workstation/ports/fault.ts';
import type { ControlClient } from '../edge/control/client.ts';
import type { ShellHost } from './host.ts';
import { runShellSession, type ShellSession } from './session.ts';

/** A window that notes what it shows. */
class FakeHost implements ShellHost {
  readonly shown: string[] = [];
  failures = 0;
  gone: (why: string) => void = () => {};
  async load(url: string): Promise<void> {
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Fault('SHELL_PAGE_FAILED', 'refused');
    }
    this.shown.push(url);
  }
  async show(html: string): Promise<void> {
    this.shown.push(html.includes('short break') ? 'out of service' : 'starting');
  }
  onGone(listener: (why: string) => void): () => void {
    this.gone = listener;
    return () => {};
  }
  onClosed(): () => void {
    return () => {};
  }
  async close(): Promise<void> {}
}

/** An edge that can be there or not; each launch address is a new one. */
class FakeEdge {
  up = true;
  silent = false;
  #launches = 0;
  #drop: () => void = () => {};
  connect = async (): Promise<ControlClient> => {
    if (!this.up) throw new Fault('CONTROL_UNREACHABLE', 'no edge');
    const closed = new Promise<void>((resolve) => {
      this.#drop = resolve;
    });
    return {
      status: async () => {
        if (this.silent) throw new Fault('CONTROL_LOST', 'no answer');
        return {} as Awaited<ReturnType<ControlClient['status']>>;
      },
      launchUrl: async () => {
        if (this.silent) throw new Fault('CONTROL_LOST', 'no answer');
        this.#launches += 1;
        return `http://127.0.0.1:7300/launch?token=${this.#launches}`;
      },
      reloadCatalogue: async () => {},
      reloadPromotions: async () => {},
      pairingCode: async () => '',
      revokeBox: async () => false,
      shutdown: async () => {},
      closed,
      close: () => {},
    };
  };
  goAway(): void {
    this.up = false;
    this.#drop();
  }
}

/** Timers that run when they are advanced; `advance` lets everything that follows settle. */
function handTimers() {
  let now = 0;
  let waiting: { at: number; run: () => void }[] = [];
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    timers: {
      after(milliseconds: number, run: () => void) {
        const entry = { at: now + milliseconds, run };
        waiting.push(entry);
        return () => {
          waiting = waiting.filter((it) => it !== entry);
        };
      },
    },
    settle,
    async advance(milliseconds: number) {
      const until = now + milliseconds;
      await settle();
      for (;;) {
        const next = waiting.filter((it) => it.at <= until).sort((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        now = next.at;
        waiting = waiting.filter((it) => it !== next);
        next.run();
        await settle();
      }
      now = until;
    },
  };
}

let session: ShellSession | null = null;
afterEach(async () => {
  session?.stop();
  await session?.ended;
  session = null;
});

function started(prepare: (host: FakeHost, edge: FakeEdge) => void = () => {}) {
  const host = new FakeHost();
  const edge = new FakeEdge();
  prepare(host, edge);
  const time = handTimers();
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  session = runShellSession({ host, connect: edge.connect, locale: 'en', timers: time.timers, log });
  return { host, edge, ...time };
}

const launch = (number: number): string => `http://127.0.0.1:7300/launch?token=${number}`;

describe('the window', () => {
  it('opens the edge with a launch address of its own', async () => {
    const { host, settle } = started();
    await settle();
    expect(host.shown).toEqual(['starting', launch(1)]);
  });

  it('waits for an edge that starts later', async () => {
    const { host, edge, advance } = started((_, it) => {
      it.up = false;
    });
    await advance(2000);
    edge.up = true;
    await advance(1000);
    expect(host.shown).toEqual(['starting', launch(1)]);
  });

  it('leaves its page alone while the edge restarts: the page reconnects by itself', async () => {
    const { host, edge, advance } = started();
    await advance(1000);
    edge.goAway();
    await advance(2000);
    edge.up = true;
    await advance(30_000);
    expect(host.shown).toEqual(['starting', launch(1)]);
  });

  it('says that the lane is out of service when the edge stays away, and opens it anew when it is back', async () => {
    const { host, edge, advance } = started();
    await advance(1000);
    edge.goAway();
    await advance(6000);
    expect(host.shown.at(-1)).toBe('out of service');
    edge.up = true;
    await advance(1000);
    expect(host.shown.at(-1)).toBe(launch(2));
  });

  it('treats an edge that does not answer as one that is away', async () => {
    const { host, edge, advance } = started();
    await advance(1000);
    edge.silent = true;
    await advance(15_000);
    expect(host.shown.at(-1)).toBe('out of service');
    edge.silent = false;
    await advance(1000);
    expect(host.shown.at(-1)).toMatch(/launch/);
  });

  it('opens the page again, with a fresh address, when the page or the browser dies', async () => {
    const { host, advance } = started();
    await advance(1000);
    host.gone('the page crashed');
    await advance(100);
    expect(host.shown).toEqual(['starting', launch(1), launch(2)]);
  });

  it('rests before it tries again when page after page dies', async () => {
    const { host, settle, advance } = started();
    await settle();
    for (let crash = 0; crash < 3; crash += 1) {
      host.gone('the page crashed');
      await settle();
    }
    expect(host.shown.at(-1)).toBe('out of service');
    await advance(4000);
    expect(host.shown.at(-1)).toBe('out of service');
    await advance(2000);
    expect(host.shown.at(-1)).toMatch(/launch/);
  });

  it('tries again when a page cannot be had', async () => {
    const { host, advance } = started((it) => {
      it.failures = 2;
    });
    await advance(2000);
    expect(host.shown).toEqual(['starting', launch(3)]);
  });

  it('ends when it is told to, whatever it waits for', async () => {
    const { advance } = started((_, it) => {
      it.up = false;
    });
    await advance(700);
    session!.stop();
    await session!.ended;
  });
});
