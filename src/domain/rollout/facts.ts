import type { AlarmValue } from '../alarm/state.ts';
import { rolloutVerdictText } from '../analysis/rollout-words.ts';
import type { VerdictSummary } from '../analysis/verdict.ts';
import { excessErrors } from '../analysis/words.ts';
import type { Plan } from '../plan/plan.ts';
import { displayName, reasonText } from '../wording.ts';
import { seenShare, withoutOldReadings } from './read-share.ts';
import { phaseStart, type Rollout, type Status } from './record.ts';
import { openApprovers, toldEnd } from './running-phase.ts';
import { describeStanding, leftTargets } from './share.ts';
import type { StartNotes } from './start-notes.ts';
import { type StepState, stepStandings } from './step-standing.ts';
import type { TimelineEntry } from './timeline-entry.ts';

/** A rollout in short, as a list has it. Times are in milliseconds since the epoch. */
export interface Summary {
  readonly id: string;
  readonly service: string;
  readonly canary: string;
  /** The requester: the name of a person, or an IAM identity in short. */
  readonly by: string;
  readonly startedAt: number;
  readonly status: Status;
  /** The moment from which it has this status. */
  readonly since: number;
  /** The share on the canary that was set, in percent. */
  readonly weight: number;
  /**
   * The status and the share, in words; during and after a rollback the share is the one that was read. Older workers leave it out.
   */
  readonly standing?: string;
  /**
   * The range of the shares read on the canary of every target in the last minutes, in percent; null when one target's is unknown.
   */
  readonly share: { readonly low: number; readonly high: number } | null;
  /** The link to its card; null while it is not posted. */
  readonly card: string | null;
}

/** The newest verdict on a canary, for machines. */
export interface VerdictFacts extends Pick<VerdictSummary, 'outcome' | 'reason' | 'through' | 'minutesToHealthy'> {
  /** The verdict in one line. */
  readonly text: string;
  /** The requests of each arm and how many failed, over the whole rollout; `rate` is from 0 to 1, null without requests. */
  readonly canary: ArmFacts;
  readonly stable: ArmFacts;
  /** The requests of the canary that failed beyond the rate of stable; null where stable had no requests. */
  readonly excess: number | null;
}

interface ArmFacts {
  readonly requests: number;
  readonly errors: number;
  readonly rate: number | null;
}

/** A freeze, for machines. */
export interface FreezeFacts {
  readonly until: number;
  /** The name of who commanded it; null for a window of serin.yml. */
  readonly by: string | null;
  readonly reason: string;
  /** True while the plan waits for its end. */
  readonly waits: boolean;
}

/** The facts of a rollout for machines. Text that people wrote or configured is plain. */
export interface RolloutFacts extends Summary {
  /** The position of the current step in the plan, from 0; the number of steps once all are done. */
  readonly step: number;
  readonly plan: Plan;
  /** The name of that plan; left out for the plan of the service itself. */
  readonly planName?: string;
  /** The state of each step of the plan, and who skipped it; absent in the answer of an older worker. */
  readonly steps?: readonly { readonly state: StepState; readonly by: string | null }[];
  /** The moment until which it bakes or waits for approval; null in every other status. */
  readonly until: number | null;
  /** The approvers of the open approval, as configured; empty when none is open. */
  readonly approvers: readonly string[];
  /** The freeze that the service is under, as far as the rollout knows; null when there is none. Older workers leave it out. */
  readonly freeze?: FreezeFacts | null;
  /** The reason of the rollback; null when there is none. */
  readonly reason: string | null;
  /** The words of whoever started it, and the link to its change, each absent where there is none; null without both. Older workers leave it out. */
  readonly notes?: StartNotes | null;
  /** The targets that a finished rollback left as they are; empty when it restored all of them. Older workers leave it out. */
  readonly left?: readonly string[];
  readonly targets: readonly {
    readonly name: string;
    readonly stable: string;
    readonly canary: string;
    /** The share read on the canary in the last minutes, in percent; null when it is not known. */
    readonly weight: number | null;
  }[];
  readonly alarms: Readonly<Record<string, AlarmValue>>;
  /** The newest verdict on the canary; null where both versions were not compared. Older workers leave it out. */
  readonly verdict?: VerdictFacts | null;
  /** The newest entries of the timeline, oldest first. */
  readonly timeline: readonly Pick<TimelineEntry, 'n' | 'at' | 'text'>[];
}

/** Returns the summary of a rollout at a moment. */
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

function armFacts({ requests, errors }: VerdictSummary['canary']): ArmFacts {
  return { requests, errors, rate: requests === 0 ? null : errors / requests };
}

/** Returns the newest verdict of a rollout for machines; null where there is none. */
function verdictFacts(rollout: Rollout): VerdictFacts | null {
  const verdict = rollout.analysis?.verdict;
  if (verdict === undefined) return null;
  const { outcome, reason, through, minutesToHealthy, canary, stable } = verdict;
  return {
    ...{ outcome, reason, through, minutesToHealthy },
    text: rolloutVerdictText(rollout, verdict),
    canary: armFacts(canary),
    stable: armFacts(stable),
    excess: excessErrors(verdict),
  };
}

function freezeFacts({ freeze }: Rollout): FreezeFacts | null {
  return freeze === undefined ? null : { ...freeze, by: freeze.by === null ? null : displayName(freeze.by) };
}

/** Returns the facts of a rollout at a moment. */
export function rolloutFacts(rollout: Rollout, now: number): RolloutFacts {
  const { config, step, phase, targets, alarms, timeline, notes, planName } = withoutOldReadings(rollout, now);
  return {
    ...summarizeRollout(rollout, now),
    step,
    plan: config.plan,
    ...(planName !== undefined && { planName }),
    steps: stepStandings(rollout).map(({ state, by }) => ({ state, by: by === null ? null : displayName(by) })),
    until: toldEnd(phase),
    approvers: openApprovers(rollout),
    freeze: freezeFacts(rollout),
    reason: 'reason' in phase ? reasonText(phase.reason) : null,
    notes: notes ?? null,
    left: leftTargets(rollout).map(({ name }) => name),
    targets: targets.map(({ name, stable, canary, observed }) => ({
      name,
      stable,
      canary,
      weight: observed?.weight ?? null,
    })),
    alarms: Object.fromEntries(Object.entries(alarms).map(([name, { value }]) => [name, value])),
    verdict: verdictFacts(rollout),
    timeline: timeline.map(({ n, at, text }) => ({ n, at, text })),
  };
}
