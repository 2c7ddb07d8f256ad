import type { DrainStep } from '../../domain/plan/plan.ts';
import type { MetricReading, Phase, Rollout } from '../../domain/rollout/record.ts';
import type { AlarmEvidence, Decision } from '../../domain/rollout/signal.ts';
import { duration, formatNumber } from '../../domain/wording.ts';
import { accept } from '../state/transition.ts';
import { stepEnds } from './step-ends.ts';

type Draining = Extract<Phase, { status: 'draining' }>;

/** The readings for one evaluation of a drain. */
interface Look {
  readonly evidence: AlarmEvidence;
  /** Null when the metric said nothing, or could not be read. */
  readonly reading: MetricReading | null;
}

function isNews({ from, seen }: Draining, reading: MetricReading | null): reading is MetricReading {
  return reading !== null && reading.at >= from && reading.at > (seen?.at ?? Number.NEGATIVE_INFINITY);
}

/** Takes in a reading; the card shows a number that changed. */
function acceptReading(before: Rollout, phase: Draining, step: DrainStep, reading: MetricReading): Decision {
  if (phase.seen?.value === reading.value) return { answer: 'ignored', because: 'The number is the same.' };
  const next: Rollout = { ...before, phase: { ...phase, seen: reading } };
  return accept(before, next, `${step.metric.name} is ${formatNumber(reading.value)}.`);
}

/**
 * A timer fired while the version before is drained. Only a number that was read ends the wait early: unknown is not drained.
 * The longest time ends it whatever was read.
 */
export function onDrainTimer(rollout: Rollout, phase: Draining, { evidence, reading }: Look, now: number): Decision {
  const step = rollout.config.plan[rollout.step];
  if (step?.kind !== 'drain') return { answer: 'ignored', because: 'Nothing is due.' };
  const news = isNews(phase, reading) ? reading : null;
  if (news !== null && news.value <= step.atOrUnder) {
    const note = `The version before is drained: ${step.metric.name} is ${formatNumber(news.value)}.`;
    return stepEnds(rollout, evidence, { due: phase.until, say: 'The version before is drained.', note }, now);
  }
  if (now >= phase.until)
    return endDrainAtDeadline(rollout, step, phase.until, { evidence, reading: news ?? phase.seen }, now);
  if (news !== null) return acceptReading(rollout, phase, step, news);
  return { answer: 'ignored', because: 'The metric says nothing new.' };
}

function endDrainAtDeadline(
  rollout: Rollout,
  step: DrainStep,
  due: number,
  { evidence, reading }: Look,
  now: number,
): Decision {
  const left = reading === null ? 'was never read' : `is ${formatNumber(reading.value)}`;
  const note = `The version before is not drained after ${duration(step.atMost)}: ${step.metric.name} ${left}. The plan goes on.`;
  return stepEnds(rollout, evidence, { due, say: 'The time to drain is over.', note }, now);
}
