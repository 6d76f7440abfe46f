import type { CloudOptions } from '../../cloud/index.ts';
import { UsageError } from './io.ts';

/** Shorter ones could be guessed. */
const LEAST_TOKEN = 16;

type FromEnvironment = Pick<CloudOptions, 'metricsToken' | 'mail' | 'proxies' | 'kafka'>;

/**
 * What a cloud takes from its environment, where secrets belong: METRICS_TOKEN, SMTP_URL with MAIL_FROM, TRUSTED_PROXIES, and KAFKA_BROKERS
 * with KAFKA_TOPIC_PREFIX, KAFKA_USERNAME and KAFKA_PASSWORD. An
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
  const proxies = listOf(of('TRUSTED_PROXIES'));
  const brokers = listOf(of('KAFKA_BROKERS'));
  const [username, password] = [of('KAFKA_USERNAME'), of('KAFKA_PASSWORD')];
  if ((username === undefined) !== (password === undefined)) {
    throw new UsageError('KAFKA_USERNAME and KAFKA_PASSWORD go together');
  }
  const login = username === undefined || password === undefined ? {} : { login: { username, password } };
  return {
    ...(metricsToken === undefined ? {} : { metricsToken }),
    ...(url === undefined || from === undefined ? {} : { mail: { url, from } }),
    ...(proxies === undefined ? {} : { proxies }),
    ...(brokers === undefined
      ? {}
      : { kafka: { brokers, prefix: of('KAFKA_TOPIC_PREFIX') ?? 'checkstand', ...login } }),
  };
}

function listOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((each) => each.trim());
}
