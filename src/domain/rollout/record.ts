import * as z from 'zod/mini';
import { alarmSightSchema } from '../alarm/measure.ts';
import { alarmStateSchema, unclearAlarmSchema } from '../alarm/state.ts';
import { rolloutAnalysisSchema } from '../analysis/analysis.ts';
import { watchedComponentsSchema } from '../environment/component.ts';
import { centerUnreadSchema, knownCenterSchema } from '../environment/control-center.ts';
import { environmentRolesSchema } from '../environment/environment.ts';
import { syncSchema } from '../environment/sync.ts';
import { findingSchema } from '../finding.ts';
import { jsonSchema, kindConfigSchema } from '../json.ts';
import { identitySchema, personSchema, requesterSchema } from '../people/person.ts';
import { newestReadingSchema } from '../plan/metric.ts';
import { queueSchema, scheduleSchema } from '../queue/queue.ts';
import { freezeInForceFields } from '../restrictions/freeze-fields.ts';
import { lockFields } from '../restrictions/lock-fields.ts';
import { dictionary, type Infer, list, object, oneOf, type Schema } from '../schema.ts';
import { serviceSchema } from '../service.ts';
import { activitySchema, runningPhaseSchemas } from '../steps/registry.ts';
import { targetReadingSchema } from '../target/reading.ts';
import { splitUnitSchema } from '../target/split-unit.ts';
import { effectSchema } from './effect.ts';
import { faultSchema } from './fault.ts';
import { cardRefSchema, channelMessageSchema } from './message-ref.ts';
import { startNotesSchema } from './start-notes.ts';
import { timelineEntrySchema } from './timeline-entry.ts';

const target = object({
  name: z.string(),
  config: kindConfigSchema,
  /**
   * The state that the adapter resolved and froze before the first change: roles, versions, the baseline. Only the adapter reads
   * it.
   */
  frozen: jsonSchema,
  /** The baseline in words, a line each, for a restore by hand. */
  baseline: list(z.string()),
  /** The name of each arm, in words: a version, an identifier. */
  stable: z.string(),
  canary: z.string(),
  /** The unit that the target splits. */
  splits: splitUnitSchema,
  /** The weight that the target gets for a weight of the plan that it cannot express exactly; by the weight as text. */
  expressed: dictionary(z.number()),
  /** Facts worth showing on the card for the whole rollout, such as a share that cannot be expressed exactly. */
  notes: list(z.string()),
  /** The id of the last change that may still be under way (Route 53), or of what the target goes through (ECS), if any. */
  change: z.nullable(z.string()),
  observed: z.nullable(targetReadingSchema),
  /** The id of the newest pause of whose end people were reminded; absent where there is none. */
  remindedOf: z.exactOptional(z.string()),
});

/** One target inside a rollout. */
export interface TargetState extends Infer<typeof target> {}

const remainingUsers = object({
  /** The moment at which the rollback began. */
  since: z.number(),
  /** The moment after which Serin stops reading the metric. */
  until: z.number(),
  /** The newest number; null while there is none. */
  seen: newestReadingSchema,
  /** True when the last read failed. */
  isUnread: z.boolean(),
});

/**
 * The users who are still on the canary after a rollback: a session or a connection that began there stays until it ends. A drain
 * step of the plan names the metric that counts them, and the number that means nobody.
 */
export interface RemainingUsers extends Infer<typeof remainingUsers> {}

