import type { Send } from '../outbox/publish.ts';
import { codeOf, type Tracing } from './tracing.ts';

/** Sends under a span that the events name, so that whoever takes them goes on with it. Source: CloudEvents, Distributed Tracing extension. */
export function tracedSend(tracing: Tracing | null, send: Send): Send {
  if (tracing === null) return send;
  return async (events) => {
    const span = tracing.begin('publish', 'producer');
    const { traceparent } = span;
    const attributes = { 'messaging.system': 'kafka', 'messaging.batch.message_count': events.length };
    try {
      await send(events.map(({ subject, event }) => ({ subject, event: { ...event, traceparent } })));
    } catch (error) {
      span.end(attributes, codeOf(error));
      throw error;
    }
    span.end(attributes);
  };
}
