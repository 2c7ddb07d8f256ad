import { CloudWatchClient, SetAlarmStateCommand, type StateValue } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it } from 'vitest';
import { NotAnAlarmEvent, parseAlarmEvent as parseEvent } from '../../../../src/adapters/aws/cloudwatch/alarm-event.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { createCloudWatchModel } from '../../../../src/sandbox/cloud/cloudwatch/cloudwatch.ts';
import { localConfig } from '../support/local-config.ts';
import { putAlarm } from './health-contract.ts';

/** Read by a Serin that lives where the alarm is. */
const parseAlarmEvent = (event: unknown) => parseEvent(event, 'us-east-1');

const metricStat = (namespace: string, name: string) => ({
  metricStat: { metric: { namespace, name, dimensions: { FunctionName: 'checkout-api' } }, period: 60, stat: 'Sum' },
});

/** An event of a metric alarm, in the form of the samples in the CloudWatch user guide. */
const anEvent = (over: { state?: object; configuration?: object; detail?: object; event?: object } = {}) => ({
  version: '0',
  id: 'c4c1c1c9-6542-e61b-6ef0-8c4d36933a92',
  'detail-type': 'CloudWatch Alarm State Change',
  source: 'aws.cloudwatch',
  account: '123456789012',
  time: '2026-10-02T17:04:40Z',
  region: 'us-east-1',
  resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-5xx'],
  detail: {
    alarmName: 'checkout-5xx',
    configuration: {
      description: 'Too many errors',
      metrics: [{ id: 'm1', ...metricStat('AWS/Lambda', 'Errors'), returnData: true }],
      ...over.configuration,
    },
    previousState: { value: 'OK', reason: 'fine', timestamp: '2026-10-01T13:56:40.987+0000' },
    state: {
      value: 'ALARM',
      reason:
        'Threshold Crossed: 2 out of the last 2 datapoints [9.5 (02/10/26 17:03:00), 7.0 (02/10/26 17:02:00)] were greater than the threshold (5.0) (minimum 2 datapoints for OK -> ALARM transition).',
      reasonData: reasonData({ recentDatapoints: [7, 9.5], threshold: 5 }),
      timestamp: '2026-10-02T17:04:40.989+0000',
      ...over.state,
    },
    ...over.detail,
  },
  ...over.event,
});

const reasonData = (data: object) =>
  JSON.stringify({ version: '1.0', queryDate: '2026-10-02T17:04:40.985+0000', period: 60, ...data });