const hold = oneOf('kind', [
  object({ kind: z.literal('drift'), target: z.string(), detail: z.string() }),
  object({ kind: z.literal('partial'), target: z.string(), fault: faultSchema }),
  /** The control center cannot be written. `detail`: the reason, in AWS's words. */
  object({ kind: z.literal('control-center'), detail: z.string() }),
  /** `isBack`: the target can be read again and did not change; people were told. */
  object({
    kind: z.literal('unread'),
    target: z.string(),
    fault: faultSchema,
    isBack: z.exactOptional(z.literal(true)),
  }),
  /** The components cannot be read. `detail`: the reason. `isBack`: they can be read again and did not change; people were told. */
  object({ kind: z.literal('components-unread'), detail: z.string(), isBack: z.exactOptional(z.literal(true)) }),
  /** The control center cannot be read. `detail`: the reason. `isBack`: it can be read again; people were told. */
  object({ kind: z.literal('center-unread'), detail: z.string(), isBack: z.exactOptional(z.literal(true)) }),
  object({ kind: z.literal('gate-expired') }),
  object({
    kind: z.literal('hook'),
    function: z.string(),
    /** `unknown`: nobody knows whether the function ran, or how it ended. `late`: it ran and did not answer in time. */
    outcome: z.enum(['failed', 'late', 'unknown']),
    detail: z.string(),
  }),
  object({ kind: z.literal('alarm'), name: z.string() }),
  /** Alarms that do not fire and are not known to be quiet. Whoever resumes answers for them. */
  object({ kind: z.literal('alarm-unclear'), alarms: list(unclearAlarmSchema) }),
  object({ kind: z.literal('alarms-unreadable') }),
  /** The canary is worse than stable. `detail`: the numbers. */
  object({ kind: z.literal('unhealthy'), detail: z.string() }),
  /** Nobody knows whether the canary is worse than stable. `detail`: the reason. */
  object({ kind: z.literal('inconclusive'), detail: z.string() }),
]);

/** The reason why Serin holds and asks. */
export type Hold = Infer<typeof hold>;

const rollbackReason = oneOf('kind', [
  object({
    kind: z.literal('alarm'),
    name: z.string(),
    detail: z.string(),
    /** The moment from which the alarm fires; absent in older records. */
    since: z.exactOptional(z.number()),
  }),
  object({ kind: z.literal('person'), by: personSchema, text: z.string() }),
  object({ kind: z.literal('iam'), by: identitySchema, text: z.string() }),
  object({ kind: z.literal('rejected'), by: personSchema, text: z.string() }),
  object({ kind: z.literal('hook'), function: z.string(), detail: z.string() }),
  /** The canary is worse than stable. `detail`: the numbers. */
  object({ kind: z.literal('verdict'), detail: z.string() }),
  /** A target went back by itself. `detail`: why, in its words. */
  object({ kind: z.literal('target'), target: z.string(), detail: z.string() }),
]);

/** The reason of a rollback. */
export type Reason = Infer<typeof rollbackReason>;

const reason: Schema<Reason> = rollbackReason;

const phase = oneOf('status', [
  ...runningPhaseSchemas,
  object({
    status: z.literal('paused'),
    since: z.number(),
    by: requesterSchema,
    activity: activitySchema,
  }),
  object({
    status: z.literal('holding'),
    since: z.number(),
    why: hold as Schema<Hold>,
    activity: activitySchema,
  }),
  object({
    status: z.literal('rolling-back'),
    since: z.number(),
    reason,
    /**
     * `returning`: Serin brings the canary to 0. `restoring`: no earlier writer is alive any more; Serin restores the exact
     * baseline.
     */
    stage: z.enum(['returning', 'restoring']),
    /** The moment after which no worker that may still write can be alive. */
    settleAt: z.number(),
    /** The id of the question about a foreign change to the baseline; null while Serin asks none. */
    question: z.nullable(z.string()),
    /** Names of targets whose foreign change a person keeps. */
    keep: list(z.string()),
    /** Names of targets that a person left as they are; Serin does not write to them any more. */
    left: z.exactOptional(list(z.string())),
    /** The target that got traffic on the canary again after its return, how often, and since when. */
    undone: z.exactOptional(object({ target: z.string(), times: z.number(), since: z.number() })),
    /** The moment from which targets are unreachable, and the moment at which people were last told. */
    unreachableSince: z.nullable(z.number()),
    toldAt: z.nullable(z.number()),
  }),
  object({
    status: z.literal('stuck'),
    since: z.number(),
    reason,
    target: z.string(),
    fault: faultSchema,
    tries: z.number(),
    /** Names of targets whose foreign change a person keeps; left out when there are none. */
    keep: z.exactOptional(list(z.string())),
    /** Names of targets that a person left as they are; left out when there are none. */
    left: z.exactOptional(list(z.string())),
  }),
  object({
    status: z.literal('completed'),
    at: z.number(),
    /** The end of the rollback window; absent where there is none, or where another rollout has closed it. */
    windowUntil: z.exactOptional(z.number()),
    /** The moment of the look at the end of the rollback window; absent until then. */
    lookedAt: z.exactOptional(z.number()),
    /** The targets that somebody changed since the end, in words, as people were told of them; absent where there are none. */
    changed: z.exactOptional(z.string()),
    /** The same without who it was, to know the change again; absent where only the look at the end of the window found it. */
    change: z.exactOptional(z.string()),
    /** Present where Serin can put all of it back. */
    canPutBack: z.exactOptional(z.literal(true)),
  }),
  object({
    status: z.literal('rolled-back'),
    at: z.number(),
    reason,
    /** Names of the targets that a person left, which do not equal their baseline; left out when there are none. */
    left: z.exactOptional(list(z.string())),
  }),
]);

