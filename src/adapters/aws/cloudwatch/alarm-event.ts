import * as z from 'zod/mini';
import { wholeText } from '../../../command/whole-text.ts';
import { alarmDisplayName } from '../../../domain/alarm/region.ts';
import type { AlarmChange } from '../../../domain/alarm/state.ts';
import { withoutNulls } from '../without-nulls.ts';
import { evidenceIn } from './alarm-evidence.ts';
import { evaluationProblem } from './alarm-kinds.ts';
import { type AlarmConfiguration, type AlarmMetric, describeSubject } from './alarm-subject.ts';
import { readSuppression } from './alarm-suppression.ts';

/** Something came that is not an event of an alarm's state. */
export class NotAnAlarmEvent extends Error {
  readonly code = 'not-an-alarm-event';
  constructor(problem: string) {
    super(
      `This is not a CloudWatch Alarm State Change event: ${problem}. Check the rule that feeds this function: source aws.cloudwatch, detail-type CloudWatch Alarm State Change.`,
    );
    this.name = 'NotAnAlarmEvent';
  }
}

/**
 * The events that the rule of the alarm function matches. Only AWS can send events with its source. An alarm on many time series
 * sends an event for its own change, which counts; the events of its contributors are ignored.
 */
const origin = z.object({
  source: z.literal('aws.cloudwatch'),
  'detail-type': z.literal('CloudWatch Alarm State Change'),
});

/** True when an event names CloudWatch as its sender. Any other event has bypassed the rule and can be dropped. */
export function isFromCloudWatch(event: unknown): boolean {
  return origin.safeParse(event).success;
}

/** The most characters kept of CloudWatch's texts: as much as a message can show. */
const MAX_LENGTHS = { reason: 1000, metric: 300, description: 300 };

const value = z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']);

const metric = z.object({
  expression: z.optional(z.string()),
  metricStat: z.optional(
    z.object({
      metric: z.object({ namespace: z.optional(z.string()), name: z.string() }),
      stat: z.optional(z.string()),
    }),
  ),
  returnData: z.optional(z.boolean()),
});

const stateShape = z.object({
  value,
  timestamp: z.string(),
  reason: z.optional(z.string()),
  reasonData: z.optional(z.string()),
  evaluationState: z.optional(z.string()),
  actionsSuppressedBy: z.optional(z.string()),
});

/** Of an alarm that a mute rule mutes. */
const muteShape = z.object({
  mutedByArn: z.optional(z.string()),
  mutedBy: z.optional(z.string()),
  muteWindowEnd: z.optional(z.string()),
});

const configurationShape = z.object({
  description: z.optional(z.string()),
  metrics: z.optional(z.array(metric)),
  alarmRule: z.optional(z.string()),
  actionsSuppressor: z.optional(z.string()),
  evaluationCriteria: z.optional(z.object({ promQLCriteria: z.optional(z.object({ query: z.optional(z.string()) })) })),
  scheduledQueryConfiguration: z.optional(z.object({ queryString: z.optional(z.string()) })),
});

const eventShape = z.extend(origin, {
  resources: z.array(z.string().check(z.maxLength(2048))),
  detail: z.object({
    alarmName: z.string().check(z.minLength(1), z.maxLength(255)),
    state: stateShape,
    previousState: z.optional(z.object({ value: z.optional(value) })),
    muteDetail: z.optional(muteShape),
    configuration: z.optional(configurationShape),
  }),
});

/**
 * Reads a `CloudWatch Alarm State Change` event of EventBridge: of an alarm of any kind, to any state. Only what is read is
 * checked; AWS adds fields without notice, and what is null counts as left out.
 * Source of the form: "Alarm events and EventBridge" in the CloudWatch user guide.
 * @param home the region of Serin: an alarm of another one is called `us-east-1:name`
 * @throws NotAnAlarmEvent
 */
export function parseAlarmEvent(event: unknown, home: string): AlarmChange {
  const parsed = eventShape.safeParse(withoutNulls(event));
  if (!parsed.success) {
    const problems = parsed.error.issues.slice(0, 3).map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new NotAnAlarmEvent(problems.join('; '));
  }
  const { resources, detail } = parsed.data;
  const { alarmName, state, previousState, configuration, muteDetail } = detail;
  const arn = resources.find((resource) => resource.includes(':alarm:'));
  if (arn === undefined) throw new NotAnAlarmEvent('resources: no ARN of an alarm');
  const subject = describeSubject(configurationIn(configuration));
  return {
    arn,
    name: alarmDisplayName(arn, alarmName, home),
    ...subject,
    metric: wholeText(subject.metric, MAX_LENGTHS.metric),
    value: state.value,
    previous: previousState?.value ?? null,
    since: parseTimestamp(state.timestamp),
    ...readSuppression({
      suppressedBy: state.actionsSuppressedBy,
      suppressor: configuration?.actionsSuppressor,
      mute: muteDetail && { rule: muteDetail.mutedByArn ?? muteDetail.mutedBy, until: muteDetail.muteWindowEnd },
    }),
    ...evaluationProblem(state.evaluationState),
    reason: wholeText(state.reason ?? '', MAX_LENGTHS.reason),
    description: wholeText(configuration?.description ?? '', MAX_LENGTHS.description),
    ...evidenceIn(state.reasonData),
    comparison: subject.kind === 'anomaly' ? 'outside the band' : comparisonIn(state.reason ?? ''),
  };
}

function configurationIn(configuration: z.output<typeof configurationShape> = {}): AlarmConfiguration {
  const { alarmRule, metrics = [], evaluationCriteria, scheduledQueryConfiguration } = configuration;
  return {
    rule: alarmRule,
    promQl: evaluationCriteria && (evaluationCriteria.promQLCriteria?.query ?? ''),
    logQuery: scheduledQueryConfiguration && (scheduledQueryConfiguration.queryString ?? ''),
    metrics: metrics.map(toAlarmMetric),
  };
}

function toAlarmMetric({ expression, metricStat, returnData }: z.output<typeof metric>): AlarmMetric {
  const { metric: { namespace, name } = {}, stat } = metricStat ?? {};
  return { expression, namespace, name, stat, returnData };
}

/** The events do not carry the operator, only the sentence that CloudWatch makes of it. */
function comparisonIn(reason: string): string {
  const [found, direction, orEqual] = /(greater|less) than( or equal to)? the threshold/.exec(reason) ?? [];
  if (found === undefined) return '';
  return `${direction === 'greater' ? '>' : '<'}${orEqual === undefined ? '' : '='}`;
}

/** Milliseconds since the epoch of `2019-10-02T17:04:40.989+0000`; V8 takes the offset without its colon. */
function parseTimestamp(timestamp: string): number {
  const time = Date.parse(timestamp);
  if (Number.isNaN(time)) throw new NotAnAlarmEvent('detail.state.timestamp is not a time');
  return time;
}
