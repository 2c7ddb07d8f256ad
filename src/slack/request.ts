import { createHash } from 'node:crypto';

/** What every request of Slack brings to the listeners, beside what Bolt parses. */
export interface Arrival {
  /** When the person spoke, in milliseconds of Serin's clock. */
  readonly issuedAt: number;
  /** Slack's signature of the request: unique to its content and second. */
  readonly signature: string;
}

/** The arrival in a context of Bolt, where the receiver has put it. */
export function arrivalIn(context: Readonly<Record<string, unknown>>): Arrival {
  return { issuedAt: Number(context.issuedAt), signature: String(context.signature) };
}

/**
 * The key of a command: the same for the same request, however often it is sent (a replay, a retry of Slack with a new
 * timestamp), and another for another. Made of what Slack signed.
 */
export function keyOf(kind: 'slash' | 'button', parts: readonly string[]): string {
  return `${kind}:${createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40)}`;
}
