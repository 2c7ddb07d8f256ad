import type { Minute } from '../../domain/analysis/minute.ts';
import type { Metric, MetricReading } from '../../domain/plan/metric.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { ActivityOf, PhaseOf } from '../../domain/rollout/running-phase.ts';
import type { AlarmEvidence, Decision, FreezeReading } from '../../domain/rollout/signal.ts';
import type { Activity, RunningPhase, RunningStatus, Step } from '../../domain/steps/registry.ts';

/** The rules for entering one kind of step. */
export interface StepHandler<S extends Step> {
  /** True for a step that the plan enters only while the alarms are quiet, because users or a function notice it. */
  readonly needsQuietAlarms: boolean;
  /** Describes the step in a few words, for places without room. */
  describe(step: S): string;
  /** Enters the step. @param rollout is at the step already */
  enter(rollout: Rollout, step: S, now: number): Rollout;
}

/** The rules of one phase of a running plan, with the activity that a pause keeps of it. */
export interface PhaseHandler<P extends RunningPhase, A extends Activity> {
  /** Continues after a pause or a hold; null when the step is over, so that the next one begins. */
  resume(rollout: Rollout, activity: A, now: number): Rollout | null;
  /** Returns the next moment at which something is due, where that is before the phase ends; null where it is not. */
  wakeAt?(phase: P): number | null;
  /** Decides what is due when a timer fires and no alarm acts. */
  onTimer(rollout: Rollout, phase: P, look: TimerLook, now: number): Decision | StepEnd;
  /** Returns the metric that is read before each timer; undefined for a phase that needs none. */
  metric?(rollout: Rollout, phase: P): StepMetric | undefined;
}

/** A metric that a phase is judged by. */
export interface StepMetric {
  readonly metric: Metric;
  /** The moment from which a reading counts, in milliseconds since the epoch. */
  readonly from: number;
}

/** The readings for one evaluation of a phase. */
export interface TimerLook {
  readonly evidence: AlarmEvidence;
  /** The reading of the phase's metric; null when it said nothing, or could not be read. */
  readonly reading: MetricReading | null;
  /** The series of the newest verdict. */
  readonly minutes: readonly Minute[];
  readonly freeze: FreezeReading;
}

/** The end of a step. The plan goes on as soon as the alarms and the targets allow it. */
export interface StepEnd {
  readonly answer: 'step-ends';
  /** The moment from which the next step is due, in milliseconds since the epoch. */
  readonly due: number;
  /** The event that ended the step, as a sentence. */
  readonly say: string;
  /** A line for the timeline, where what comes next does not tell it. */
  readonly note?: string;
}

/** The rules of the phase with this status. */
export type HandlerOf<S extends RunningStatus> = PhaseHandler<PhaseOf<S>, ActivityOf<S>>;

/** The answer of a phase that a timer does not end. */
export const NOTHING_DUE: Decision = { answer: 'ignored', because: 'Nothing is due.' };
