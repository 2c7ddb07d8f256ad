import {
  CloudWatchClient,
  type EvaluationState,
  PutAlarmMuteRuleCommand,
  PutCompositeAlarmCommand,
  PutLogAlarmCommand,
  SetAlarmStateCommand,
  StateValue,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { parseAlarmEvent } from '../../../../src/adapters/aws/cloudwatch/alarm-event.ts';
import { createHealth } from '../../../../src/adapters/aws/cloudwatch/health.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import type { AlarmEvent } from '../../../../src/sandbox/cloud/cloudwatch/event.ts';
import { aRollout, aService, HOUR, MINUTE, NOW } from '../../../rollout/builders.ts';
import { aDraft, aSignal, decideGiven } from '../../../rollout/signals.ts';
import { createHandClock } from '../support/hand-clock.ts';
import { localConfig } from '../support/local-config.ts';
import { putAlarm } from './health-contract.ts';

const NAME = 'watching';
const DUE = NOW + 6 * MINUTE;

/** Creates an alarm of each kind that the model has. A composite alarm has no evaluation state. */
const KINDS = {
  metric: { hasEvaluation: true, create: (client: CloudWatchClient) => putAlarm(client, NAME) },
  log: {
    hasEvaluation: true,
    create: (client: CloudWatchClient) =>
      client.send(
        new PutLogAlarmCommand({
          AlarmName: NAME,
          ScheduledQueryConfiguration: {
            QueryString: 'filter level = "error" | stats count() as errors',
            LogGroupIdentifiers: ['/aws/lambda/checkout-api'],
            ScheduledQueryRoleARN: 'arn:aws:iam::123456789012:role/queries',
            ScheduleConfiguration: { ScheduleExpression: 'rate(1 minute)', StartTimeOffset: 300 },
            AggregationExpression: 'sum(errors)',
          },
          QueryResultsToEvaluate: 1,
          QueryResultsToAlarm: 1,
          Threshold: 5,
          ComparisonOperator: 'GreaterThanThreshold',
        }),
      ),
  },
  composite: {
    hasEvaluation: false,
    create: async (client: CloudWatchClient) => {
      await putAlarm(client, 'child');
      await client.send(new PutCompositeAlarmCommand({ AlarmName: NAME, AlarmRule: 'ALARM("child")' }));
    },
  },
} as const;

type Kind = keyof typeof KINDS;

/** A CloudWatch with an alarm of a kind, which had data an hour ago and then took a state. */
async function anAlarm(kind: Kind, state: StateValue, evaluation: EvaluationState | null = null, isMuted = false) {
  const clock = createHandClock(NOW - HOUR);
  const events: AlarmEvent[] = [];
  const cloud = createCloudWatchModel({ now: clock.now, emit: (event) => events.push(event) });
  const client = attach(new CloudWatchClient(localConfig), 'CloudWatch', cloud.model);
  await KINDS[kind].create(client);
  const set = (StateValue: StateValue) =>
    client.send(new SetAlarmStateCommand({ AlarmName: NAME, StateValue, StateReason: 'set', StateReasonData: '{}' }));
  await set(state === 'OK' ? 'ALARM' : 'OK');
  if (isMuted) {
    const Schedule = { Expression: `at(${new Date(NOW).toISOString().slice(0, 16)})`, Duration: 'PT4H' };
    const MuteTargets = { AlarmNames: [NAME] };
    await client.send(new PutAlarmMuteRuleCommand({ Name: 'night', Rule: { Schedule }, MuteTargets }));
  }
  if (evaluation !== null) cloud.setEvaluation(NAME, evaluation);
  clock.advance(HOUR);
  await set(state);
  clock.advance(DUE - NOW);
  const [reading] = await createHealth({ client, usEast1: client, clock }).readings([NAME]);
  const event = parseAlarmEvent(events.at(-1), 'us-east-1');
  if (reading === undefined) throw new Error('There is no reading.');
  return { reading, event };
}

/** The row of the table in docs/guides/operation.md that an alarm is in, by what Serin does with it. */
const RULES = {
  quiet: { start: 'accepted', bake: ['awaiting-approval', 'awaiting-approval'] },
  fires: { start: 'refused', bake: ['rolling-back', 'rolling-back'] },
  'no data': { start: 'accepted', bake: ['baking', 'holding'] },
  'not evaluated': { start: 'refused', bake: ['baking', 'holding'] },
} as const;

/** Every state with every evaluation state: the rule that counts. */
const TABLE = {
  OK: { fine: 'quiet', PARTIAL_DATA: 'quiet', EVALUATION_ERROR: 'not evaluated', EVALUATION_FAILURE: 'not evaluated' },
  ALARM: { fine: 'fires', PARTIAL_DATA: 'fires', EVALUATION_ERROR: 'fires', EVALUATION_FAILURE: 'fires' },
  INSUFFICIENT_DATA: {
    fine: 'no data',
    PARTIAL_DATA: 'no data',
    EVALUATION_ERROR: 'not evaluated',
    EVALUATION_FAILURE: 'not evaluated',
  },
} as const satisfies Record<StateValue, Record<EvaluationState | 'fine', keyof typeof RULES>>;

const config = aService({ alarms: [NAME] });
const known = {
  value: 'OK',
  since: NOW - HOUR,
  suppressed: false,
  excused: false,
  hadData: true,
  unanswered: false,
} as const;

/** The status at the end of a bake, and five minutes later. */
function atTheEndOfABake(reading: Awaited<ReturnType<typeof anAlarm>>['reading']): readonly string[] {
  let rollout = aRollout({ config, alarms: { [NAME]: known } });
  return [DUE, DUE + 5 * MINUTE].map((at) => {
    const targets = rollout.targets.map((one) => ({ ...one, observed: one.observed && { ...one.observed, at } }));
    const decision = decideGiven(
      { ...rollout, targets },
      aSignal('timer', { alarms: [{ ...reading, readAt: at }] }),
      at,
    );
    if (decision.answer === 'accepted') rollout = decision.next;
    return rollout.phase.status;
  });
}

describe.each(Object.keys(KINDS) as Kind[])('a %s alarm of the model', (kind) => {
  const rows = Object.values(StateValue).flatMap((state) =>
    Object.entries(TABLE[state])
      .filter(([evaluation]) => evaluation === 'fine' || KINDS[kind].hasEvaluation)
      .map(([evaluation, rule]) => [state, evaluation, rule] as const),
  );

  it.each(rows)('in %s, evaluated %s, counts as: %s', async (state, evaluation, rule) => {
    const problem = evaluation === 'fine' ? null : (evaluation as EvaluationState);
    const { reading, event } = await anAlarm(kind, state, problem);
    for (const read of [reading, event]) {
      expect(read).toMatchObject({ name: NAME, value: state, ...(problem && { evaluation: problem }) });
    }
    expect([reading.details?.kind, event.kind]).toEqual([kind, kind]);
    const draft = aDraft({ service: config, alarms: [reading] });
    expect(decideGiven(null, aSignal('start', { draft, issuedAt: DUE }), DUE).answer).toBe(RULES[rule].start);
    expect(atTheEndOfABake(reading)).toEqual(RULES[rule].bake);
  });

  it('that is muted acts all the same, and its event names the rule', async () => {
    const { event } = await anAlarm(kind, 'ALARM', null, true);
    expect(event).toMatchObject({
      suppressed: true,
      suppressedBy: expect.stringContaining('the mute rule night until'),
    });
    const decision = decideGiven(aRollout({ config }), aSignal('alarm', { change: event }), DUE);
    expect(decision).toMatchObject({ next: { phase: { status: 'rolling-back' } } });
  });
});
