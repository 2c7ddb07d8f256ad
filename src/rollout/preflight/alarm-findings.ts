import type { AlarmReading } from '../../domain/alarm/state.ts';
import type { Finding } from '../../domain/finding.ts';
import { alarmMeasurement, suppressedClause, withoutFullStop } from '../../domain/wording.ts';

/**
 * Returns findings about an alarm that CloudWatch does not evaluate: in any state it may miss failures, so it blocks like one that
 * fires. One that is evaluated in part warns.
 */
function evaluationFindings({ name, evaluation, reason }: AlarmReading, force: boolean): readonly Finding[] {
  if (evaluation === undefined) return [];
  if (evaluation === 'PARTIAL_DATA') {
    const message = `CloudWatch evaluates the alarm ${name} on a part of its data (PARTIAL_DATA).`;
    const remedy = 'Narrow its query, so that no data is left out.';
    return [{ severity: 'warns', about: name, code: 'alarm-partial', message, remedy }];
  }
  const because = reason === '' ? '' : `: ${withoutFullStop(reason)}`;
  const message = `CloudWatch does not evaluate the alarm ${name} (${evaluation})${because}.`;
  const mend =
    evaluation === 'EVALUATION_ERROR'
      ? 'Correct the configuration of the alarm'
      : 'Wait until CloudWatch evaluates it again';
  const about = { about: name, code: 'alarm-not-evaluated', message } as const;
  return force
    ? [{ ...about, severity: 'warns', remedy: `${mend}. Until then Serin holds before it raises the weight further.` }]
    : [{ ...about, severity: 'blocks', remedy: `${mend}. To start without this alarm, add \`force\`.` }];
}

/**
 * Returns the findings about the alarms: one that fires, is not evaluated or is missing blocks; with `force` only a missing one
 * does. Muted or suppressed actions do not matter.
 */
export function alarmFindings(alarms: readonly AlarmReading[], force: boolean): readonly Finding[] {
  return alarms.flatMap((alarm): readonly Finding[] => [
    ...evaluationFindings(alarm, force),
    ...stateFindings(alarm, force),
  ]);
}

function stateFindings(alarm: AlarmReading, force: boolean): readonly Finding[] {
  if (alarm.value === 'MISSING') {
    return [
      {
        severity: 'blocks',
        code: 'alarm-missing',
        about: alarm.name,
        message: `The alarm ${alarm.name} does not exist.`,
        remedy: 'Create it, or take it out of serin.yml and apply that.',
      },
    ];
  }
  if (alarm.value === 'INSUFFICIENT_DATA') {
    return [
      {
        severity: 'warns',
        code: 'alarm-without-data',
        about: alarm.name,
        message: `The alarm ${alarm.name} has no data to judge by.`,
        remedy: 'Check that its metric is sent while there is traffic.',
      },
    ];
  }
  if (alarm.value !== 'ALARM') return [];
  const what = alarmMeasurement(alarm);
  const message = `The alarm ${alarm.name} fires already${what === '' ? '' : ` (${what})`}${suppressedClause(alarm)}.`;
  return force
    ? [
        {
          severity: 'warns',
          code: 'alarm-firing',
          about: alarm.name,
          message,
          remedy: 'Started all the same; the alarm guards again once it was OK.',
        },
      ]
    : [
        {
          severity: 'blocks',
          code: 'alarm-firing',
          about: alarm.name,
          message,
          remedy: 'Wait until it is OK. To ship a fix, add `fix` (compared with the old version) or `force`.',
        },
      ];
}
