import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { describe, expect, it } from 'vitest';
import { createForwarding } from '../../../../src/adapters/aws/eventbridge/forwarding.ts';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { readTemplate } from '../../../stack/templates/read-template.ts';
import { localConfig } from '../support/local-config.ts';

const ARN = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:calls-health';
const HOME_BUS = 'arn:aws:events:eu-west-1:123456789012:event-bus/default';
const { EventPattern, Targets } = readTemplate('stack/us-east-1.yml').Resources.AlarmRule?.Properties ?? {};

/** us-east-1 with one rule, and Serin in eu-west-1. */
function withRule(rule: { readonly target: string; readonly State?: string; readonly pattern?: object }) {
  const usEast1 = attach(new EventBridgeClient({ ...localConfig, region: 'us-east-1' }), 'EventBridge', {
    ListRuleNamesByTarget: ({ TargetArn }: { TargetArn: string }) => ({
      RuleNames: TargetArn === rule.target ? ['pass-on'] : [],
    }),
    DescribeRule: () => ({
      State: rule.State ?? 'ENABLED',
      EventPattern: JSON.stringify(rule.pattern ?? EventPattern),
    }),
  });
  const home = new EventBridgeClient({ ...localConfig, region: 'eu-west-1' });
  return createForwarding({ home, usEast1 }).isForwarded(ARN);
}

describe("what alarms of us-east-1 do reaches Serin's region", () => {
  it('by the rule of stack/us-east-1.yml', async () => {
    expect(Targets[0].Arn['Fn::Sub']).toMatch(/:event-bus\/default$/);
    expect(await withRule({ target: HOME_BUS })).toBe(true);
  });

  it.each([
    ['of another region', { target: HOME_BUS.replace('eu-west-1', 'eu-west-2') }],
    ['that is disabled', { target: HOME_BUS, State: 'DISABLED' }],
    ['about something else', { target: HOME_BUS, pattern: { source: ['aws.ec2'] } }],
  ])('not by a rule %s', async (_what, rule) => {
    expect(await withRule(rule)).toBe(false);
  });
});
