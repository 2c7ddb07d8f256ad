import { GetAliasCommand, type LambdaClient, UpdateAliasCommand } from '@aws-sdk/client-lambda';
import {
  ChangeResourceRecordSetsCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from '@aws-sdk/client-route-53';
import { toLoaders } from '../../src/adapters/shared/lazy.ts';
import { type BreakGlassOptions, breakGlass } from '../../src/cli/commands/rollback/break-glass.ts';
import { breakGlassDepsWith } from '../../src/compose/cli/break-glass.ts';
import { baselineText, rolloutBaseline } from '../../src/domain/rollout/baseline.ts';
import { aRollout } from '../adapters/slack/support/a-rollout.ts';
import { aRecord, aRoute53Config } from '../adapters/targets/route53/world.ts';
import { aClock, type TestClock } from '../adapters/targets/support/a-clock.ts';
import { anAsk, aTarget } from '../adapters/targets/support/a-target.ts';
import { aKeyValueStore } from '../adapters/targets/support/aws-clients.ts';
import { noEcs } from '../support/no-ecs.ts';
import { noElb } from '../support/no-elb.ts';
import { noLaunchDarkly } from '../support/no-launchdarkly.ts';
import { fakeTerminal } from './fake-terminal.ts';

const alias = { FunctionName: 'checkout-api', Name: 'live' };

/** An account in which a rollout of `checkout` stands at 25%, in an alias and in DNS, and nobody who goes on with it. */
export async function aBrokenRollout(
  clients: { readonly lambda: LambdaClient; readonly route53: Route53Client },
  zone: string,
  clock: TestClock = aClock(),
) {
  const { lambda, route53 } = clients;
  const deps = breakGlassDepsWith(
    {
      ...toLoaders(clients),
      keyValueStore: aKeyValueStore(clock).load,
      elb: noElb,
      ecs: noEcs,
      launchdarkly: noLaunchDarkly,
      clock,
    },
    async () => 'the account 123456789012, us-east-1',
  );
  const put = async (...records: readonly ResourceRecordSet[]) => {
    const Changes = records.map((ResourceRecordSet) => ({ Action: 'UPSERT' as const, ResourceRecordSet }));
    await route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }));
  };
  const point = async (version: string, weights: Record<string, number>) => {
    const RoutingConfig = { AdditionalVersionWeights: weights };
    await lambda.send(new UpdateAliasCommand({ ...alias, FunctionVersion: version, RoutingConfig }));
  };
  await put(aRecord('primary', 100), aRecord('canary', 0));
  const configs = [{ kind: 'lambda-alias', function: 'checkout-api', alias: 'live' }, aRoute53Config(zone)];
  const targets = await Promise.all(
    configs.map(async (config) => aTarget(config, await deps.target(config.kind).inspect(anAsk(config)))),
  );
  await point('1', { 2: 0.25 });
  await put(aRecord('primary', 150), aRecord('canary', 50));
  return {
    clock,
    put,
    point,
    /** What the thread of the rollout shows. */
    baseline: baselineText(rolloutBaseline(aRollout({ targets }))),
    async look() {
      const { FunctionVersion, RoutingConfig } = await lambda.send(new GetAliasCommand(alias));
      const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand({ HostedZoneId: zone }));
      const weights = ResourceRecordSets.filter(({ Name }) => Name === 'app.example.com.');
      return {
        alias: { version: FunctionVersion, weights: RoutingConfig?.AdditionalVersionWeights ?? {} },
        records: Object.fromEntries(weights.map((record) => [record.SetIdentifier, record.Weight])),
        values: Object.fromEntries(weights.map((record) => [record.SetIdentifier, record.ResourceRecords?.[0]?.Value])),
      };
    },
    /** Runs `serin rollback --from`. */
    async rollback(options: Partial<BreakGlassOptions> = {}, given: Partial<Parameters<typeof fakeTerminal>[0]> = {}) {
      const terminal = fakeTerminal({ files: { 'baseline.json': this.baseline }, ...given });
      const all = { from: 'baseline.json', yes: true, overwrite: false, json: false, ...options };
      const code = await breakGlass(all, terminal, async () => deps);
      return { code, out: terminal.printed.join('\n'), err: terminal.complained.join('\n') };
    },
  };
}

/** The account as it was before the rollout, to the letter. */
export const before = {
  alias: { version: '1', weights: {} },
  records: { primary: 100, canary: 0 },
  values: { primary: '1.2.3.4', canary: '4.3.2.1' },
};