/** The phase of a rollout. `status` is the word people see. */
export type Phase = Infer<typeof phase>;

/** The word for the phase of a rollout. */
export type Status = Phase['status'];

const skippedStep = object({ step: z.number(), how: z.enum(['skipped', 'promoted']), by: personSchema });

const approvedStep = object({ step: z.number(), by: list(personSchema) });

/** A step that a person cut short: its wait was skipped, or the plan was promoted past it. */
export interface SkippedStep extends Infer<typeof skippedStep> {}

const foreignShare = object({
  /** In percent, exactly as it was read. */
  weight: z.number(),
  /** The cohorts that were open; absent where the kind has none. */
  cohorts: z.exactOptional(list(z.string())),
});

/** A share of a target that somebody outside Serin set, exactly as it was read. */
export interface ForeignShare extends Infer<typeof foreignShare> {}

const rollout = object({
  id: z.string(),
  service: z.string(),
  /** The requested version: its label, for example `v54`. */
  canary: z.string(),
  by: requesterSchema,
  /** The moment of the request, by the clock of whoever carried the command; it orders typed commands before and after. */
  askedAt: z.number(),
  startedAt: z.number(),
  /** The configuration as it was at the start. */
  config: serviceSchema,
  /** The roles of the two environments, frozen at the start; null for a service that is one stack. */
  environments: z.nullable(environmentRolesSchema),
  step: z.number(),
  /** The steps that a person skipped or promoted past, each once; every other earlier step is done. */
  hurried: list<SkippedStep>(skippedStep),
  /** The approvals that were given, with the people who gave them; absent where there is none, and in older records. */
  approved: z.exactOptional(list(approvedStep)),
  phase: phase as Schema<Phase>,
  /** The intended share on the canary, in percent. */
  weight: z.number(),
  /** The cohorts that the canary is open to, as intended, in the order in which the plan opened them. */
  cohorts: list(z.string()),
  /** The number of the intention; it rises with every change of the weight, the cohorts or the phase that targets must show. */
  generation: z.number(),
  /** The number of times that the intended weight or cohorts were lowered; picks Route 53 pairs that no earlier write expects. */
  reversals: z.number(),
  /** The last weight where all targets agreed. */
  agreed: z.number(),
  /** The moment at which the intention last changed. */
  intendedAt: z.number(),
  /** The newest generation of which people were told that a target does not come to its share; absent where there is none. */
  lateTold: z.exactOptional(z.number()),
  /** True once promotion was intended: from then on a rollback also restores versions. */
  promotionBegan: z.boolean(),
  /**
   * The foreign shares, by target, that a person lets Serin overwrite once, in the phase that began at `since`; absent where there
   * are none.
   */
  putBack: z.exactOptional(object({ since: z.number(), shares: dictionary(foreignShare as Schema<ForeignShare>) })),
  /** The moment of a rollback after completion; absent where there was none. */
  reopenedAt: z.exactOptional(z.number()),
  /** The share of the canary when the rollback began, in percent; absent where there was none, and in older records. */
  wentBackFrom: z.exactOptional(z.number()),
  /** The moment at which every target was seen back in a rollback; absent before, and in older records. */
  backAt: z.exactOptional(z.number()),
  /** The moment at which a point-of-no-return hook was called; null before. From then on no alarm rolls back by itself. */
  noReturnAt: z.nullable(z.number()),
  /** The users still on the canary; null before a rollback, where no metric counts them, and once nobody is left. */
  leaving: z.nullable(remainingUsers as Schema<RemainingUsers>),
  targets: list<TargetState>(target),
  components: watchedComponentsSchema,
  /** The failing reads of the control center; absent while it can be read. */
  centerUnread: z.exactOptional(centerUnreadSchema),
  /** The known states of the alarms, by name. */
  alarms: dictionary(alarmStateSchema),
  /** The requests that its alarms count; absent in older records. */
  sights: z.exactOptional(list(alarmSightSchema)),
  /** True when the canary is the fix of an incident: it is judged by the comparison only. Absent otherwise. */
  fix: z.exactOptional(z.literal(true)),
  /** The words and the link that its requester added; absent where there are none. */
  notes: z.exactOptional(startNotesSchema),
  /** The name of the plan that it goes by; absent for that of the service itself. */
  planName: z.exactOptional(z.string()),
  /** The comparison of both arms; absent where no metrics tell them apart, and in older records. */
  analysis: z.exactOptional(rolloutAnalysisSchema),
  /** The freeze that the service is under, as far as it is known. `waits`: the plan waits for its end. Absent when there is none. */
  freeze: z.exactOptional(object({ ...freezeInForceFields, waits: z.boolean() })),
  /** The lock on the service, as far as it is known; absent when there is none. */
  lock: z.exactOptional(object(lockFields)),
  findings: list(findingSchema),
  /** The newest entries; older ones are stored beside the record. */
  timeline: list(timelineEntrySchema),
  entries: z.number(),
  card: z.nullable(cardRefSchema),
  /** The newest messages in the channel about its alarms, its rollback and its holds; absent where there was none. */
  alarmMessages: z.exactOptional(list(channelMessageSchema)),
});

