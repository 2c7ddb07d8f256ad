import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonBombs } from './odd-texts.ts';
import { planted } from './planted.ts';
import { openPremises, type Premises } from './premises.ts';
import { leaksIn } from './secrets.ts';

let premises: Premises;
beforeAll(async () => {
  premises = await openPremises(['alarm', 'timer']);
});
afterAll(() => premises.close());

const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:checkout-5xx';

/** The event of an alarm, as CloudWatch sends it, made odd. */
function alarmEvent(over: object = {}, detail: object = {}, state: object = {}): object {
  return {
    version: '0',
    id: '00000000-0000-4000-8000-000000000001',
    'detail-type': 'CloudWatch Alarm State Change',
    source: 'aws.cloudwatch',
    account: '123456789012',
    region: 'us-east-1',
    resources: [ARN],
    detail: {
      alarmName: 'checkout-5xx',
      state: { value: 'ALARM', timestamp: '2026-01-05T09:00:00.000+0000', reason: 'Threshold Crossed', ...state },
      ...detail,
    },
    ...over,
  };
}

describe('what the alarm function is given', () => {
  it.each<[string, string | object]>([
    ['comes from a source of ours', alarmEvent({ source: 'serin.alarms' })],
    ['comes from a source that looks like it', alarmEvent({ source: 'aws.cloudwatch.serin' })],
    ['comes from a list of sources', alarmEvent({ source: ['aws.cloudwatch'] })],
    ['comes from nowhere', alarmEvent({ source: undefined })],
    ['is of another type', alarmEvent({ 'detail-type': 'CloudWatch Alarm Configuration Change' })],
    ['is a command', { source: 'serin', 'detail-type': 'Command', detail: { command: {}, mac: 'x' } }],
    ['is a direct call', { serin: { v: 1 } }],
    ['is a timer', { service: 'checkout', rollout: 'r', seq: 1, step: 0, generation: 1, at: 0 }],
    ['is nothing', 'null'],
    ['is a list', '[]'],
    ['is a text', '"alarm"'],
    ['has its source in a prototype', '{"__proto__":{"source":"aws.cloudwatch"}}'],
    ...Object.entries(jsonBombs).map(([what, json]): [string, string] => [`is ${what}`, json]),
  ])('%s: dropped, and nothing is asked', async (_how, event) => {
    expect(await premises.attack('alarm', event)).toEqual({ answer: null, asked: [], done: [] });
  });

  it.each<[string, object]>([
    ['has no name', alarmEvent({}, { alarmName: undefined })],
    ['has a name longer than any', alarmEvent({}, { alarmName: 'x'.repeat(1_000_000) })],
    ['has no ARN', alarmEvent({ resources: [] })],
    ['has an ARN longer than any', alarmEvent({ resources: [ARN.padEnd(1_000_000, 'x')] })],
    ['has another state than there are', alarmEvent({}, {}, { value: 'FINE' })],
    ['has a time that is none', alarmEvent({}, {}, { timestamp: `${planted.callersKey} o'clock` })],
  ])(
    'comes from AWS and %s: fails by name, so that it is not lost, and says nothing of what it was',
    async (_how, event) => {
      const written = premises.written().alarm?.length ?? 0;
      const { thrown, asked } = await premises.attack('alarm', event);
      expect(thrown).toMatch(/^NotAnAlarmEvent/);
      expect(asked).toEqual([]);
      const said = premises.written().alarm?.slice(written) ?? '';
      expect(said.length).toBeLessThan(4_000);
      expect(said).not.toContain(planted.callersKey);
    },
  );

  it.each<[string, object]>([
    ['a reason of a megabyte', alarmEvent({}, {}, { reason: 'x'.repeat(1_000_000) })],
    ['a reason that is a mention', alarmEvent({}, {}, { reason: '<!channel> <@U1>' })],
    ['a reason that is half a surrogate pair', alarmEvent({}, {}, { reason: `${'x'.repeat(999)}😀` })],
    ['evidence that is no JSON', alarmEvent({}, {}, { reasonData: '{' })],
    ['evidence that is a bomb', alarmEvent({}, {}, { reasonData: '['.repeat(100_000) })],
    [
      'evidence of 100,000 numbers',
      alarmEvent({}, {}, { reasonData: JSON.stringify({ recentDatapoints: Array(100_000).fill(1) }) }),
    ],
    ['evidence beyond all numbers', alarmEvent({}, {}, { reasonData: '{"threshold":1e999}' })],
    ['evidence with a prototype', alarmEvent({}, {}, { reasonData: '{"__proto__":{"threshold":1}}' })],
    ['a time of long ago', alarmEvent({}, {}, { timestamp: '0001-01-01T00:00:00.000+0000' })],
    ['a time of long from now', alarmEvent({}, {}, { timestamp: '9999-01-01T00:00:00.000+0000' })],
  ])('is an alarm with %s, of an alarm that nobody watches: taken without a change', async (_what, event) => {
    const of = { ...event, resources: ['arn:aws:cloudwatch:us-east-1:123456789012:alarm:nobody'] };
    expect(await premises.attack('alarm', of)).toEqual({ answer: null, asked: ['DynamoDB Query'], done: [] });
  });

  it('is an alarm of another account with the name of one that is watched: nobody is asked about it', async () => {
    const other = alarmEvent({ resources: [ARN.replace('123456789012', '210987654321')], account: '210987654321' });
    expect(await premises.attack('alarm', other)).toEqual({ answer: null, asked: ['DynamoDB Query'], done: [] });
  });
});

describe('what the timer function is given', () => {
  const wake = { service: 'checkout', rollout: 'r-1', seq: 1, step: 0, generation: 1, at: 0 };

  it.each<[string, string | object]>([
    ['is a command', { source: 'serin', 'detail-type': 'Command', detail: {} }],
    ['is an alarm', alarmEvent()],
    ['is nothing', 'null'],
    ['is empty', '{}'],
    ['has no service', { ...wake, service: undefined }],
    ['has a service that is a path', { ...wake, service: '../checkout' }],
    ['has a service with a hash', { ...wake, service: 'checkout#x' }],
    ['has a service of a megabyte', { ...wake, service: 'x'.repeat(1_000_000) }],
    ['has a rollout of a megabyte', { ...wake, rollout: 'x'.repeat(1_000_000) }],
    ['has a number below zero', { ...wake, seq: -1 }],
    ['has half a number', { ...wake, seq: 0.5 }],
    ['has a number beyond those that can be counted', { ...wake, seq: Number.MAX_SAFE_INTEGER + 1 }],
    ['has a number beyond all numbers', JSON.stringify(wake).replace('"seq":1', '"seq":1e999')],
    ['has a time that no clock shows', { ...wake, at: 8.64e15 + 1 }],
    ['has numbers as texts', { ...wake, generation: '1' }],
    ...Object.entries(jsonBombs).map(([what, json]): [string, string] => [`is ${what}`, json]),
  ])('%s: dropped, and nothing is asked', async (_how, event) => {
    expect(await premises.attack('timer', event)).toEqual({ answer: null, asked: [], done: [] });
  });

  it.each<[string, object]>([
    ['of a service that there is not', { ...wake, service: 'nobody' }],
    ['of a service that has no rollout', wake],
  ])('is a timer %s: looks and changes nothing', async (_what, event) => {
    expect(await premises.attack('timer', event)).toEqual({ answer: null, asked: ['DynamoDB GetItem'], done: [] });
  });
});

it('tells no secret meanwhile, at the level of debugging', () => {
  expect(leaksIn(premises)).toEqual([]);
  expect(premises.outside()).toEqual([]);
});
