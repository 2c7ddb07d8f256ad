import { describe, expect, it } from 'vitest';
import { readMeasure } from '../../../src/adapters/aws/cloudwatch/alarm-measure.ts';
import { alarmSights } from '../../../src/rollout/alarms/alarm-sight.ts';
import { complaints } from '../specification.ts';
import { readTemplate } from './read-template.ts';

const template = readTemplate('examples/alarms/canary-alarm.yml');

describe('the example of an alarm on the canary alone', () => {
  it('is a template that CloudFormation takes', () => {
    expect(complaints(template)).toEqual([]);
  });

  it('is understood as an alarm on one version, at 1%', () => {
    const filled = JSON.parse(
      JSON.stringify(template.Resources.CanaryErrors?.Properties)
        .replaceAll('{"Ref":"Function"}', '"checkout-api"')
        .replaceAll('{"Ref":"Version"}', '"2"'),
    );
    const measure = readMeasure(filled);
    expect(measure?.limit).toEqual({ kind: 'share', percent: 1 });
    const arms = [{ name: 'checkout-api', stable: '1', canary: '2' }];
    expect(alarmSights({ alarm: measure as NonNullable<typeof measure> }, arms, 'v54')[0]?.arm).toBe('canary');
  });
});
