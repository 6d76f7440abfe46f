import { carriedChecksum, difference, isRecord } from '../json/compare.ts';
import type { Seen } from '../reader-care.ts';
import type { CommandOutcome, ZebraCommands } from './commands.ts';
import type { ZebraProfile } from './profile.ts';

type Away = Extract<Seen, { kind: 'away' }>;

export type Status =
  | {
      readonly kind: 'status';
      /** Whether the radio is at work; null when the reader does not say. */
      readonly active: boolean | null;
      /** Ports that say they have no antenna. */
      readonly unplugged: readonly number[];
    }
  | Away;

type Mode = ZebraProfile['mode'];

/** After a broker has come back a reader takes a moment to find it, and what is said meanwhile nobody hears: so it is said again. */
const GREETINGS = 3;
const GREETING_MS = 700;

/** Where the reader's mode differs from what it should be: null when it does not, `''` when it tells none; and the checksum of what it carries. */
export async function driftOf(
  desk: ZebraCommands,
  mode: Mode,
  limitMs?: number,
): Promise<{ kind: 'told'; at: string | null; told: string | null } | Away> {
  const told = await desk.ask('get_mode', {}, limitMs);
  if (told.kind === 'unanswered') return away(told);
  if (told.kind !== 'done') return { kind: 'told', at: 'mode', told: null };
  return { kind: 'told', at: difference(mode, told.payload), told: carriedChecksum(mode, told.payload) };
}

/**
 * Brings the reader to what it is to carry: its mode is asked for, set where it differs, asked for again and compared; then the reader
 * is started, unless it reads already.
 * @param starting runs before the reader is told to read, since its reads may overtake its reply.
 */
export async function configure(desk: ZebraCommands, mode: Mode, starting: () => void): Promise<Seen> {
  let carried = await driftOf(desk, mode, GREETING_MS);
  for (let said = 1; carried.kind === 'away' && carried.code === 'DEVICE_SILENT' && said < GREETINGS; said++) {
    carried = await driftOf(desk, mode, GREETING_MS);
  }
  if (carried.kind === 'away') return carried;
  const stale = carried.at !== null;
  if (stale) {
    // A radio at work refuses another mode; one that is idle may refuse to be stopped.
    const stopped = await desk.ask('stop');
    if (stopped.kind === 'unanswered') return away(stopped);
    const set = await desk.ask('set_mode', mode);
    if (set.kind === 'unanswered') return away(set);
    if (set.kind === 'refused') return { kind: 'refused', code: 'DEVICE_CONFIG_REFUSED' };
    carried = await driftOf(desk, mode);
    if (carried.kind === 'away') return carried;
  }
  const status = await statusOf(desk);
  if (status.kind === 'away') return status;
  const { at, told } = carried;
  return (await begin(desk, status.active === true && !stale, starting)) ?? { kind: 'reading', drift: at, told };
}

/** Null when it reads. */
export async function begin(
  desk: ZebraCommands,
  reading: boolean,
  starting: () => void,
): Promise<Exclude<Seen, { kind: 'reading' }> | null> {
  starting();
  if (reading) return null;
  const started = await desk.ask('start', { doNotPersistState: true });
  if (started.kind === 'unanswered') return away(started);
  return started.kind === 'done' ? null : { kind: 'refused', code: 'DEVICE_READING_STOPPED' };
}

/** Asks how the reader is. Its documentation spells the radio's activity in two ways. */
export async function statusOf(desk: ZebraCommands): Promise<Status> {
  const told = await desk.ask('get_status');
  if (told.kind === 'unanswered') return away(told);
  const payload = told.kind === 'done' && isRecord(told.payload) ? told.payload : {};
  const activity = payload.radioActivity ?? payload.radioActivitiy;
  const antennas = isRecord(payload.antennas) ? payload.antennas : {};
  const unplugged = Object.entries(antennas).flatMap(([port, state]) =>
    state === 'disconnected' ? [Number(port)] : [],
  );
  return { kind: 'status', active: typeof activity === 'string' ? activity === 'active' : null, unplugged };
}

function away({ code }: Extract<CommandOutcome, { kind: 'unanswered' }>): Away {
  return { kind: 'away', code };
}
