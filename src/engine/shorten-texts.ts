import type { AlarmChange } from '../domain/alarm/state.ts';

/** Shortens CloudWatch's texts, which may be long, to what a message can show. */
export function shortenTexts(change: AlarmChange): AlarmChange {
  const { reason, metric, description } = change;
  return {
    ...change,
    reason: reason.slice(0, 1000),
    metric: metric.slice(0, 300),
    description: description.slice(0, 300),
  };
}
