import * as z from 'zod/mini';
import type { AlarmState, AlarmValue } from '../rollout/alarm-state.ts';
import type { Plan } from '../rollout/plan.ts';
import type {
  Activity,
  Actor,
  Fault,
  Finding,
  Hold,
  Person,
  Phase,
  Reason,
  Rollout,
  TargetState,
  TimelineEntry,
} from '../rollout/record.ts';
import type { Json, Service, TargetConfig } from '../rollout/service.ts';
import { exactly, list, type Shape } from './shape.ts';

const json: Shape<Json> = z.json();

/** The shape of a person. */
export const personShape = exactly<Person>()(z.object({ id: z.string(), name: z.string() }));

/** The shape of an alarm's value. */
export const alarmValueShape = exactly<AlarmValue>()(z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'MISSING']));

/** The shape of what preflight found. */
export const findingShape = exactly<Finding>()(
  z.object({
    severity: z.enum(['blocks', 'warns']),
    code: z.string(),
    about: z.nullable(z.string()),
    message: z.string(),
    remedy: z.string(),
  }),
);

const actor = exactly<Actor>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('person'), person: personShape }),
    z.object({ kind: z.literal('alarm'), name: z.string() }),
    z.object({ kind: z.literal('serin') }),
  ]),
);

/** The shape of one line of the timeline. */
export const timelineEntryShape = exactly<TimelineEntry>()(
  z.object({
    n: z.number(),
    at: z.number(),
    by: actor,
    text: z.string(),
  }),
);

const fault = exactly<Fault>()(z.object({ code: z.string(), message: z.string(), permanent: z.boolean() }));

const targetConfig = exactly<TargetConfig>()(z.catchall(z.object({ kind: z.string() }), json));

const target = exactly<TargetState>()(
  z.object({
    name: z.string(),
    config: targetConfig,
    frozen: json,
    stable: z.string(),
    canary: z.string(),
    splits: z.enum(['requests', 'resolvers']),
    expressed: z.record(z.string(), z.number()),
    notes: list(z.string()),
    change: z.nullable(z.string()),
    observed: z.nullable(
      z.object({
        at: z.number(),
        weight: z.nullable(z.number()),
        effectiveAt: z.nullable(z.number()),
        drift: z.nullable(z.string()),
        atBaseline: z.boolean(),
        promoted: z.boolean(),
        fault: z.nullable(fault),
      }),
    ),
  }),
);

const plan = exactly<Plan>()(
  list(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('shift'), weight: z.number() }),
      z.object({ kind: z.literal('bake'), ms: z.number() }),
      z.object({ kind: z.literal('approve'), from: list(z.string()), count: z.number(), within: z.number() }),
    ]),
  ),
);

const service = exactly<Service>()(
  z.object({
    name: z.string(),
    channel: z.string(),
    targets: list(targetConfig),
    alarms: list(z.string()),
    plan,
    onAlarm: z.enum(['rollback', 'hold', 'ask']),
    selfApproval: z.boolean(),
  }),
);

const activity = exactly<Activity>()(
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('shifting'), wanted: z.number() }),
    z.object({ status: z.literal('baking'), remaining: z.number() }),
    z.object({ status: z.literal('awaiting-approval') }),
    z.object({ status: z.literal('promoting') }),
  ]),
);

const hold = exactly<Hold>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('drift'), target: z.string(), detail: z.string() }),
    z.object({ kind: z.literal('partial'), target: z.string(), fault }),
    z.object({ kind: z.literal('gate-expired') }),
    z.object({ kind: z.literal('alarm'), name: z.string() }),
    z.object({ kind: z.literal('alarm-missing'), name: z.string() }),
    z.object({ kind: z.literal('alarms-unreadable') }),
  ]),
);

const reason = exactly<Reason>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('alarm'), name: z.string(), detail: z.string() }),
    z.object({ kind: z.literal('person'), by: personShape, text: z.string() }),
    z.object({ kind: z.literal('rejected'), by: personShape, text: z.string() }),
  ]),
);

const phase = exactly<Phase>()(
  z.discriminatedUnion('status', [
    z.object({ status: z.literal('shifting'), since: z.number() }),
    z.object({ status: z.literal('baking'), since: z.number(), until: z.number() }),
    z.object({
      status: z.literal('awaiting-approval'),
      openedAt: z.number(),
      expiresAt: z.number(),
      approvals: list(z.object({ by: personShape, at: z.number() })),
    }),
    z.object({ status: z.literal('paused'), since: z.number(), by: personShape, activity }),
    z.object({ status: z.literal('holding'), since: z.number(), why: hold, activity }),
    z.object({ status: z.literal('promoting'), since: z.number() }),
    z.object({
      status: z.literal('rolling-back'),
      since: z.number(),
      reason,
      stage: z.enum(['returning', 'restoring']),
      settleAt: z.number(),
      question: z.nullable(z.string()),
      keep: z.boolean(),
      unreachableSince: z.nullable(z.number()),
      toldAt: z.nullable(z.number()),
    }),
    z.object({ status: z.literal('stuck'), since: z.number(), reason, target: z.string(), fault, tries: z.number() }),
    z.object({ status: z.literal('completed'), at: z.number() }),
    z.object({ status: z.literal('rolled-back'), at: z.number(), reason }),
  ]),
);

const alarmState = exactly<AlarmState>()(
  z.object({
    value: alarmValueShape,
    since: z.number(),
    suppressed: z.boolean(),
    excused: z.boolean(),
  }),
);

/** The shape of a rollout. */
export const rolloutShape = exactly<Rollout>()(
  z.object({
    id: z.string(),
    service: z.string(),
    canary: z.string(),
    by: personShape,
    startedAt: z.number(),
    config: service,
    step: z.number(),
    phase,
    weight: z.number(),
    generation: z.number(),
    reversals: z.number(),
    agreed: z.number(),
    intendedAt: z.number(),
    promotionBegan: z.boolean(),
    targets: list(target),
    alarms: z.record(z.string(), alarmState),
    findings: list(findingShape),
    timeline: list(timelineEntryShape),
    entries: z.number(),
    card: z.nullable(z.object({ channel: z.string(), ts: z.string(), permalink: z.string() })),
  }),
);
