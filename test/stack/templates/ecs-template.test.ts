import { readFileSync } from 'node:fs';
import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { readMeasure } from '../../../src/adapters/aws/cloudwatch/alarm-measure.ts';
import { deploymentSteps, plannedSteps } from '../../../src/adapters/targets/ecs/steps.ts';
import { parseConfig } from '../../../src/config/read/parse-config.ts';
import { stepsOf } from '../../../src/domain/plan/plan.ts';
import { canaryThatPauses } from '../../../src/sandbox/account/ecs-service.ts';
import { impossible } from '../references.ts';
import { complaints } from '../specification.ts';
import { parseTemplate } from './parse-template.ts';
import { ofType } from './template.ts';

const template = parseTemplate(readFileSync('examples/ecs/invoices.yml', 'utf8'));
const config = readFileSync('examples/ecs/serin.yml', 'utf8');

/** A part of a template in the names of the API, which begin with a small letter. */
function toApi(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(toApi);
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key.charAt(0).toLowerCase() + key.slice(1), toApi(value)]),
  );
}

/** The properties of an alarm with the dimensions that AWS fills in. */
function filled(properties: object): Parameters<typeof readMeasure>[0] {
  const text = JSON.stringify(properties)
    .replace(/\{"Fn::GetAtt":\["(\w+)","TargetGroupFullName"\]\}/g, '"targetgroup/$1/73e2d6bc24d8a067"')
    .replace(/\{"Fn::GetAtt":\["LoadBalancer","LoadBalancerFullName"\]\}/g, '"app/invoices/50dc6c495c0c9188"');
  return JSON.parse(text);
}

const service = () => Object.values(ofType(template, 'AWS::ECS::Service'))[0]?.Properties;

/** The configuration of the deployments of the template, with the names of its alarms. */
function configuration(): DeploymentConfiguration {
  const text = JSON.stringify(service().DeploymentConfiguration).replace(/\{"Ref":"(Blue|Green)Errors"\}/g, (_, name) =>
    JSON.stringify(template.Resources[`${name}Errors`]?.Properties.AlarmName),
  );
  return toApi(JSON.parse(text)) as DeploymentConfiguration;
}

function parsedService() {
  const parsed = parseConfig(config);
  if (!parsed.ok) throw new Error('the example does not pass lint');
  return parsed.services[0] as (typeof parsed.services)[number];
}

describe('the example of a service whose deployments pause', () => {
  it("has only types and properties of CloudFormation's specification", () => {
    expect(complaints(template)).toEqual([]);
  });

  it('refers to what there is, in an order that can be made', () => {
    const parameters = Object.keys(template.Parameters).map((name) => [name, { Type: 'Parameter', Properties: {} }]);
    expect(impossible({ Resources: { ...template.Resources, ...Object.fromEntries(parameters) } })).toEqual([]);
  });

  it('deploys in the steps of the plan of its serin.yml, for the service that the target names', () => {
    const { targets, plan } = parsedService();
    const weights = stepsOf(plan, 'shift').map(({ step }) => step.weight);
    expect(deploymentSteps(configuration())).toEqual(plannedSteps(weights));
    expect(targets).toEqual([{ kind: 'ecs', cluster: 'shop', service: service().ServiceName }]);
  });

  it('is what the sandbox runs', () => {
    expect(configuration()).toEqual(canaryThatPauses(parsedService().alarms.map(String)));
  });

  it('moves the rule between its two target groups, each of which an alarm measures', () => {
    const [{ TargetGroupArn, AdvancedConfiguration: advanced }] = service().LoadBalancers;
    expect([TargetGroupArn, advanced.AlternateTargetGroupArn]).toEqual([{ Ref: 'Blue' }, { Ref: 'Green' }]);
    expect(advanced.ProductionListenerRule).toEqual({ Ref: 'Rule' });
    const alarms = Object.values(ofType(template, 'AWS::CloudWatch::Alarm'));
    const measured = alarms.map(({ Properties }) => JSON.stringify(readMeasure(filled(Properties))));
    expect(measured.map((text) => /targetgroup\/(Blue|Green)/.exec(text)?.[1])).toEqual(['Blue', 'Green']);
  });
});
