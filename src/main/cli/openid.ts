import { accessToken } from '../../sync/openid/access-token.ts';
import { keySet } from '../../sync/openid/assertion.ts';
import { devicePublicX, deviceSigner } from '../edge/secrets.ts';
import { makeStateDirectory } from '../edge/state-files.ts';
import { systemClock, systemIdentifiers } from '../edge/system.ts';
import { EXIT, type ExitCode, type Io } from './io.ts';
import { commandConfig } from './with-config.ts';

/** This box's public key as a JWK set, to be registered with an OpenID provider. */
export function openidKeys(options: { readonly config?: string }, io: Io): ExitCode {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  makeStateDirectory(loaded.stateDirectory);
  const signer = deviceSigner(loaded.stateDirectory);
  io.out(JSON.stringify(keySet(devicePublicX(loaded.stateDirectory) ?? '', signer.keyId)));
  return EXIT.done;
}

/** An access token for this box from an OpenID provider, on standard output: signed for by the box's own key, no secret anywhere. */
export async function openidToken(
  options: { readonly config?: string; readonly issuer: string; readonly client: string; readonly scope?: string },
  io: Io,
): Promise<ExitCode> {
  const loaded = commandConfig(options.config, io);
  if (loaded.kind !== 'ok') return loaded.exit;
  makeStateDirectory(loaded.stateDirectory);
  const { issuer, client: clientId, scope } = options;
  const token = await accessToken({
    issuer,
    clientId,
    ...(scope === undefined ? {} : { scope }),
    signer: deviceSigner(loaded.stateDirectory),
    clock: systemClock,
    identifiers: systemIdentifiers,
    fetch,
  });
  if (token.kind === 'token') {
    io.out(token.accessToken);
    return EXIT.done;
  }
  io.err(
    token.kind === 'refused'
      ? `checkstand: ${issuer} refused ${clientId} (${token.error}); has it this box's key? See checkstand openid keys`
      : `checkstand: ${issuer} is no provider that answers: ${token.why}`,
  );
  return EXIT.found;
}
