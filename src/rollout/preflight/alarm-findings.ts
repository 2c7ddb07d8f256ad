import { signalName } from '../../domain/alarm/health-signal.ts';
import type { AlarmReading } from '../../domain/alarm/state.ts';
import type { Finding } from '../../domain/finding.ts';
import type { MissingData } from '../../domain/service.ts';
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

/** The rules of a start for its alarms. */
interface AlarmRules {
  readonly force: boolean;
  readonly missingData: MissingData;
}

/**
 * Returns the findings about the alarms: one that fires, is not evaluated, is silent or is missing blocks; with `force` only a
 * missing one does. Muted or suppressed actions do not matter.
 */
export function alarmFindings(alarms: readonly AlarmReading[], rules: AlarmRules): readonly Finding[] {
  return alarms.flatMap((alarm): readonly Finding[] => [
    ...evaluationFindings(alarm, rules.force),
    ...(isSilent(alarm) ? silenceFindings(alarm, rules) : stateFindings(alarm, rules.force)),
  ]);
}

const isSilent = ({ name, value }: AlarmReading): boolean => value === 'INSUFFICIENT_DATA' && signalName(name) !== null;

/** Returns the finding about a health signal that is silent or unknown. It would hold the plan, so it blocks where it does. */
function silenceFindings({ name, since }: AlarmReading, { force, missingData }: AlarmRules): readonly Finding[] {
  const said = since === 0 ? 'has never said anything' : 'is silent or unknown';
  const about = { about: name, code: 'signal-silent', message: `The alarm ${name} ${said}.` } as const;
  const mend = 'Let its sender say healthy, and again before it expires (docs/guides/signals.md)';
  if (missingData === 'ignore') return [{ ...about, severity: 'warns', remedy: `${mend}.` }];
  return force
    ? [{ ...about, severity: 'warns', remedy: `${mend}. Until then Serin holds before it raises the weight further.` }]
    : [{ ...about, severity: 'blocks', remedy: `${mend}. To start without it, add \`force\`.` }];
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
