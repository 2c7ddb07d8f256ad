import * as z from 'zod/mini';
import type { ApiCall, TargetsChange } from '../../ports/inbound/api-call.ts';
import type { Log } from '../../ports/log.ts';
import { problemsIn } from '../wire-format.ts';

/** The event by which EventBridge passes on what CloudTrail wrote down. Only AWS can send events with a source of `aws.`. */
const envelope = z.object({
  source: z.string().check(z.regex(/^aws\./)),
  'detail-type': z.literal('AWS API Call via CloudTrail'),
});

/** The record of one call (CloudTrail user guide, "CloudTrail record contents"), as far as it is read. */
const record = z.object({
  eventName: z.string(),
  eventTime: z.string(),
  errorCode: z.nullish(z.string()),
  requestParameters: z.optional(z.unknown()),
  userIdentity: z.object({ arn: z.nullish(z.string()), invokedBy: z.nullish(z.string()) }),
});

/** Tells whether an event is a call that CloudTrail wrote down. */
export function isApiCallEvent(event: unknown): boolean {
  return envelope.safeParse(event).success;
}

/** The dependencies of the receiver. */
interface Parts {
  /** Returns the names of the targets that a call changed. */
  readonly changedTargets: (call: ApiCall) => readonly string[];
  readonly accept: (change: TargetsChange) => Promise<void>;
  readonly log: Log;
}

/**
 * Creates the receiver of the calls that CloudTrail wrote down. A call that failed changed nothing, and is ignored; a record that
 * has not its shape is dropped and logged.
 * @returns a function of the event; it throws the errors of `accept`, so that the event is retried
 */
export function createApiCallReceiver({ changedTargets, accept, log }: Parts): (event: unknown) => Promise<void> {
  return async (event) => {
    const parsed = record.safeParse((event as { readonly detail?: unknown }).detail);
    if (!parsed.success) {
      const problems = problemsIn(parsed.error, 'detail');
      return log.error({ code: 'malformed-api-call', problems }, 'dropped a call of CloudTrail that has not its shape');
    }
    const { eventName: name, eventTime, errorCode, requestParameters: parameters = null, userIdentity } = parsed.data;
    if (typeof errorCode === 'string') return;
    const targets = changedTargets({ name, parameters });
    const by = userIdentity.arn ?? userIdentity.invokedBy ?? 'somebody';
    if (targets.length > 0) await accept({ targets, by, at: Date.parse(eventTime) });
  };
}
