import { withFirmware } from './cloud-assets.ts';
import { fieldsOf } from './cloud-feed.ts';
import { inOffice, type WithState } from './cloud-office.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

interface OfRetailer extends WithState {
  readonly retailer: string;
}

interface StartOptions extends OfRetailer {
  readonly store?: string;
  readonly stages: string;
  readonly days: string;
}

const DAY_MS = 86_400_000;
const REASONS = {
  stages: '--stages takes shares in percent that grow up to 100: 1,10,50,100',
  nameTaken: 'there was a rollout of that name before',
  anotherIsOpen: 'another rollout is open: end it or roll it back first',
  noBoxes: 'no box is enrolled there',
} as const;

/** Gives fields to the first cohort. Exit 1 where that can't be. */
export async function rolloutStart(
  name: string,
  fields: readonly string[],
  options: StartOptions,
  io: Io,
): Promise<ExitCode> {
  const { retailer, store = null, days } = options;
  if (!/^[\w.-]{1,64}$/.test(name)) throw new UsageError('a rollout has a name of letters, digits, dots and dashes');
  if (!/^[1-9]\d{0,3}$/.test(days)) throw new UsageError('--days takes a whole number of days');
  if (fields.length === 0) throw new UsageError('it sets nothing: FIELD=VALUE');
  const stages = options.stages.split(',').map(Number);
  const expiresAt = new Date(Date.now() + Number(days) * DAY_MS);
  const started = await inOffice(options, io, async (office) => {
    const whole = await withFirmware(office, fieldsOf(fields), retailer);
    return office.startRollout({ retailer, name, store, fields: whole, stages, expiresAt });
  });
  if (started.kind === 'refused') {
    io.err(`checkstand: ${REASONS[started.why]}`);
    return EXIT.found;
  }
  io.out(`${name}: ${started.boxes} boxes have it to take, ${stages[0]} percent`);
  return EXIT.done;
}

/** The next cohort. Exit 1 where there is none yet, or no more. */
export async function rolloutAdvance(
  name: string,
  options: OfRetailer & { readonly anyway?: boolean },
  io: Io,
): Promise<ExitCode> {
  const step = await inOffice(options, io, (office) =>
    office.advanceRollout(name, options.anyway === true, options.retailer),
  );
  switch (step.kind) {
    case 'widens':
      return rolloutStatus(name, options, io);
    case 'finishes':
      io.out(`${name}: done, every box goes by it`);
      return EXIT.done;
    case 'waits':
      io.err(`checkstand: ${step.silent} boxes have not said yet that they took it; --anyway goes on without them`);
      return EXIT.found;
    case 'halts':
      io.err(`checkstand: ${step.why}: ${name} is paused`);
      return EXIT.found;
    case 'refused':
      io.err(`checkstand: ${name} is ${step.state}`);
      return EXIT.found;
    case 'unknown':
      return unknown(name, io);
  }
}

/** Pauses, resumes or rolls back. Exit 1 where it stands otherwise. */
export async function rolloutTurn(
  name: string,
  to: 'pause' | 'resume' | 'back',
  options: OfRetailer,
  io: Io,
): Promise<ExitCode> {
  const turned = await inOffice(options, io, (office) => office.turnRollout(name, to, options.retailer));
  if (turned.kind === 'unknown') return unknown(name, io);
  if (turned.kind === 'turned') return rolloutStatus(name, options, io);
  io.err(`checkstand: ${name} is ${turned.state}`);
  return EXIT.found;
}

/** How far it has come, and who refuses it. */
export async function rolloutStatus(name: string, options: OfRetailer, io: Io): Promise<ExitCode> {
  const status = await inOffice(options, io, (office) => office.rolloutStatus(name, options.retailer));
  if (status === null) return unknown(name, io);
  const { members, applied, refused } = status.report;
  const why = status.why === null ? '' : ` (${status.why})`;
  io.out(
    `${name}: ${status.state}${why}, ${status.percent} percent: ${members} boxes, ${applied} took it, ${refused} refused`,
  );
  for (const { store, workstation, fields } of status.refusing)
    io.out(`  ${workstation} of ${store} refuses ${fields}`);
  return EXIT.done;
}

function unknown(name: string, io: Io): ExitCode {
  io.err(`checkstand: there is no rollout ${name}`);
  return EXIT.found;
}
