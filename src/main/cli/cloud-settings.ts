import type { CloudOptions } from '../../cloud/index.ts';
import { UsageError } from './io.ts';

/** Shorter ones could be guessed. */
const LEAST_TOKEN = 16;

type FromEnvironment = Pick<CloudOptions, 'metricsToken' | 'mail' | 'proxies'>;

/**
 * What a cloud takes from its environment, where secrets belong: METRICS_TOKEN, SMTP_URL with MAIL_FROM, and TRUSTED_PROXIES. An
 * empty variable is none. @throws UsageError for half a setting, or a token that could be guessed.
 */
export function cloudSettings(env: Readonly<Record<string, string | undefined>>): FromEnvironment {
  const of = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const metricsToken = of('METRICS_TOKEN');
  if (metricsToken !== undefined && metricsToken.length < LEAST_TOKEN) {
    throw new UsageError(`METRICS_TOKEN has ${LEAST_TOKEN} characters at least`);
  }
  const [url, from] = [of('SMTP_URL'), of('MAIL_FROM')];
  if ((url === undefined) !== (from === undefined)) throw new UsageError('SMTP_URL and MAIL_FROM go together');
  const proxies = of('TRUSTED_PROXIES')
    ?.split(',')
    .map((each) => each.trim());
  return {
    ...(metricsToken === undefined ? {} : { metricsToken }),
    ...(url === undefined || from === undefined ? {} : { mail: { url, from } }),
    ...(proxies === undefined ? {} : { proxies }),
  };
}
