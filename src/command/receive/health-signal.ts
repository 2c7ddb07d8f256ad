import * as z from 'zod/mini';
import { type HeardSignal, signalPattern } from '../../domain/alarm/health-signal.ts';
import type { Log } from '../../ports/log.ts';
import { servicePattern } from '../limits.ts';
import { wholeText } from '../whole-text.ts';
import { problemsIn } from '../wire-format.ts';

/** The most characters of a text that is taken, and of the part of a value that is kept. */
const MAX_TEXT = 2_000;
const MAX_VALUE = 100;

/** The longest time by which the clock of a sender may be ahead, in milliseconds: a signal of the future would silence later ones. */
export const MAX_AHEAD_MS = 60_000;

/** Matches a link that people may be shown: https, and nothing that ends a link in Slack. */
const LINK = /^https:\/\/[^\s<>|]+$/;

/** The detail of the event by which another system tells the health of a service. Fields that it does not name are ignored. */
export const healthSignalDetail = z.object({
  v: z.literal(1),
  service: z.string().check(z.regex(servicePattern)),
  name: z.string().check(z.regex(signalPattern)),
  health: z.enum(['healthy', 'unhealthy', 'unknown']),
  at: z.nullish(z.number().check(z.int(), z.positive())),
  value: z.nullish(z.union([z.string().check(z.maxLength(MAX_TEXT)), z.number()])),
  link: z.nullish(z.string().check(z.maxLength(MAX_TEXT))),
});

/** The event of a bus, as far as it is read: only EventBridge can set these fields. */
const envelope = z.object({ 'detail-type': z.literal('Health Signal'), time: z.string() });

/** Tells whether an event of a bus says that it is a health signal. */
export function isHealthSignalEvent(event: unknown): boolean {
  return envelope.safeParse(event).success;
}

/** The dependencies of the receiver. */
interface Parts {
  readonly accept: (service: string, heard: HeardSignal) => Promise<void>;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * Creates the receiver of health signals from the bus. A signal that has not its shape is dropped and logged; a retry cannot make
 * it valid. What is only shown never costs a signal: a value is shortened, and a link that is not https is left out.
 * @returns a function of the event, whose `time` counts where the sender gives none; it throws the errors of `accept`, so that the
 * event is retried
 */
export function createHealthSignalReceiver({ accept, now, log }: Parts): (event: unknown) => Promise<void> {
  return async (event) => {
    const { time } = envelope.parse(event);
    const parsed = healthSignalDetail.safeParse((event as { readonly detail?: unknown }).detail);
    if (!parsed.success) {
      const problems = problemsIn(parsed.error, 'detail');
      return log.error({ code: 'malformed-health-signal', problems }, 'dropped a health signal that has not its shape');
    }
    const { service, name, health, value, link } = parsed.data;
    const at = parsed.data.at ?? Date.parse(time);
    if (!(at <= now() + MAX_AHEAD_MS)) {
      const fields = { code: 'health-signal-from-the-future', service, signal: name, at };
      return log.error(fields, 'dropped a health signal whose time is in the future; correct the clock of its sender');
    }
    const text = wholeText(String(value ?? ''), MAX_VALUE);
    await accept(service, { name, health, at, value: text, link: link && LINK.test(link) ? link : null });
  };
}
