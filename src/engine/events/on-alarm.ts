import type { AlarmChange } from '../../domain/alarm/state.ts';
import type { ServiceRecord } from '../../domain/rollout/record.ts';
import { isFinished } from '../../domain/rollout/record.ts';
import type { Decision, Planned } from '../../domain/rollout/signal.ts';
import { isNews } from '../../rollout/alarms/alarms.ts';
import { isToldByRollback } from '../../rollout/alarms/told-by-rollback.ts';
import type { Deps } from '../deps.ts';
import { alarmChangeKey } from '../ids.ts';
import { processSignal } from '../process-signal.ts';
import { shortenTexts } from '../shorten-texts.ts';

function outcomeText(decision: Decision): string {
  if (decision.answer === 'accepted') return decision.say;
  return 'because' in decision ? decision.because : '';
}

/**
 * Handles an alarm state change for one service, and tells people of it when it is news.
 *
 * @param key under which the change counts once
 */
export async function takeAlarmChange(deps: Deps, service: string, change: AlarmChange, key: string): Promise<void> {
  const { name, value, since, suppressed, reason, readAt } = change;
  const reading = { name, value, since, suppressed, reason, ...(readAt && { readAt }) };
  const alarmMessageEffects = async (decision: Decision, record: ServiceRecord): Promise<readonly Planned[]> => {
    if (!isNews(record.rollout, reading)) return [];
    if (isToldByRollback(record.rollout, decision, reading)) return [];
    const running = record.rollout !== null && !isFinished(record.rollout);
    const channel =
      record.rollout !== null && running
        ? record.rollout.config.channel
        : (await deps.services.get(service, false))?.channel;
    if (channel === undefined) return [];
    const outcome = { rollout: record.rollout?.id ?? null, did: outcomeText(decision) };
    return [{ key: alarmChangeKey(service, change), body: { kind: 'breach', channel, breach: change, outcome } }];
  };
  const signal = { kind: 'alarm', key, change } as const;
  await processSignal(deps, service, signal, { keys: [key], extra: alarmMessageEffects });
}

/**
 * Handles an alarm state change for each watching service; failures are isolated.
 *
 * @throws AggregateError when a service failed, so that the event is retried
 */
export async function onAlarm(deps: Deps, event: AlarmChange, key: string): Promise<void> {
  const change = shortenTexts(event);
  const services = await deps.store.watching(change.arn);
  const results = await Promise.allSettled(services.map((service) => takeAlarmChange(deps, service, change, key)));
  const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  if (failed.length > 0)
    throw new AggregateError(
      failed,
      `The alarm ${change.name} was not taken by ${failed.length} of ${services.length} services; it is tried again.`,
    );
}
