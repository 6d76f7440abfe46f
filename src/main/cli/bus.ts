import { boxId, role } from '../../sync/wire/names.ts';
import { connectControl } from '../edge/control/client.ts';
import { deviceSigner } from '../edge/secrets.ts';
import { makeStateDirectory } from '../edge/state-files.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { commandConfig } from './with-config.ts';

interface ConfigOption {
  readonly config?: string;
}

/** At the hub: a code that pairs one box with the store, good once and for ten minutes. */
export async function busCode(
  box: string,
  options: ConfigOption & { readonly role?: readonly string[] },
  io: Io,
): Promise<ExitCode> {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  const roles = (options.role ?? []).map((each) => role.safeParse(each).data);
  if (!boxId.safeParse(box).success)
    throw new UsageError(`${box} is no id of a box: lowercase letters, digits, hyphens`);
  if (roles.length === 0 || roles.includes(undefined))
    throw new UsageError('say what the box does: --role lane, gate or hub');
  const edge = await connectControl(loaded.stateDirectory);
  try {
    const code = await edge.pairingCode(
      box,
      roles.flatMap((each) => each ?? []),
    );
    io.out(`${code}  (for ${box}, once, within ten minutes: \`checkstand bus join HOST CODE\` there)`);
    return EXIT.done;
  } finally {
    edge.close();
  }
}

/** At the hub: ends what a box may do in the store, at once. */
export async function busRevoke(box: string, options: ConfigOption, io: Io): Promise<ExitCode> {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  const edge = await connectControl(loaded.stateDirectory);
  try {
    const revoked = await edge.revokeBox(box);
    io.out(
      revoked ? `${box} is out: nothing that it says counts any more` : `there is no box ${box}, or it is the hub`,
    );
    return revoked ? EXIT.done : EXIT.found;
  } finally {
    edge.close();
  }
}

const REASONS = {
  wrongCode: 'the hub refused the code; is it for this box, unused, and not ten minutes old?',
  tooSoon: 'the hub takes no code from here yet, after a wrong one',
  keyInUse: 'another box of this store has this box’s key: a copied state directory? give each box its own',
  full: 'the store has as many boxes as it can hold; end one that is gone with `checkstand bus revoke`',
  badRequest: 'the hub does not understand this box; do both run the same version?',
  badCode: 'that is no code: it has sixteen letters and digits',
  unreachable: 'the hub does not answer',
  notTheHub: 'whoever answers is not the hub that made this code; ask for another one, and find out who is there',
} as const;

/** At a new box: joins the store whose hub made the code. The edge of this box takes it up at its next start. */
export async function busJoin(address: string, code: string, options: ConfigOption, io: Io): Promise<ExitCode> {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  const [, host, port] = /^([^\s:]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?$/i.exec(address) ?? [];
  if (host === undefined) throw new UsageError(`${address} is no address: expected host, or host:port`);
  const { config, stateDirectory } = loaded;
  makeStateDirectory(stateDirectory);
  const { joinHub } = await import('../edge/store-bus.ts');
  const box = config.workstation.id;
  const outcome = await joinHub({
    ...{ box, stateDirectory, signer: deviceSigner(stateDirectory), code },
    ...{ host, port: Number(port ?? config.bus.pairingPort) },
  });
  if (outcome.kind === 'joined') {
    io.out(`${box} has joined the store of ${host}; start its edge again`);
    return EXIT.done;
  }
  const wait = outcome.kind === 'refused' ? (outcome.retryAfterSeconds ?? 0) : 0;
  const again = wait > 0 ? `; try again in ${wait} s` : '';
  io.err(`checkstand: ${REASONS[outcome.kind === 'refused' ? outcome.why : outcome.kind]}${again}`);
  return EXIT.found;
}