describe('an alarm event', () => {
  it("of another region than Serin's is called by region and name", () => {
    const arn = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-5xx';
    expect(parseEvent(anEvent(), 'eu-west-1')).toMatchObject({ name: 'us-east-1:checkout-5xx', arn });
    expect(parseEvent(anEvent(), 'us-east-1')).toMatchObject({ name: 'checkout-5xx', arn });
  });

  it('of a metric alarm is read in full', () => {
    expect(parseAlarmEvent(anEvent())).toEqual({
      arn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-5xx',
      name: 'checkout-5xx',
      kind: 'metric',
      value: 'ALARM',
      previous: 'OK',
      since: Date.UTC(2026, 9, 2, 17, 4, 40, 989),
      suppressed: false,
      reason: expect.stringContaining('were greater than the threshold (5.0)'),
      description: 'Too many errors',
      metric: 'AWS/Lambda Errors',
      observedValue: 9.5,
      threshold: 5,
      comparison: '>',
    });
  });

  it('of a math alarm names the expression that is compared', () => {
    const metrics = [
      { id: 'm1', ...metricStat('AWS/Lambda', 'Errors'), returnData: false },
      { id: 'e0', expression: 'FILL(m1, 0)', returnData: false },
      { id: 'e1', expression: '100 * m1 / m2', label: 'Error rate', returnData: true },
    ];
    expect(parseAlarmEvent(anEvent({ configuration: { metrics } }))).toMatchObject({
      kind: 'math',
      metric: '100 * m1 / m2',
      observedValue: 9.5,
      comparison: '>',
    });
  });

  it.each([
    ['p99', 'AWS/Lambda Duration'],
    ['SampleCount', 'AWS/Lambda Duration (SampleCount)'],
    ['PR(500:)', 'AWS/Lambda Duration (PR(500:))'],
  ])('names the statistic %s where the result has not the unit of the metric', (stat, metric) => {
    const metrics = [{ metricStat: { metric: { namespace: 'AWS/Lambda', name: 'Duration' }, stat }, returnData: true }];
    const event = anEvent({ configuration: { metrics } });
    expect(parseAlarmEvent(event).metric).toBe(metric);
  });

  describe('of an anomaly alarm', () => {
    const metrics = [
      { id: 'm1', ...metricStat('AWS/Lambda', 'Duration'), returnData: true },
      { id: 'ad1', expression: 'ANOMALY_DETECTION_BAND(m1, 0.8)', label: 'Duration (expected)', returnData: true },
    ];
    const reason =
      'Thresholds Crossed: 1 out of the last 1 datapoints [0.0 (03/10/26 15:58:00)] was less than the lower thresholds [0.02] or greater than the upper thresholds [0.3] (minimum 1 datapoint for OK -> ALARM transition).';
    const anomaly = (value: number) =>
      parseAlarmEvent(
        anEvent({
          configuration: { metrics },
          state: {
            reason,
            reasonData: reasonData({
              recentDatapoints: [0.1, value],
              recentLowerThresholds: [0.01, 0.02],
              recentUpperThresholds: [0.2, 0.3],
            }),
          },
        }),
      );

    it('is compared with the edge of the band that the value is beyond', () => {
      const shown = { kind: 'anomaly', metric: 'AWS/Lambda Duration', comparison: 'outside the band' };
      expect(anomaly(0)).toMatchObject({ ...shown, observedValue: 0, threshold: 0.02 });
      expect(anomaly(7)).toMatchObject({ ...shown, observedValue: 7, threshold: 0.3 });
    });

    it('has no threshold while the value is inside the band', () => {
      expect(anomaly(0.1)).toMatchObject({ observedValue: 0.1, threshold: null });
    });
  });

  it('of a composite alarm names the rule, and has no values', () => {
    const event = anEvent({
      configuration: { metrics: undefined, alarmRule: 'ALARM("a") OR ALARM("b")' },
      state: {
        reason:
          'arn:aws:cloudwatch:us-east-1:123456789012:alarm:a transitioned to ALARM at Friday 02 October, 2026 17:04:40 UTC',
        reasonData:
          '{"triggeringAlarms":[{"arn":"arn:a","state":{"value":"ALARM","timestamp":"2026-10-02T17:04:40.989+0000"}}]}',
      },
    });
    expect(parseAlarmEvent(event)).toMatchObject({
      kind: 'composite',
      metric: 'ALARM("a") OR ALARM("b")',
      suppressed: false,
      observedValue: null,
      threshold: null,
      comparison: '',
    });
  });

  it('of a composite alarm says when its actions are suppressed', () => {
    const state = { actionsSuppressedBy: 'WaitPeriod', actionsSuppressedReason: 'Actions suppressed by WaitPeriod' };
    expect(parseAlarmEvent(anEvent({ state })).suppressed).toBe(true);
  });

  it.each(['OK', 'INSUFFICIENT_DATA', 'ALARM'])('tells the state %s and the one before', (value) => {
    const event = anEvent({ state: { value }, detail: { previousState: { value: 'INSUFFICIENT_DATA' } } });
    expect(parseAlarmEvent(event)).toMatchObject({ value, previous: 'INSUFFICIENT_DATA' });
  });

  it('has no previous state when it does not say one', () => {
    expect(parseAlarmEvent(anEvent({ detail: { previousState: undefined } })).previous).toBeNull();
  });

  it.each([
    ['is absent', undefined],
    ['is not JSON', '{"version":"1.0",'],
    ['is empty', ''],
    ['is not an object', '7'],
    ['has values that are no numbers', reasonData({ recentDatapoints: ['7'], threshold: 5 })],
    ['has nothing of use', reasonData({})],
  ])('counts without values when reasonData %s', (_what, data) => {
    expect(parseAlarmEvent(anEvent({ state: { reasonData: data } }))).toMatchObject({
      value: 'ALARM',
      observedValue: null,
      threshold: null,
      comparison: '>',
    });
  });

  it('takes the value of the newest period that has one', () => {
    const evaluatedDatapoints = [
      { timestamp: '2026-10-02T17:02:00.000+0000', sampleCount: 9, value: 7 },
      { timestamp: '2026-10-02T17:04:00.000+0000' },
      { timestamp: '2026-10-02T17:03:00.000+0000', sampleCount: 9, value: 8 },
    ];
    const data = reasonData({ recentDatapoints: [1], threshold: 5, evaluatedDatapoints });
    expect(parseAlarmEvent(anEvent({ state: { reasonData: data } })).observedValue).toBe(8);
  });

  it('tells the threshold also when missing data broke it', () => {
    const data = reasonData({ recentDatapoints: [], threshold: 5, evaluatedDatapoints: [] });
    const event = anEvent({ state: { reason: 'Threshold Crossed: no datapoints were received', reasonData: data } });
    expect(parseAlarmEvent(event)).toMatchObject({ observedValue: null, threshold: 5, comparison: '' });
  });

  it.each([
    ['was greater than', '>'],
    ['were greater than or equal to', '>='],
    ['was less than', '<'],
    ['were not less than or equal to', '<='],
    ['was odder than', ''],
  ])('reads "%s the threshold" as %s', (words, comparison) => {
    const state = { reason: `Threshold Crossed: 1 datapoint [9.5] ${words} the threshold (5.0).` };
    expect(parseAlarmEvent(anEvent({ state })).comparison).toBe(comparison);
  });

  it.each([
    ['2026-10-02T17:04:40.989+0000', Date.UTC(2026, 9, 2, 17, 4, 40, 989)],
    ['2026-10-02T19:04:40.000+0200', Date.UTC(2026, 9, 2, 17, 4, 40)],
    ['2026-10-02T17:04:40.989Z', Date.UTC(2026, 9, 2, 17, 4, 40, 989)],
  ])('reads the time %s', (timestamp, since) => {
    expect(parseAlarmEvent(anEvent({ state: { timestamp } })).since).toBe(since);
  });

  it('may carry fields that Serin does not know', () => {
    const detail = { alarmTags: { team: 'payments' }, alarmTagsStatus: 'OK' };
    expect(parseAlarmEvent(anEvent({ detail, state: { evaluationState: 'PARTIAL_DATA' } })).value).toBe('ALARM');
  });

  it('of an alarm without a description and of a kind to come is still a breach', () => {
    expect(parseAlarmEvent(anEvent({ detail: { configuration: undefined } }))).toMatchObject({
      value: 'ALARM',
      description: '',
      metric: '',
    });
  });

  it.each([
    ['nothing', undefined],
    ['a text', 'ALARM'],
    ['another source', anEvent({ event: { source: 'custom' } })],
    ['another detail-type', anEvent({ event: { 'detail-type': 'CloudWatch Alarm Configuration Change' } })],
    ['no ARN of an alarm', anEvent({ event: { resources: [] } })],
    ['an unknown state', anEvent({ state: { value: 'BROKEN' } })],
    ['no time', anEvent({ state: { timestamp: undefined } })],
    ['a time that is none', anEvent({ state: { timestamp: 'yesterday' } })],
    ['no name', anEvent({ detail: { alarmName: undefined } })],
  ])('with %s is refused as not-an-alarm-event', (_what, event) => {
    expect(() => parseAlarmEvent(event)).toThrow(NotAnAlarmEvent);
    expect(() => parseAlarmEvent(event)).toThrow(expect.objectContaining({ code: 'not-an-alarm-event' }));
  });

  it('says in one go what is wrong', () => {
    const event = anEvent({ detail: { alarmName: 7 }, event: { source: 'custom' } });
    expect(() => parseAlarmEvent(event)).toThrow(/source: .*; detail\.alarmName: /);
  });

  it.each<StateValue>(['ALARM', 'OK'])('comes out of the model of CloudWatch on a change to %s', async (StateValue) => {
    const events: unknown[] = [];
    const { model } = createCloudWatchModel({ now: () => 1_700_000_000_123, emit: (event) => events.push(event) });
    const client = attach(new CloudWatchClient(localConfig), 'CloudWatch', model);
    await putAlarm(client, 'checkout-5xx');
    await client.send(new SetAlarmStateCommand({ AlarmName: 'checkout-5xx', StateValue, StateReason: 'a test' }));
    expect(events.map(parseAlarmEvent)).toMatchObject([
      {
        name: 'checkout-5xx',
        value: StateValue,
        since: 1_700_000_000_123,
        metric: 'AWS/Lambda Errors',
        kind: 'metric',
      },
    ]);
  });
});
