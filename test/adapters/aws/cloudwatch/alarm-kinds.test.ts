import {
  ActionsSuppressedBy,
  AlarmType,
  CloudWatchClient,
  type DescribeAlarmsCommandInput,
  type DescribeAlarmsCommandOutput,
  EvaluationState,
  StateValue,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { createAlarmArns } from '../../../../src/adapters/aws/cloudwatch/alarm-arns.ts';
import { NotAnAlarmEvent, parseAlarmEvent } from '../../../../src/adapters/aws/cloudwatch/alarm-event.ts';
import { createHealth } from '../../../../src/adapters/aws/cloudwatch/health.ts';
import type { Rollout } from '../../../../src/domain/rollout/record.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { aRollout, aService, HOUR, MINUTE, NOW } from '../../../rollout/builders.ts';
import { aSignal, decideGiven } from '../../../rollout/signals.ts';
import { createHandClock } from '../support/hand-clock.ts';
import { localConfig } from '../support/local-config.ts';

const NAME = 'checkout-5xx';
const ARN = `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${NAME}`;
const quiet = {
  AlarmName: NAME,
  AlarmArn: ARN,
  StateValue: 'OK',
  StateTransitionedTimestamp: new Date(NOW - HOUR),
} as const;

type Answer = Partial<Omit<DescribeAlarmsCommandOutput, '$metadata'>>;

/** Health on a CloudWatch that answers so; `asked` has the types that it was asked for. */
function aHealth(answer: Answer) {
  const asked: unknown[] = [];
  const client = attach(new CloudWatchClient({ ...localConfig, region: 'us-east-1' }), 'CloudWatch', {
    DescribeAlarms: ({ AlarmTypes }: DescribeAlarmsCommandInput) => {
      asked.push(AlarmTypes);
      return answer;
    },
  });
  const clients = { client, usEast1: client };
  return { asked, arns: createAlarmArns(clients), health: createHealth({ ...clients, clock: createHandClock(NOW) }) };
}

const read = async (alarm: object) => {
  const [reading] = await aHealth({ MetricAlarms: [{ ...quiet, ...alarm }] }).health.readings([NAME]);
  if (reading === undefined) throw new Error('There is no reading.');
  return reading;
};

const event = (over: { state?: object; detail?: object; event?: object } = {}) => ({
  version: '0',
  id: '1',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '123456789012',
  region: 'us-east-1',
  time: '2026-01-05T09:07:00Z',
  resources: [ARN],
  detail: {
    alarmName: NAME,
    state: { value: 'ALARM', reason: 'r', timestamp: '2026-01-05T09:07:00.000+0000', ...over.state },
    previousState: { value: 'OK', timestamp: '2026-01-05T09:00:00.000+0000' },
    configuration: {},
    ...over.detail,
  },
  ...over.event,
});
const parsed = (over: Parameters<typeof event>[0]) => parseAlarmEvent(event(over), 'us-east-1');

/** What the plan does at the end of a bake while the only alarm of a service reads so, by now and five minutes later. */
async function atTheEndOfABake(alarm: object): Promise<readonly string[]> {
  const config = aService({ alarms: [NAME] });
  const { [NAME]: state } = aRollout().alarms;
  const rollout = aRollout({ config, alarms: { [NAME]: state as NonNullable<typeof state> } });
  const due = NOW + 6 * MINUTE;
  const reading = { ...(await read(alarm)), readAt: due };
  const after = (at: number, before: Rollout): Rollout => {
    // The targets were read just now: a share that nobody has seen lately would hold the plan by itself.
    const targets = before.targets.map((one) => ({ ...one, observed: one.observed && { ...one.observed, at } }));
    const decision = decideGiven({ ...before, targets }, aSignal('timer', { alarms: [reading] }), at);
    return decision.answer === 'accepted' ? decision.next : before;
  };
  const told = after(due, rollout);
  return [told, after(due + 5 * MINUTE, told)].map(({ phase }) => phase.status);
}

describe('every type of alarm that the SDK knows', () => {
  const lists = {
    MetricAlarm: 'MetricAlarms',
    CompositeAlarm: 'CompositeAlarms',
    LogAlarm: 'LogAlarms',
  } as const satisfies Record<AlarmType, keyof Answer>;

  it.each(Object.values(AlarmType))('is asked for and read: %s', async (type) => {
    const { asked, health, arns } = aHealth({ [lists[type]]: [{ ...quiet, StateReason: 'fine' }] });
    expect(await health.readings([NAME])).toMatchObject([{ name: NAME, value: 'OK', since: NOW - HOUR }]);
    expect((await arns.arnsOf([NAME])).get(NAME)).toBe(ARN);
    for (const types of asked) expect(types).toEqual(expect.arrayContaining([type]));
  });
});

describe('every state of an alarm that the SDK knows', () => {
  const means = {
    OK: ['awaiting-approval', 'awaiting-approval'],
    ALARM: ['rolling-back', 'rolling-back'],
    INSUFFICIENT_DATA: ['baking', 'holding'],
  } as const satisfies Record<StateValue, readonly string[]>;

  it.each(Object.values(StateValue))('is decided on: %s', async (value) => {
    const StateTransitionedTimestamp = new Date(value === 'OK' ? NOW - HOUR : NOW);
    expect(await atTheEndOfABake({ StateValue: value, StateTransitionedTimestamp })).toEqual(means[value]);
    expect(parsed({ state: { value } }).value).toBe(value);
  });

  it('and one that it does not know says nothing of health', async () => {
    expect(await read({ StateValue: 'RESTING' })).toMatchObject({ value: 'INSUFFICIENT_DATA' });
    expect(await read({ StateValue: 'constructor' })).toMatchObject({ value: 'INSUFFICIENT_DATA' });
    expect(await read({ StateValue: undefined })).toMatchObject({ value: 'INSUFFICIENT_DATA' });
  });
});

describe('every evaluation state that the SDK knows', () => {
  const means = {
    PARTIAL_DATA: ['awaiting-approval', 'awaiting-approval'],
    EVALUATION_ERROR: ['baking', 'holding'],
    EVALUATION_FAILURE: ['baking', 'holding'],
  } as const satisfies Record<EvaluationState, readonly string[]>;

  it.each(Object.values(EvaluationState))('is decided on: %s', async (state) => {
    expect(await atTheEndOfABake({ EvaluationState: state })).toEqual(means[state]);
    expect(await read({ EvaluationState: state })).toMatchObject({ value: 'OK', evaluation: state });
    expect(parsed({ state: { evaluationState: state } })).toMatchObject({ evaluation: state });
  });

  it('and one that it does not know counts as an error', async () => {
    expect(await read({ EvaluationState: 'EVALUATION_PAUSED' })).toMatchObject({ evaluation: 'EVALUATION_ERROR' });
    expect(await read({})).not.toHaveProperty('evaluation');
  });
});

describe('actions that CloudWatch does not carry out', () => {
  const words = {
    Alarm: 'suppressed by maintenance',
    WaitPeriod: 'suppressed while it is waited for maintenance',
    ExtensionPeriod: 'suppressed for a while after maintenance',
  } as const satisfies Record<ActionsSuppressedBy, string>;

  it.each(Object.values(ActionsSuppressedBy))('are named with what suppresses them: %s', async (by) => {
    const ActionsSuppressor = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:maintenance';
    const { health } = aHealth({ CompositeAlarms: [{ ...quiet, ActionsSuppressedBy: by, ActionsSuppressor }] });
    expect(await health.readings([NAME])).toMatchObject([{ suppressed: true, suppressedBy: words[by] }]);
    const configuration = { alarmRule: 'ALARM("a")', actionsSuppressor: 'maintenance' };
    const told = parsed({ state: { actionsSuppressedBy: by }, detail: { configuration } });
    expect(told).toMatchObject({ suppressed: true, suppressedBy: words[by], kind: 'composite' });
  });

  it.each(['mutedBy', 'mutedByArn'])('are named with the rule that mutes them and until when (%s)', (field) => {
    const muteDetail = {
      [field]: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm-mute-rule:night',
      muteWindowStart: '2026-01-05T09:00:00.000+0000',
      muteWindowEnd: '2026-01-05T10:00:00.000+0000',
    };
    expect(parsed({ detail: { muteDetail } })).toMatchObject({
      suppressed: true,
      suppressedBy: 'muted by the mute rule night until 2026-01-05 10:00 UTC',
    });
  });

  it('do not keep Serin from acting: muted or suppressed, the state counts', () => {
    for (const over of [{ detail: { muteDetail: {} } }, { state: { actionsSuppressedBy: 'Alarm' } }]) {
      const breach = { ...parsed(over), since: NOW };
      const decision = decideGiven(aRollout(), aSignal('alarm', { change: breach }), NOW);
      expect(decision).toMatchObject({ answer: 'accepted', next: { phase: { status: 'rolling-back' } } });
    }
  });
});

describe('an event', () => {
  it('with nulls reads as one that leaves the fields out', () => {
    const nulls = { reason: null, reasonData: null, actionsSuppressedBy: null, evaluationState: null };
    const detail = { muteDetail: null, configuration: null, previousState: { value: null } };
    expect(parsed({ state: nulls, detail })).toEqual(
      parsed({ state: { reason: undefined }, detail: { configuration: undefined, previousState: undefined } }),
    );
  });

  it('with nulls in its configuration and in its reasonData keeps what is there', () => {
    const metrics = [{ id: 'm1', expression: null, metricStat: { metric: { namespace: null, name: 'Errors' } } }];
    const reasonData = JSON.stringify({ threshold: 5, recentDatapoints: [7, null], evaluatedDatapoints: null });
    expect(parsed({ state: { reasonData }, detail: { configuration: { metrics, alarmRule: null } } })).toMatchObject({
      kind: 'metric',
      metric: 'Errors',
      observedValue: 7,
      threshold: 5,
    });
  });

  it.each([
    ['query', { metrics: [{ id: 'm1', expression: 'SELECT AVG(Errors) FROM "AWS/Lambda" GROUP BY FunctionName' }] }],
    ['promql', { evaluationCriteria: { promQLCriteria: { query: 'rate(errors[5m]) > 5' } } }],
    ['log', { scheduledQueryConfiguration: { queryString: 'filter level = "error" | stats count()' } }],
  ] as const)('of a %s alarm, which has no reasonData, is a breach', (kind, configuration) => {
    expect(parsed({ detail: { configuration } })).toMatchObject({ kind, value: 'ALARM', observedValue: null });
  });

  it('of a contributor to an alarm is not taken: the alarm has an event of its own', () => {
    const contributor = event({ event: { 'detail-type': 'CloudWatch Alarm Contributor State Change' } });
    expect(() => parseAlarmEvent(contributor, 'us-east-1')).toThrow(NotAnAlarmEvent);
  });
});
