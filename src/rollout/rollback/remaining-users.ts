import type { MetricReading } from '../../domain/plan/metric.ts';
import type { RemainingUsers, Rollout } from '../../domain/rollout/record.ts';
import type { Decision, Signal } from '../../domain/rollout/signal.ts';
import type { DrainStep } from '../../domain/steps/drain.ts';
import { duration, formatNumber } from '../../domain/wording.ts';
import { accept, addEntry } from '../state/transition.ts';
import { findUserMetric, remainingUsersText } from './user-metric.ts';

type News = Extract<Signal, { kind: 'leaving' }>['reading'];

/** Returns the remaining users after a read of the metric; null when nothing changed. */
function updateRemainingUsers(leaving: RemainingUsers, reading: News): RemainingUsers | null {
  if (reading === null) return null;
  if (reading === 'unreadable') return leaving.isUnread ? null : { ...leaving, isUnread: true };
  if (leaving.seen?.value === reading.value && !leaving.isUnread) return null;
  return { ...leaving, seen: reading, isUnread: false };
}

function stopWatching(rollout: Rollout, now: number, text: string): Decision {
  return accept(rollout, addEntry({ ...rollout, leaving: null }, now, text), text);
}

function isGone({ since }: RemainingUsers, reading: News, { atOrUnder }: DrainStep): reading is MetricReading {
  return reading !== null && reading !== 'unreadable' && reading.at >= since && reading.value <= atOrUnder;
}

/**
 * Processes a reading of the users still on the canary after a rollback. The thread tells the first number and failed reads; the
 * card shows every other number. The watch ends when a minute after the rollback is at or under the number of the drain, or when
 * the drain's longest time is over.
 */
export function leave(rollout: Rollout, signal: Extract<Signal, { kind: 'leaving' }>, now: number): Decision {
  const { leaving, canary } = rollout;
  const found = findUserMetric(rollout.config.plan);
  if (signal.rollout !== rollout.id || leaving === null || found === null)
    return { answer: 'ignored', because: 'Serin does not count the users on the canary.' };
  const { drain } = found;
  const { name } = drain.metric;
  const { reading } = signal;
  if (isGone(leaving, reading, drain))
    return stopWatching(rollout, now, `Gone from ${canary}: ${name} is ${formatNumber(reading.value)}.`);
  const known = updateRemainingUsers(leaving, reading);
  if (now >= leaving.until) {
    const last = remainingUsersText(rollout, known ?? leaving, name);
    return stopWatching(rollout, now, `${last}, ${duration(drain.atMost)} after the rollback. Serin stops counting.`);
  }
  if (known === null) return { answer: 'ignored', because: 'The metric has no new value.' };
  const next: Rollout = { ...rollout, leaving: known };
  const isNews = leaving.seen === null || known.isUnread || leaving.isUnread;
  const text = `${remainingUsersText(rollout, known, name)}.`;
  return accept(rollout, isNews ? addEntry(next, now, text) : next, text);
}
