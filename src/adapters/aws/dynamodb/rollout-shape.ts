import * as z from 'zod/mini';
import type { AlarmSight } from '../../../domain/alarm/measure.ts';
import type { AlarmState, AlarmValue } from '../../../domain/alarm/state.ts';
import type { EnvironmentRoles } from '../../../domain/environment/environment.ts';
import type { Finding } from '../../../domain/finding.ts';
import type { Actor } from '../../../domain/people/person.ts';
import type { Rollout, TargetState } from '../../../domain/rollout/record.ts';
import type { TimelineEntry } from '../../../domain/rollout/timeline-entry.ts';
import {
  evaluationShape,
  faultShape,
  identityShape,
  personShape,
  phaseShape,
  readingShape,
  speakerShape,
  unclearShape,
} from './phase-shape.ts';
import { jsonShape, serviceShape, sideShape, targetConfigShape } from './service-shape.ts';
import { exactShape, list } from './shape.ts';
import { digestsShape } from './sync-shape.ts';

/** The shape of an alarm's value. */
export const alarmValueShape = exactShape<AlarmValue>()(z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA', 'MISSING']));

/** The shape of what preflight found. */
export const findingShape = exactShape<Finding>()(
  z.object({
    severity: z.enum(['blocks', 'warns']),
    code: z.string(),
    about: z.nullable(z.string()),
    message: z.string(),
    remedy: z.string(),
  }),
);

const actor = exactShape<Actor>()(
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('person'), person: personShape }),
    z.object({ kind: z.literal('iam'), identity: identityShape }),
    z.object({ kind: z.literal('alarm'), name: z.string() }),
    z.object({ kind: z.literal('serin') }),
  ]),
);

/** The shape of one line of the timeline. */
export const timelineEntryShape = exactShape<TimelineEntry>()(
  z.object({
    n: z.number(),
    at: z.number(),
    by: actor,
    text: z.string(),
  }),
);

const target = exactShape<TargetState>()(
  z.object({
    name: z.string(),
    config: targetConfigShape,
    frozen: jsonShape,
    baseline: list(z.string()),
    stable: z.string(),
    canary: z.string(),
    splits: z.enum(['requests', 'resolvers', 'users', 'arm']),
    expressed: z.record(z.string(), z.number()),
    notes: list(z.string()),
    change: z.nullable(z.string()),
    observed: z.nullable(
      z.object({
        at: z.number(),
        weight: z.nullable(z.number()),
        cohorts: z.exactOptional(list(z.string())),
        effectiveAt: z.nullable(z.number()),
        drift: z.nullable(z.string()),
        atBaseline: z.boolean(),
        promoted: z.boolean(),
        fault: z.nullable(faultShape),
        unreadSince: z.exactOptional(z.number()),
      }),
    ),
  }),
);

const alarmState = exactShape<AlarmState>()(
  z.object({
    value: alarmValueShape,
    since: z.number(),
    suppressed: z.boolean(),
    excused: z.boolean(),
    hadData: z.boolean(),
    unanswered: z.boolean(),
    evaluation: z.exactOptional(evaluationShape),
    stray: z.exactOptional(z.literal(true)),
    answered: z.exactOptional(unclearShape),
    told: z.exactOptional(unclearShape),
  }),
);

const alarmSight = exactShape<AlarmSight>()(
  z.object({
    alarm: z.string(),
    arm: z.enum(['both', 'canary', 'stable', 'other']),
    limit: z.discriminatedUnion('kind', [
      z.object({ kind: z.enum(['share', 'slow']), percent: z.number() }),
      z.object({ kind: z.literal('count'), failures: z.number(), periodMs: z.number() }),
    ]),
  }),
);

const sideRoles = exactShape<EnvironmentRoles>()(z.object({ stable: sideShape, canary: sideShape }));

/** The shape of a rollout. */
export const rolloutShape = exactShape<Rollout>()(
  z.object({
    id: z.string(),
    service: z.string(),
    canary: z.string(),
    by: speakerShape,
    askedAt: z.number(),
    startedAt: z.number(),
    config: serviceShape,
    environments: z.nullable(sideRoles),
    step: z.number(),
    hurried: list(z.object({ step: z.number(), how: z.enum(['skipped', 'promoted']), by: personShape })),
    phase: phaseShape,
    weight: z.number(),
    cohorts: list(z.string()),
    generation: z.number(),
    reversals: z.number(),
    agreed: z.number(),
    intendedAt: z.number(),
    promotionBegan: z.boolean(),
    reopenedAt: z.exactOptional(z.number()),
    wentBackFrom: z.exactOptional(z.number()),
    noReturnAt: z.nullable(z.number()),
    leaving: z.nullable(
      z.object({ since: z.number(), until: z.number(), seen: z.nullable(readingShape), isUnread: z.boolean() }),
    ),
    targets: list(target),
    components: z.object({
      frozen: list(digestsShape),
      unread: z.nullable(z.string()),
      unreadSince: z.exactOptional(z.number()),
      isAsked: z.exactOptional(z.literal(true)),
    }),
    centerUnread: z.exactOptional(
      z.object({ since: z.number(), why: z.string(), isAsked: z.exactOptional(z.literal(true)) }),
    ),
    alarms: z.record(z.string(), alarmState),
    sights: z.exactOptional(list(alarmSight)),
    findings: list(findingShape),
    timeline: list(timelineEntryShape),
    entries: z.number(),
    card: z.nullable(z.object({ channel: z.string(), ts: z.string(), permalink: z.string() })),
    alarmMessages: z.exactOptional(
      list(z.object({ key: z.string(), channel: z.string(), ts: z.nullable(z.string()) })),
    ),
  }),
);
