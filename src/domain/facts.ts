import type { AlarmValue } from './alarm-state.ts';
import type { Plan } from './plan.ts';
import { seenShare, withoutOldReadings } from './read-share.ts';
import { phaseStart, type Rollout, type Status } from './record.ts';
import { describeStanding, leftTargets } from './share.ts';
import { type StepState, stepStandings } from './step-standing.ts';
import type { TimelineEntry } from './timeline-entry.ts';
import { displayName, reasonText } from './wording.ts';

/** A rollout in short, as a list has it. Times are in milliseconds since the epoch. */
export interface Summary {
  readonly id: string;
  readonly service: string;
  readonly canary: string;
  /** Who started it: the name of a person, or an IAM identity in short. */
  readonly by: string;
  readonly startedAt: number;
  readonly status: Status;
  /** Since when it has this status. */
  readonly since: number;
  /** The share on the canary that was set, in percent. */
  readonly weight: number;
  /** Where it stands and the share that people are told, in words; on the way back and after it that is what was read. An earlier worker left it out. */
  readonly standing?: string;
  /** The share on the canary that was read of every target in the last minutes, in percent; null when that of one is unknown. */
  readonly share: { readonly low: number; readonly high: number } | null;
  /** The link to its card; null while it is not posted. */
  readonly card: string | null;
}

/** What a machine may want to know of a rollout. What people wrote or configured is plain text. */
export interface RolloutFacts extends Summary {
  /** Position of the current step in the plan, from 0; as many as there are steps once all are done. */
  readonly step: number;
  readonly plan: Plan;
  /** Where each step of the plan stands, and who hurried past it; absent in the answer of a worker of before. */
  readonly steps?: readonly { readonly state: StepState; readonly by: string | null }[];
  /** Until when it bakes or waits for approval; null in every other status. */
  readonly until: number | null;
  /** Whose approval the gate that is open waits for, as configured; empty when none is open. */
  readonly approvers: readonly string[];
  /** Why it goes or went back; null when it does not. */
  readonly reason: string | null;
  /** The targets that a rollback that is over left as they are; empty when it brought all of them back. An earlier worker left it out. */
  readonly left?: readonly string[];
  readonly targets: readonly {
    readonly name: string;
    readonly stable: string;
    readonly canary: string;
    /** The share that was read on the canary in the last minutes, in percent; null when it is not known. */
    readonly weight: number | null;
  }[];
  readonly alarms: Readonly<Record<string, AlarmValue>>;
  /** The newest entries of the timeline, oldest first. */
  readonly timeline: readonly Pick<TimelineEntry, 'n' | 'at' | 'text'>[];
}

/** A rollout in short, at a moment. */
export function summarizeRollout(rollout: Rollout, now: number): Summary {
  const { id, service, canary, by, startedAt, phase, weight, card } = rollout;
  const share = seenShare(rollout, now);
  const link = card === null || card.permalink === '' ? null : card.permalink;
  return {
    id,
    service,
    canary,
    by: displayName(by),
    startedAt,
    status: phase.status,
    since: phaseStart(phase),
    weight,
    share: share === null ? null : { low: share.low, high: share.high },
    standing: describeStanding(withoutOldReadings(rollout, now)),
    card: link,
  };
}

/** What is known of a rollout at a moment. */
export function rolloutFacts(rollout: Rollout, now: number): RolloutFacts {
  const { config, step, phase, targets, alarms, timeline } = withoutOldReadings(rollout, now);
  const gate = config.plan[step];
  const isOpen = phase.status === 'awaiting-approval' && gate?.kind === 'approve';
  return {
    ...summarizeRollout(rollout, now),
    step,
    plan: config.plan,
    steps: stepStandings(rollout).map(({ state, by }) => ({ state, by: by === null ? null : displayName(by) })),
    until: phase.status === 'baking' ? phase.until : phase.status === 'awaiting-approval' ? phase.expiresAt : null,
    approvers: isOpen ? gate.from : [],
    reason: 'reason' in phase ? reasonText(phase.reason) : null,
    left: leftTargets(rollout).map(({ name }) => name),
    targets: targets.map(({ name, stable, canary, observed }) => ({
      name,
      stable,
      canary,
      weight: observed?.weight ?? null,
    })),
    alarms: Object.fromEntries(Object.entries(alarms).map(([name, { value }]) => [name, value])),
    timeline: timeline.map(({ n, at, text }) => ({ n, at, text })),
  };
}
