import * as z from 'zod/mini';
import type { EvaluationProblem, Unclear, UnclearAlarm } from '../../../domain/alarm/state.ts';
import type { IamIdentity, Person, Requester } from '../../../domain/people/person.ts';
import type { Fault } from '../../../domain/rollout/fault.ts';
import type { Activity, Hold, HookCall, MetricReading, Phase, Reason } from '../../../domain/rollout/record.ts';
import { exactShape, list } from './shape.ts';

/** The shape of a person. */
export const personShape = exactShape<Person>()(z.object({ id: z.string(), name: z.string() }));

/** The shape of an IAM identity. */
export const identityShape = exactShape<IamIdentity>()(z.object({ arn: z.string() }));

/** The shape of who a command comes from. */
export const speakerShape = exactShape<Requester>()(z.union([personShape, identityShape]));

/** The shape of what went wrong with a target. */
export const faultShape = exactShape<Fault>()(
  z.object({ code: z.string(), message: z.string(), permanent: z.boolean() }),
);

const call = exactShape<HookCall>()(
  z.object({
    n: z.number(),
    state: z.enum(['due', 'called', 'taken', 'missed', 'done', 'failed']),
    at: z.number(),
    until: z.number(),
  }),
);

/** The shape of what a metric said. */
export const readingShape = exactShape<MetricReading>()(z.object({ value: z.number(), at: z.number() }));

const activity = exactShape<Activity>()(
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('shifting'), wanted: z.number() }),
    z.object({ status: z.literal('baking'), remaining: z.number() }),
    z.object({ status: z.literal('awaiting-approval') }),
    z.object({ status: z.literal('hooking'), call }),
    z.object({ status: z.literal('draining'), remaining: z.number(), seen: z.nullable(readingShape) }),
    z.object({ status: z.literal('promoting') }),
  ]),
);

/** The shape of why an alarm is not known to be quiet. */
export const unclearShape = exactShape<Unclear>()(z.enum(['fired', 'no-data', 'not-evaluated', 'gone', 'left']));

/** The shape of what keeps CloudWatch from evaluating an alarm. */
export const evaluationShape = exactShape<EvaluationProblem>()(
  z.enum(['PARTIAL_DATA', 'EVALUATION_ERROR', 'EVALUATION_FAILURE']),
);

const unclearAlarm = exactShape<UnclearAlarm>()(
  z.object({ name: z.string(), is: unclearShape, evaluation: z.exactOptional(evaluationShape) }),
);

const hold = exactShape<Hold>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('drift'), target: z.string(), detail: z.string() }),
    z.object({ kind: z.literal('partial'), target: z.string(), fault: faultShape }),
    z.object({ kind: z.literal('control-center'), detail: z.string() }),
    z.object({
      kind: z.literal('unread'),
      target: z.string(),
      fault: faultShape,
      isBack: z.exactOptional(z.literal(true)),
    }),
    z.object({
      kind: z.literal('center-unread'),
      detail: z.string(),
      isBack: z.exactOptional(z.literal(true)),
    }),
    z.object({
      kind: z.literal('components-unread'),
      detail: z.string(),
      isBack: z.exactOptional(z.literal(true)),
    }),
    z.object({ kind: z.literal('gate-expired') }),
    z.object({
      kind: z.literal('hook'),
      function: z.string(),
      outcome: z.enum(['failed', 'late', 'unknown']),
      detail: z.string(),
    }),
    z.object({ kind: z.literal('alarm'), name: z.string() }),
    z.object({ kind: z.literal('alarm-unclear'), alarms: list(unclearAlarm) }),
    z.object({ kind: z.literal('alarms-unreadable') }),
  ]),
);

const reason = exactShape<Reason>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('alarm'), name: z.string(), detail: z.string() }),
    z.object({ kind: z.literal('person'), by: personShape, text: z.string() }),
    z.object({ kind: z.literal('iam'), by: identityShape, text: z.string() }),
    z.object({ kind: z.literal('rejected'), by: personShape, text: z.string() }),
    z.object({ kind: z.literal('hook'), function: z.string(), detail: z.string() }),
  ]),
);

/** The shape of where a rollout stands. */
export const phaseShape = exactShape<Phase>()(
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('shifting'), since: z.number() }),
    z.object({ status: z.literal('baking'), since: z.number(), until: z.number() }),
    z.object({
      status: z.literal('awaiting-approval'),
      openedAt: z.number(),
      expiresAt: z.number(),
      approvals: list(z.object({ by: personShape, at: z.number() })),
    }),
    z.object({ status: z.literal('hooking'), since: z.number(), call }),
    z.object({
      status: z.literal('draining'),
      since: z.number(),
      from: z.number(),
      until: z.number(),
      seen: z.nullable(readingShape),
    }),
    z.object({ status: z.literal('paused'), since: z.number(), by: speakerShape, activity }),
    z.object({ status: z.literal('holding'), since: z.number(), why: hold, activity }),
    z.object({ status: z.literal('promoting'), since: z.number() }),
    z.object({
      status: z.literal('rolling-back'),
      since: z.number(),
      reason,
      stage: z.enum(['returning', 'restoring']),
      settleAt: z.number(),
      question: z.nullable(z.string()),
      keep: list(z.string()),
      left: z.exactOptional(list(z.string())),
      undone: z.exactOptional(z.object({ target: z.string(), times: z.number(), since: z.number() })),
      unreachableSince: z.nullable(z.number()),
      toldAt: z.nullable(z.number()),
    }),
    z.object({
      status: z.literal('stuck'),
      since: z.number(),
      reason,
      target: z.string(),
      fault: faultShape,
      tries: z.number(),
      keep: z.exactOptional(list(z.string())),
      left: z.exactOptional(list(z.string())),
    }),
    z.object({ status: z.literal('completed'), at: z.number(), windowUntil: z.exactOptional(z.number()) }),
    z.object({
      status: z.literal('rolled-back'),
      at: z.number(),
      reason,
      left: z.exactOptional(list(z.string())),
    }),
  ]),
);
