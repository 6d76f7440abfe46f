import type { CloudOptions } from '../../cloud/index.ts';
import { UsageError } from './io.ts';

/** Shorter ones could be guessed. */
const LEAST_TOKEN = 16;

type FromEnvironment = Pick<CloudOptions, 'metricsToken' | 'mail' | 'proxies' | 'kafka' | 'tracing'>;

/**
 * What a cloud takes from its environment, where secrets belong: METRICS_TOKEN, SMTP_URL with MAIL_FROM, TRUSTED_PROXIES, KAFKA_BROKERS
 * with KAFKA_TOPIC_PREFIX, KAFKA_USERNAME and KAFKA_PASSWORD, and OTEL_EXPORTER_OTLP_ENDPOINT with OTEL_SERVICE_NAME and
 * OTEL_TRACES_SAMPLER_ARG. An empty variable is none. @throws UsageError for half a setting, or a token that could be guessed.
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
  const tracing = tracingOf(of);
  return {
    ...(tracing === undefined ? {} : { tracing }),
    ...(metricsToken === undefined ? {} : { metricsToken }),
    ...(url === undefined || from === undefined ? {} : { mail: { url, from } }),
    ...(proxies === undefined ? {} : { proxies }),
    ...(brokers === undefined
      ? {}
      : { kafka: { brokers, prefix: of('KAFKA_TOPIC_PREFIX') ?? 'checkstand', ...login } }),
  };
}

/** Names of variables: OpenTelemetry Specification, Environment Variable Specification and OTLP Exporter Configuration. */
function tracingOf(of: (name: string) => string | undefined): CloudOptions['tracing'] {
  const endpoint = of('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (endpoint === undefined || of('OTEL_SDK_DISABLED') === 'true') return undefined;
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new UsageError('OTEL_EXPORTER_OTLP_ENDPOINT is http://host:port, or https:');
  }
  const [service, share] = [of('OTEL_SERVICE_NAME'), Number(of('OTEL_TRACES_SAMPLER_ARG') ?? 1)];
  if (!(share >= 0 && share <= 1)) throw new UsageError('OTEL_TRACES_SAMPLER_ARG is a share of the traces: 0 to 1');
  return { endpoint, share, ...(service === undefined ? {} : { service }) };
}

function listOf(text: string | undefined): string[] | undefined {
  return text?.split(',').map((each) => each.trim());
}
