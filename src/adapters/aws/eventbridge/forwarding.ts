import { DescribeRuleCommand, type EventBridgeClient, ListRuleNamesByTargetCommand } from '@aws-sdk/client-eventbridge';

/** Checks whether us-east-1 forwards its alarm events to Serin's region, as stack/us-east-1.yml sets it up; for `serin doctor`. */
export function createForwarding(clients: { readonly home: EventBridgeClient; readonly usEast1: EventBridgeClient }) {
  const { home, usEast1 } = clients;
  return {
    /** @param alarmArn any alarm of us-east-1: its account is the one that is looked at */
    async isForwarded(alarmArn: string): Promise<boolean> {
      const [, partition, , , account] = alarmArn.split(':');
      const bus = `arn:${partition}:events:${await home.config.region()}:${account}:event-bus/default`;
      const { RuleNames = [] } = await usEast1.send(new ListRuleNamesByTargetCommand({ TargetArn: bus }));
      const rules = await Promise.all(RuleNames.map((Name) => usEast1.send(new DescribeRuleCommand({ Name }))));
      return rules.some(
        ({ State, EventPattern = '' }) =>
          State === 'ENABLED' && EventPattern.includes('"CloudWatch Alarm State Change"'),
      );
    },
  };
}
