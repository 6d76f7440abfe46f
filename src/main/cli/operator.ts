import { existsSync } from 'node:fs';
import { type OperatorProblem, type OperatorStore, openOperators } from '../../storage/index.ts';
import type { OperatorRole } from '../../workstation/ports/operators.ts';
import { makeStateDirectory, stateFiles } from '../edge/state-files.ts';
import { systemClock, systemIdentifiers } from '../edge/system.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { newPin } from './pin-input.ts';
import { commandConfig } from './with-config.ts';

interface WithConfig {
  readonly config?: string;
}

const ROLES: readonly OperatorRole[] = ['attendant', 'manager', 'technician'];

/** Why an operator or a PIN was refused, for whoever typed it. Never quotes the PIN. */
const PROBLEMS: Readonly<Record<OperatorProblem, string>> = {
  id: '--id takes a number of 1 to 8 digits',
  name: '--name takes 1 to 60 printable characters',
  shape: 'a PIN has 4 to 8 digits',
  oneDigit: 'a PIN of one digit repeated is the first that anyone guesses; choose another',
  inOrder: 'a PIN of digits in order is the first that anyone guesses; choose another',
  ownNumber: "a PIN must not be the operator's own number",
};

/** Adds a member of staff to this lane, edge running or not. */
export async function operatorAdd(
  options: WithConfig & {
    readonly id: string;
    readonly name: string;
    readonly role: string;
    readonly pinStdin?: boolean;
  },
  io: Io,
): Promise<ExitCode> {
  const role = ROLES.find((it) => it === options.role);
  if (role === undefined) throw new UsageError(`--role takes ${ROLES.join(', ')}`);
  const operator = { id: options.id, name: options.name.trim(), role };
  return withStaff(options.config, io, async (staff) => {
    if (staff.list().some(({ id }) => id === operator.id)) throw taken(operator.id);
    const added = await staff.add(operator, await newPin(options, io));
    if (added.kind === 'taken') throw taken(operator.id);
    if (added.kind === 'refused') throw new UsageError(PROBLEMS[added.problem]);
    io.out(`${role} ${operator.id} (${operator.name}) can sign in at this lane`);
  });
}

/** Lists who can sign in at this lane. */
export async function operatorList(options: WithConfig & { readonly json?: boolean }, io: Io): Promise<ExitCode> {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  const { operators: path } = stateFiles(loaded.stateDirectory);
  const staff = existsSync(path) ? openStaff(path) : null;
  try {
    const operators = staff?.list() ?? [];
    if (options.json === true) io.out(JSON.stringify(operators));
    else if (operators.length === 0) io.out('nobody can sign in at this lane; `checkstand operator add` adds someone');
    else for (const { id, name, role } of operators) io.out(`${id.padEnd(8)}  ${role.padEnd(10)}  ${name}`);
  } finally {
    staff?.close();
  }
  return EXIT.done;
}

/** Removes a member of staff from this lane. */
export async function operatorRemove(options: WithConfig & { readonly id: string }, io: Io): Promise<ExitCode> {
  return withStaff(options.config, io, async (staff) => {
    if (!staff.remove(options.id)) throw unknown(options.id);
    io.out(`${options.id} can no longer sign in at this lane`);
  });
}

/** Gives a member of staff another PIN, and takes back their wrong tries. */
export async function operatorPin(
  options: WithConfig & { readonly id: string; readonly pinStdin?: boolean },
  io: Io,
): Promise<ExitCode> {
  return withStaff(options.config, io, async (staff) => {
    if (!staff.list().some(({ id }) => id === options.id)) throw unknown(options.id);
    const changed = await staff.changePin(options.id, await newPin(options, io));
    if (changed.kind === 'unknown') throw unknown(options.id);
    if (changed.kind === 'refused') throw new UsageError(PROBLEMS[changed.problem]);
    io.out(`${options.id} has a new PIN at this lane`);
  });
}

async function withStaff(
  config: string | undefined,
  io: Io,
  work: (staff: OperatorStore) => Promise<void>,
): Promise<ExitCode> {
  const loaded = commandConfig(config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  makeStateDirectory(loaded.stateDirectory);
  const staff = openStaff(stateFiles(loaded.stateDirectory).operators);
  try {
    await work(staff);
    return EXIT.done;
  } finally {
    staff.close();
  }
}

function openStaff(path: string): OperatorStore {
  return openOperators({ path, clock: systemClock, identifiers: systemIdentifiers });
}

function taken(id: string): UsageError {
  return new UsageError(`somebody has the number ${brief(id)} already; \`checkstand operator list\` says who`);
}

function unknown(id: string): UsageError {
  return new UsageError(`nobody has the number ${brief(id)}; \`checkstand operator list\` lists who there is`);
}

function brief(id: string): string {
  return JSON.stringify(id.slice(0, 20));
}
