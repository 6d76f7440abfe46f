import { createPublicKey } from 'node:crypto';
import { enrolBox } from '../../sync/enrolment/enrol.ts';
import { devicePublicKey, deviceSigner } from '../edge/secrets.ts';
import { makeStateDirectory } from '../edge/state-files.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';
import { commandConfig } from './with-config.ts';

/** Joins this box to the cloud that its configuration names, by a one-time code. The edge may be running. */
export async function enrolCommand(code: string, options: { readonly config?: string }, io: Io): Promise<ExitCode> {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  const { config, stateDirectory } = loaded;
  const url = config.cloud?.url;
  if (url === undefined) throw new UsageError('the configuration names no cloud: set cloud.url');
  makeStateDirectory(stateDirectory);
  const signer = deviceSigner(stateDirectory);
  const publicKey = createPublicKey(devicePublicKey(stateDirectory) ?? '').export({ format: 'jwk' }).x ?? '';
  const { store, workstation } = config;
  const names = { store: store.id, workstation: workstation.id };
  const enrolment = await enrolBox({ url, code, ...names, publicKey, signer, fetch });
  if (enrolment.kind === 'enrolled') {
    io.out(`${workstation.id} of ${store.id} has joined ${url}`);
    return EXIT.done;
  }
  io.err(
    enrolment.kind === 'unreachable'
      ? `checkstand: ${url} does not answer`
      : `checkstand: ${url} refused the code (${enrolment.code}); is it for ${workstation.id} of ${store.id}, and not ten minutes old?`,
  );
  return EXIT.found;
}
