import { userInfo } from 'node:os';
import { ERASURE_KINDS, readOrder } from '../../cloud/index.ts';
import { inOffice, type WithState } from './cloud-office.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { firstLine, type PinSource } from './pin-input.ts';

interface EraseOptions extends WithState {
  readonly retailer: string;
  readonly store?: string;
  readonly dryRun?: boolean;
}

/**
 * Erases a person by what names them, which is read from standard input where it is not given: arguments can be read by everyone on the
 * machine, and stay in the shell's memory. Exit 1 where there is nobody of that name.
 */
export async function cloudErase(
  kind: string,
  given: string | undefined,
  options: EraseOptions,
  io: Io,
  source: PinSource = process.stdin,
): Promise<ExitCode> {
  if (!ERASURE_KINDS.some((each) => each === kind)) throw new UsageError(`erase takes ${ERASURE_KINDS.join(', ')}`);
  const { store, retailer, dryRun = false } = options;
  if (kind === 'receipt' && store === undefined) throw new UsageError('the number of a receipt counts in its --store');
  if (given === undefined && source.isTTY === true) io.prompt(`${kind}: `);
  const value = (given ?? (await firstLine(source))).trim();
  const order = readOrder({ kind, value, dryRun, ...(store === undefined ? {} : { store }) });
  if (order === null) throw new UsageError(`that is no ${kind}`);
  const reply = await inOffice(options, io, (office) => office.erase(order, whoOrders(), retailer));
  if (reply === null) {
    io.err(`checkstand: there is no such ${kind} here`);
    return EXIT.found;
  }
  for (const [what, count] of Object.entries(reply.counts)) if (count > 0) io.out(`${count} ${what}`);
  const none = Object.values(reply.counts).every((count) => count === 0);
  io.err(none ? 'nothing is left to erase' : dryRun ? 'would be erased; nothing was' : `erased, noted as ${reply.id}`);
  return EXIT.done;
}

/** A container's user may have no name. */
function whoOrders(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}
