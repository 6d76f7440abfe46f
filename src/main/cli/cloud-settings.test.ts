import { describe, expect, it } from 'vitest';
import { cloudSettings } from './cloud-settings.ts';

describe('the tracing of a cloud', () => {
  const endpoint = 'http://collector:4318';
  const of = (env: Record<string, string>) => cloudSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...env }).tracing;

  it('is asked for by the variables of OpenTelemetry, and by nothing else', () => {
    expect(cloudSettings({ OTEL_SERVICE_NAME: 'x' }).tracing).toBeUndefined();
    expect(of({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBeUndefined();
    expect(of({ OTEL_SDK_DISABLED: 'true' })).toBeUndefined();
    expect(of({})).toEqual({ endpoint, share: 1 });
    expect(of({ OTEL_SERVICE_NAME: 'shop', OTEL_TRACES_SAMPLER_ARG: '0.05' })).toEqual({
      endpoint,
      service: 'shop',
      share: 0.05,
    });
  });

  it.each([
    [{ OTEL_TRACES_SAMPLER_ARG: '2' }, '0 to 1'],
    [{ OTEL_TRACES_SAMPLER_ARG: 'some' }, '0 to 1'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, 'http://host:port'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'ftp://collector' }, 'http://host:port'],
  ])('is refused where %j makes no sense', (env, why) => {
    expect(() => of(env as Record<string, string>)).toThrow(why);
  });
});
