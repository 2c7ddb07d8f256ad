import type { AlarmChange, AlarmDetails, AlarmReading } from '../../domain/alarm/state.ts';
import type { Rollout } from '../../domain/rollout/record.ts';
import type { AlarmEvidence, Decision, Planned } from '../../domain/rollout/signal.ts';
import { isNews } from '../../rollout/alarms/alarms.ts';
import { isToldByRollback } from '../../rollout/alarms/told-by-rollback.ts';
import { alarmChangeKey } from '../ids.ts';
import { shortenTexts } from '../shorten-texts.ts';

/** The details of an alarm of which only the state was read. */
const UNKNOWN: AlarmDetails = {
  arn: '',
  kind: 'metric',
  description: '',
  metric: '',
  observedValue: null,
  threshold: null,
  comparison: '',
};

/** Makes the state change from a reading of an alarm whose event has not arrived (yet), or that has none. */
export function toAlarmChange(reading: AlarmReading): AlarmChange {
  const { name, value, since, suppressed, suppressedBy, evaluation, reason, details = UNKNOWN } = reading;
  const optional = { ...(suppressedBy && { suppressedBy }), ...(evaluation && { evaluation }) };
  return shortenTexts({ ...details, name, value, previous: null, since, suppressed, ...optional, reason });
}

/** Returns the messages about state changes that a reading of the alarms shows and whose events have not arrived (yet). */
export function findMissedAlarmChanges(
  before: Rollout | null,
  decision: Decision,
  evidence: AlarmEvidence,
): readonly Planned[] {
  if (decision.answer !== 'accepted' || evidence === 'unreadable') return [];
  const { next, say } = decision;
  const news = evidence.filter(
    (reading) =>
      before !== null &&
      !reading.stray &&
      isNews(before, reading) &&
      !isNews(next, reading) &&
      !isToldByRollback(before, decision, reading),
  );
  return news.map((reading) => ({
    key: alarmChangeKey(next.service, reading),
    body: {
      kind: 'breach',
      channel: next.config.channel,
      breach: toAlarmChange(reading),
      outcome: { rollout: next.id, did: say },
    },
  }));
}
