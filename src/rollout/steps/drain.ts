import type { MetricReading } from '../../domain/plan/metric.ts';
import { isOf } from '../../domain/plan/plan.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { PhaseOf } from '../../domain/rollout/running-phase.ts';
import type { Decision } from '../../domain/rollout/signal.ts';
import type { DrainStep } from '../../domain/steps/drain.ts';
import { duration, formatNumber } from '../../domain/wording.ts';
import { accept, addEntry, effectiveMoment } from '../state/transition.ts';
import { type HandlerOf, NOTHING_DUE, type StepEnd, type StepHandler } from './handler.ts';

type Draining = PhaseOf<'draining'>;

/** Waits, when everybody has the canary, until the old version is no longer in use. */
export const drain: StepHandler<DrainStep> = {
  needsQuietAlarms: false,
  describe: ({ atOrUnder }) => `Drain to ${atOrUnder}`,
  enter: (rollout, { metric, atOrUnder, atMost }, now) => {
    const from = effectiveMoment(rollout, now);
    const phase: Draining = { status: 'draining', since: now, from, until: from + atMost, seen: null };
    const text = `Waits until ${metric.name} of the old version is at or under ${atOrUnder}, for ${duration(atMost)} at most.`;
    return addEntry({ ...rollout, phase }, now, text);
  },
};

function isNews({ from, seen }: Draining, reading: MetricReading | null): reading is MetricReading {
  return reading !== null && reading.at >= from && reading.at > (seen?.at ?? Number.NEGATIVE_INFINITY);
}

/** Takes in a reading; the card shows a number that changed. */
function acceptReading(before: Rollout, phase: Draining, step: DrainStep, reading: MetricReading): Decision {
  if (phase.seen?.value === reading.value) return { answer: 'ignored', because: 'The number is the same.' };
  const next: Rollout = { ...before, phase: { ...phase, seen: reading } };
  return accept(before, next, `${step.metric.name} is ${formatNumber(reading.value)}.`);
}

function endAtDeadline({ metric, atMost }: DrainStep, due: number, reading: MetricReading | null): StepEnd {
  const left = reading === null ? 'was never read' : `is ${formatNumber(reading.value)}`;
  const note = `The old version is not drained after ${duration(atMost)}: ${metric.name} ${left}. The plan goes on.`;
  return { answer: 'step-ends', due, say: 'The time to drain is over.', note };
}

/** A drain that runs. */
export const draining: HandlerOf<'draining'> = {
  resume: (rollout, { remaining, seen }, now) => ({
    ...rollout,
    phase: { status: 'draining', since: now, from: now, until: now + remaining, seen },
  }),
  // Only a number that was read ends the wait early: unknown is not drained. The longest time ends it whatever was read.
  onTimer: (rollout, phase, { reading }, now) => {
    const step = rollout.config.plan[rollout.step];
    if (!isOf(step, 'drain')) return NOTHING_DUE;
    const news = isNews(phase, reading) ? reading : null;
    if (news !== null && news.value <= step.atOrUnder) {
      const note = `The old version is drained: ${step.metric.name} is ${formatNumber(news.value)}.`;
      return { answer: 'step-ends', due: phase.until, say: 'The old version is drained.', note };
    }
    if (now >= phase.until) return endAtDeadline(step, phase.until, news ?? phase.seen);
    if (news !== null) return acceptReading(rollout, phase, step, news);
    return { answer: 'ignored', because: 'The metric has no new value.' };
  },
  metric: ({ config, step }, { from }) => {
    const at = config.plan[step];
    return isOf(at, 'drain') ? { metric: at.metric, from } : undefined;
  },
};
