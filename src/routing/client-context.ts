import { keepDecisions } from './carried-decision.ts';

/** The most that Invoke takes as client context, in characters of base64 (Lambda API reference, Invoke). */
const MAX_BYTES = 3583;

/**
 * The `ClientContext` of a synchronous Invoke that carries the baggage beside a payload that must stay as it is: in its
 * field `Custom`, where OpenTelemetry puts it too. Lambda hands none to functions that are invoked asynchronously. What does
 * not fit is left out: first everything that is no decision, then all of it.
 */
export function toClientContext(baggage: string): string | undefined {
  for (const text of [baggage, keepDecisions(baggage)]) {
    const context = btoa(JSON.stringify({ Custom: { baggage: text } }));
    if (text !== '' && context.length <= MAX_BYTES) return context;
  }
  return undefined;
}
