import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readMeasure } from '../../../src/adapters/aws/cloudwatch/alarm-measure.ts';
import { albConfig } from '../../../src/adapters/targets/alb/config.ts';
import { toActions } from '../../../src/adapters/targets/alb/forward.ts';
import { rolesIn } from '../../../src/adapters/targets/alb/roles.ts';
import { findingsAbout } from '../../../src/adapters/targets/finding.ts';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { alarmSights } from '../../../src/rollout/alarms/alarm-sight.ts';
import { impossible } from '../references.ts';
import { complaints } from '../specification.ts';
import { parseTemplate } from './parse-template.ts';
import { ofType } from './template.ts';

const template = parseTemplate(readFileSync('examples/load-balancer/orders.yml', 'utf8'));
const config = readFileSync('examples/load-balancer/serin.yml', 'utf8');

/** The ARN that a target group of the template has in the end. */
const arnOf = (name: string) =>
  `arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/orders-${name.toLowerCase()}/73e2d6bc24d8a067`;

/** A part of the template as AWS gets it. */
function filled<T>(part: T): T {
  const text = JSON.stringify(part)
    .replace(/\{"Ref":"(Blue|Green)"\}/g, (_, name) => JSON.stringify(arnOf(name)))
    .replace(/\{"Fn::GetAtt":\["(Blue|Green)","TargetGroupFullName"\]\}/g, (_, name) =>
      JSON.stringify(arnOf(name).split(':').at(-1)),
    )
    .replace(/\{"Fn::GetAtt":\["LoadBalancer","LoadBalancerFullName"\]\}/g, '"app/orders/50dc6c495c0c9188"');
  return JSON.parse(text) as T;
}

describe('the example of a service behind a load balancer', () => {
  it("has only types and properties of CloudFormation's specification", () => {
    expect(complaints(template)).toEqual([]);
  });

  it('refers to what there is, in an order that can be made', () => {
    const parameters = Object.keys(template.Parameters).map((name) => [name, { Type: 'Parameter', Properties: {} }]);
    expect(impossible({ Resources: { ...template.Resources, ...Object.fromEntries(parameters) } })).toEqual([]);
  });

  it('passes lint without a problem', () => {
    expect(parseConfig(config)).toMatchObject({ ok: true });
  });

  it('forwards to the two target groups of its serin.yml, all to the first', () => {
    const parsed = parseConfig(config);
    if (!parsed.ok) throw new Error('the example does not pass lint');
    const target = albConfig.parse(parsed.services[0]?.targets[0]);
    const { Actions } = filled(template.Resources.Rule?.Properties ?? {});
    const ask = { explicit: {}, adopt: false, roles: null };
    const { arns, findings } = rolesIn(toActions(Actions), { config: target, ask, found: findingsAbout('orders') });
    expect(findings).toEqual([]);
    expect(arns).toEqual({ stable: arnOf('Blue'), canary: arnOf('Green') });
    expect(Object.values(ofType(template, 'AWS::ECS::Service'))).toHaveLength(2);
  });

  it('has an alarm on each target group, which Serin understands as one on an arm', () => {
    const alarms = Object.values(ofType(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) =>
      filled(Properties),
    );
    const measures = Object.fromEntries(
      alarms.map((alarm) => [alarm.AlarmName, readMeasure(alarm) as NonNullable<ReturnType<typeof readMeasure>>]),
    );
    const arms = [
      { name: 'orders', stable: arnOf('Blue').split(':').at(-1) ?? '', canary: arnOf('Green').split(':').at(-1) ?? '' },
    ];
    const sights = alarmSights(measures, arms, 'v54').map(({ alarm, arm }) => [alarm, arm]);
    expect(sights).toEqual([
      ['orders-blue-5xx', 'stable'],
      ['orders-green-5xx', 'canary'],
    ]);
  });
});
