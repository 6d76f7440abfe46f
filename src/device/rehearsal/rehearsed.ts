import type { DeviceCategory } from '../../workstation/ports/device.ts';
import type { Driver } from '../supervisor/driver.ts';
import { createSupervisor } from '../supervisor/supervisor.ts';
import { ManualTime } from './manual-time.ts';
import { TroubledWire } from './troubled-wire.ts';

/** What a driver is made with in a rehearsal. */
export interface Stage {
  readonly time: ManualTime;
  readonly wire: TroubledWire;
  /** What every driver takes. */
  readonly shared: {
    readonly id: string;
    readonly clock: ManualTime;
    readonly timers: ManualTime;
    readonly log: { info(): void; warn(): void };
  };
}

export interface Role {
  readonly driver: Driver;
  readonly heartbeat: { readonly everyMs: number; readonly limitMs: number } | null;
  /** Does once what the device is for; what came of it, in words. */
  use(): Promise<string>;
}

/** One driver with a far end in memory that answers as its device does: what every test of `conformance.test.ts` is put to. */
export interface Rehearsable {
  readonly name: string;
  readonly category: DeviceCategory;
  /** What `use` says when all is well. */
  readonly works: string;
  /** What the device never says; null where any such byte breaks its protocol, and the line has to be opened anew. */
  readonly noise: readonly number[] | null;
  /** False for what cannot be asked how it is: then silence is no sign of anything. */
  readonly answers: boolean;
  /** Its transport carries whole messages, which nothing cuts or joins. */
  readonly messages?: true;
  cast(stage: Stage): Role;
}

const HANDSHAKE_MS = 1500;

/** Puts a driver under a supervisor and waits until it is ready. */
export async function rehearse({ category, cast }: Rehearsable) {
  const time = new ManualTime();
  const wire = new TroubledWire();
  const log = { info: () => undefined, warn: () => undefined };
  const { driver, heartbeat, use } = cast({ time, wire, shared: { id: 'it', clock: time, timers: time, log } });
  const device = { id: 'it', category, profile: 'any', transport: wire, driver, handshakeMs: HANDSHAKE_MS, heartbeat };
  const supervisor = createSupervisor([device], { clock: time, timers: time, random: () => 0.5, log });
  const state = () => supervisor.reports()[0]?.state;
  /** Moves the time on until the state is this; how long that took, in milliseconds. */
  const until = async (wanted: string, limitMs = 60_000): Promise<number> => {
    const began = time.monotonic();
    while (state() !== wanted && time.monotonic() - began < limitMs) await time.advance(50);
    if (state() !== wanted) throw new Error(`never ${wanted}: ${JSON.stringify(supervisor.reports()[0])}`);
    return time.monotonic() - began;
  };
  supervisor.start();
  await until('ready');
  return { time, wire, supervisor, use, until, report: () => supervisor.reports()[0] };
}
