import { describe, expect, it } from 'vitest';
import {
  alarmMeasurement,
  comparisonText,
  displayName,
  duration,
  joinWithOr,
  percent,
  reasonText,
  shortenUuids,
} from '../../src/domain/wording.ts';
import { aReading, bob, HOUR, MINUTE, theDetails } from '../rollout/builders.ts';

describe('wording', () => {
  it.each([
    [0, '0%'],
    [0.5, '0.5%'],
    [100 / 3, '33.33%'],
    [100, '100%'],
  ])('says the share %d as "%s"', (weight, text) => {
    expect(percent(weight)).toBe(text);
  });

  it.each([
    ['edge shop 5e0c7a41-9d3b-4f26-8a17-2b6f0d9c8e53', 'edge shop 5e0c7a41…'],
    ['lambda-alias checkout-api:live', 'lambda-alias checkout-api:live'],
  ])('calls the target %s "%s"', (name, text) => {
    expect(shortenUuids(name)).toBe(text);
  });

  it.each([
    [0, '0 s'],
    [45_400, '45 s'],
    [59_600, '1 min'],
    [90_000, '1 min 30 s'],
    [10 * MINUTE, '10 min'],
    [HOUR - 1_000, '59 min 59 s'],
    [HOUR - 1, '1 h'],
    [4 * HOUR, '4 h'],
    [90 * MINUTE, '1 h 30 min'],
    [HOUR + 59_000, '1 h 1 min'],
    [2 * HOUR - 1_000, '2 h'],
  ])('says %d ms as "%s"', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });

  it('calls a person by name, or by id where Slack gave no name', () => {
    expect(displayName(bob)).toBe('bob');
    expect(displayName({ id: 'U1', name: '' })).toBe('U1');
  });

  it.each([
    [1.8333333333333333, 1, '1.83, limit 1'],
    [0.000123456789, 0.0001, '0.000123, limit 0.0001'],
    [12_345.678, 100, '12346, limit 100'],
    [5.004, 5, '5.004, limit 5'],
    [null, 1, 'limit 1'],
    [2, null, '2'],
  ])('says that an alarm compared %d with %d as "%s"', (observedValue, threshold, text) => {
    expect(comparisonText({ observedValue, threshold, comparison: '>', metric: '' })).toBe(text);
  });

  it.each([
    ['AWS/Lambda Duration', '7 ms, limit 5 ms'],
    ['AWS/ApplicationELB TargetResponseTime', '7 s, limit 5 s'],
    ['AWS/CloudFront 5xxErrorRate', '7%, limit 5%'],
    ['100 * failures / requests', '7%, limit 5%'],
    ['(errors / requests) * 100', '7%, limit 5%'],
    ['IF(100 * errors / requests > 5, 1, 0)', '7, limit 5'],
    ['errors * 1000', '7, limit 5'],
    ['m100 * 2', '7, limit 5'],
    ['AWS/Lambda Errors', '7, limit 5'],
  ])('says what an alarm on %s measured as %s', (metric, text) => {
    expect(comparisonText({ observedValue: 7, threshold: 5, comparison: '>', metric })).toBe(text);
  });

  it('says nothing of what an alarm saw where there is no value', () => {
    expect(alarmMeasurement(aReading({ details: theDetails() }))).toBe('7, limit 5');
    expect(alarmMeasurement(aReading({ details: theDetails({ observedValue: null }) }))).toBe('');
    expect(alarmMeasurement(aReading())).toBe('');
  });

  it('says names as alternatives', () => {
    expect([['a'], ['a', 'b'], ['a', 'b', 'c']].map(joinWithOr)).toEqual(['a', 'a or b', 'a, b or c']);
  });

  it.each([
    [{ kind: 'alarm', name: 'checkout-5xx', detail: '7, limit 5' } as const, 'checkout-5xx fired (7, limit 5)'],
    [{ kind: 'alarm', name: 'checkout-5xx', detail: '' } as const, 'checkout-5xx fired'],
    [{ kind: 'person', by: bob, text: 'calls drop. ' } as const, 'bob asked for it: calls drop'],
    [{ kind: 'person', by: bob, text: '' } as const, 'bob asked for it'],
    [{ kind: 'rejected', by: bob, text: 'wrong version' } as const, 'bob rejected it: wrong version'],
    [{ kind: 'rejected', by: bob, text: '' } as const, 'bob rejected it'],
  ])('says why a rollout went back (%#)', (reason, text) => {
    expect(reasonText(reason)).toBe(text);
  });
});
