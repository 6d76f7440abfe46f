/**
 * What the cloud tells a tracer: requests, what workers read from journals, what is published. Without an OpenTelemetry collector there is
 * no tracer, and nothing of it is loaded. Attributes say what kind of thing was done and how much of it; no address, no name, no value.
 */
export type Attributes = Readonly<Record<string, string | number>>;

/** Something that is being done. */
export interface Span {
  /** Names it to others that go on with it. Source: W3C Trace Context, section 3.2. */
  readonly traceparent: string;
  /** @param error what went wrong, as a code. */
  end(attributes: Attributes, error?: string): void;
}

export interface SpanStart {
  /** Headers of whoever asked, where they are to be believed: theirs is the trace then. */
  readonly parent?: Readonly<Record<string, string | string[] | undefined>>;
  /** Milliseconds since 1970, where it began before this. */
  readonly at?: number;
}

export interface Tracing {
  begin(name: string, kind: 'server' | 'producer' | 'internal', start?: SpanStart): Span;
  /** Sends what it still has, for some seconds at most. */
  stop(): Promise<void>;
}

/** Does a piece of work under a span of its own, which is told where the work came to anything, or failed. */
export async function traced(
  tracing: Tracing | null,
  name: string,
  counted: string,
  work: () => Promise<number>,
): Promise<number> {
  if (tracing === null) return work();
  const at = Date.now();
  try {
    const count = await work();
    if (count > 0) tracing.begin(name, 'internal', { at }).end({ [counted]: count });
    return count;
  } catch (error) {
    tracing.begin(name, 'internal', { at }).end({}, codeOf(error));
    throw error;
  }
}

/** Never its message: that may hold values. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'ERROR';
}
