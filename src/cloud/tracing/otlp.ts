import type { Context, SpanKind as Kind } from '@opentelemetry/api';
import type { Tracing } from './tracing.ts';

export interface TracingSettings {
  /** Of the collector: `http://collector:4318`. Headers for it come from OTEL_EXPORTER_OTLP_HEADERS, by the library. */
  readonly endpoint: string;
  /** `checkstand-cloud` when left out. */
  readonly service?: string;
  /** Share of traces that are kept, 0 to 1, where whoever asked has not said; all when left out. */
  readonly share?: number;
  /** Longest that a collector is waited for; five seconds when left out. */
  readonly timeoutMilliseconds?: number;
  /** Told of what could not be sent, once a minute at most. */
  onError(error: unknown): void;
}

/** Spans that wait to be sent: some seconds of a busy copy. What comes when there are so many is dropped; nobody ever waits for a collector. */
export const MOST_WAITING = 2_048;
export const BATCH = 512;
const TIMEOUT_MS = 5_000;
const TELL_MS = 60_000;

/** Sends spans to a collector by OTLP over HTTP, as JSON. Loads OpenTelemetry, which nothing else does. */
export async function otlpTracing(settings: TracingSettings): Promise<Tracing> {
  const { endpoint, service = 'checkstand-cloud', share = 1, timeoutMilliseconds = TIMEOUT_MS, onError } = settings;
  const [api, core, resources, sdk, { OTLPTraceExporter }] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/exporter-trace-otlp-http'),
  ]);
  let told = Number.NEGATIVE_INFINITY;
  const tell = (error: unknown): void => {
    if (performance.now() - told < TELL_MS) return;
    told = performance.now();
    onError(error);
  };
  core.setGlobalErrorHandler(tell);
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: timeoutMilliseconds,
  });
  const provider = new sdk.TracerProvider({
    // No detector: those tell the machine's name, its user and the command line.
    resource: resources.resourceFromAttributes({ 'service.name': service }),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(share) }),
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter,
        maxQueueSize: MOST_WAITING,
        maxExportBatchSize: BATCH,
        exportTimeoutMillis: timeoutMilliseconds,
      }),
    ],
  });
  const tracer = provider.getTracer('checkstand');
  const propagator = new core.W3CTraceContextPropagator();
  const kinds: Readonly<Record<'server' | 'producer' | 'internal', Kind>> = {
    server: api.SpanKind.SERVER,
    producer: api.SpanKind.PRODUCER,
    internal: api.SpanKind.INTERNAL,
  };
  return {
    begin(name, kind, { parent, at } = {}) {
      const context: Context =
        parent === undefined
          ? api.ROOT_CONTEXT
          : propagator.extract(api.ROOT_CONTEXT, parent, api.defaultTextMapGetter);
      const span = tracer.startSpan(
        name,
        { kind: kinds[kind], ...(at === undefined ? {} : { startTime: at }) },
        context,
      );
      const { traceId, spanId, traceFlags } = span.spanContext();
      return {
        traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`,
        end(attributes, error) {
          span.setAttributes(attributes);
          if (error !== undefined) {
            span.setAttribute('error.type', error);
            span.setStatus({ code: api.SpanStatusCode.ERROR });
          }
          span.end();
        },
      };
    },
    async stop() {
      let late: NodeJS.Timeout | undefined;
      const tooLong = new Promise<void>((done) => {
        late = setTimeout(done, 2 * timeoutMilliseconds);
      });
      await Promise.race([provider.shutdown().catch(tell), tooLong]);
      clearTimeout(late);
    },
  };
}