/** One run of a plan for one service. */
export interface Rollout extends Infer<typeof rollout> {}

export const rolloutSchema: Schema<Rollout> = rollout;

const record = object({
  schema: z.literal(1),
  service: z.string(),
  /** Counts the saves; a save names the revision it replaces. 0: never saved. */
  revision: z.number(),
  rollout: z.nullable(rolloutSchema),
  /** The sync that runs, or the last one; null when there never was one. While it runs it holds the lock too. */
  sync: z.nullable(syncSchema),
  /** The value that Serin last read or wrote in the control center; null for a service that is one stack. */
  controlCenter: z.nullable(knownCenterSchema),
  /** The starts that wait behind the rollout; absent where none does. */
  queue: z.exactOptional(queueSchema),
  /** The starts that wait for their moment; absent where none does. */
  scheduled: z.exactOptional(scheduleSchema),
  outbox: list(effectSchema),
  /** Digests of the keys of the processed commands and events, so that each counts once; in older records the keys. */
  seen: list(object({ key: z.string(), at: z.number() })),
  /** The timer of this service; `at` is null when nothing is to be done. `seq` never decreases. */
  wake: object({ seq: z.number(), at: z.nullable(z.number()) }),
});

/** The one item per service: the lock, the running (or last) rollout, and the outbox. */
export interface ServiceRecord extends Infer<typeof record> {}

export const recordSchema: Schema<ServiceRecord> = record;

/** Returns the moment from which a rollout is in its phase. */
export function phaseStart(phase: Phase): number {
  if ('openedAt' in phase) return phase.openedAt;
  return 'since' in phase ? phase.since : phase.at;
}

/** Tells whether a rollout is over. */
export function isFinished(rollout: Rollout): boolean {
  return rollout.phase.status === 'completed' || rollout.phase.status === 'rolled-back';
}

/** Returns the record of a service that was never rolled out. */
export function emptyRecord(service: string): ServiceRecord {
  return {
    schema: 1,
    service,
    revision: 0,
    rollout: null,
    sync: null,
    controlCenter: null,
    outbox: [],
    seen: [],
    wake: { seq: 0, at: null },
  };
}
