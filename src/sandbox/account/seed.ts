import { PutMetricAlarmCommand } from '@aws-sdk/client-cloudwatch';
import { albConfig, groupPair } from '../../adapters/targets/alb/config.ts';
import { lambdaAliasConfig } from '../../adapters/targets/lambda-alias/config.ts';
import { identifierPair, route53Config } from '../../adapters/targets/route53/config.ts';
import { type EnvironmentId, environmentIds, otherEnvironment } from '../../domain/environment/environment.ts';
import { stepsOf } from '../../domain/plan/plan.ts';
import type { Service, TargetConfig } from '../../domain/service.ts';
import type { HookStep } from '../../domain/steps/hook.ts';
import { writeSplit } from '../../routing/split.ts';
import type { LaunchDarklyCloud } from '../cloud/launchdarkly/launchdarkly.ts';
import { alarmsFor } from '../traffic/alarms.ts';
import { STICKY_SECONDS } from '../traffic/balancers/sticky-again.ts';
import { SIDES } from '../traffic/deployed-edge.ts';
import type { Account } from './account.ts';
import { type ByKind, byKind } from './by-kind.ts';
import { seedEcsService } from './ecs-service.ts';
import { actionArn, variationPair } from './roles.ts';
import { seedComponents } from './seed-components.ts';

/** The labels of the versions that every function has; users have the first one. */
export const LABELS = ['v53', 'v54', 'v55'];

/** The values of the two records of a name, by type. */
const VALUES: Readonly<Record<string, readonly [string, string]>> = {
  A: ['1.2.3.4', '4.3.2.1'],
  AAAA: ['2001:db8::1', '2001:db8::2'],
  CNAME: ['primary.example.net', 'canary.example.net'],
};

/** Seeds the account with the functions, records and alarms of a configuration's services. */
export async function seed(
  account: Account,
  services: readonly Service[],
  { flags, now }: { readonly flags: Pick<LaunchDarklyCloud, 'createFlag'>; readonly now: number },
): Promise<void> {
  const known = new Set<string>();
  for (const service of services) {
    const { targets, plan } = service;
    for (const target of targets) seedTarget({ account, flags, known }, target, service);
    seedComponents({ account, labels: LABELS, functions: known, now }, service);
    for (const { step } of stepsOf(plan, 'hook')) seedHook(account, step, known);
  }
  seedStores(account, services);
  for (const alarm of services.flatMap((service) => alarmsFor(service))) {
    await account.clients.cloudwatch.send(new PutMetricAlarmCommand(alarm));
  }
}

/** The account to seed, with the names that exist already. */
interface Place {
  readonly account: Account;
  readonly flags: Pick<LaunchDarklyCloud, 'createFlag'>;
  readonly known: Set<string>;
}

/** Seeds a target: users are in the stable environment, where the service has environments. */
function seedTarget({ account, flags, known }: Place, target: TargetConfig, service: Service): void {
  const stable = service.environments?.stable ?? 'a';
  const furnishKind: ByKind<() => void> = {
    'lambda-alias': () => seedAlias(account, target, stable, known),
    launchdarkly: () => seedFlag(flags, target),
    alb: () => seedForward(account, target, stable),
    route53: () => seedRecord(account, target, stable, known),
    ecs: () => seedEcsService(account, target, service, LABELS),
    // A store holds the splits of many targets: seedStores creates each store at once.
    edge: () => undefined,
  };
  byKind(furnishKind, target)();
}

/**
 * Creates a store for every ARN with a split for every key: all users are in the service's stable environment, otherwise in the
 * first.
 */
function seedStores({ keyValueStore }: Account, services: readonly Service[]): void {
  const stores = new Map<string, Record<string, string>>();
  const edges = services.flatMap(({ environments, targets }) =>
    targets
      .filter(({ kind }) => kind === 'edge')
      .map(({ store, key }) => ({ store, key, stable: environments?.stable ?? SIDES[0] })),
  );
  for (const { store, key, stable } of edges) {
    const canary = otherEnvironment(stable);
    const split = writeSplit({ stable, canary, weight: 0, salt: '', revision: 0, cohorts: [] });
    stores.set(String(store), { ...stores.get(String(store)), [String(key)]: split });
  }
  for (const [arn, values] of stores) keyValueStore.createStore(arn, values);
}

/** Seeds an alias: users have the first version, in the stable environment; the second is deployed to the other one. */
function seedAlias({ lambda }: Account, target: TargetConfig, stable: EnvironmentId, functions: Set<string>): void {
  const { sides: aliases } = lambdaAliasConfig.parse(target);
  const [name, alias] = [String(target.function), String(target.alias)];
  if (!functions.has(name)) {
    lambda.createFunction({ name });
    for (const description of LABELS) lambda.publish(name, { description });
  }
  functions.add(name);
  lambda.createAlias(name, alias, '1');
  lambda.allowCalls(name, alias);
  if (aliases === undefined) return;
  lambda.createAlias(name, aliases[stable], '1');
  lambda.createAlias(name, aliases[otherEnvironment(stable)], '2');
}

/** Seeds a hook that has nothing to do; a test can program another answer. */
function seedHook({ lambda }: Account, hook: HookStep, functions: Set<string>): void {
  const { function: name, qualifier } = hook;
  if (!functions.has(name)) {
    lambda.createFunction({ name });
    lambda.program(name, () => ({ ok: true, text: 'Nothing to do in the sandbox' }));
  }
  functions.add(name);
  if (qualifier !== null && qualifier !== '$LATEST') lambda.createAlias(name, qualifier, lambda.publish(name));
}

function seedFlag(flags: Pick<LaunchDarklyCloud, 'createFlag'>, target: TargetConfig): void {
  flags.createFlag(String(target.project), String(target.flag), String(target.environment), variationPair(target));
}

/** Seeds a listener or a rule: users are behind the target group of the stable environment, otherwise behind the first one. */
function seedForward({ elb }: Account, target: TargetConfig, stable: EnvironmentId): void {
  const TargetGroups = groupPair(albConfig.parse(target)).map((name, index) => ({
    TargetGroupArn: elb.createGroup({ name }),
    Weight: index === environmentIds.indexOf(stable) ? 100 : 0,
  }));
  const TargetGroupStickinessConfig = { Enabled: true, DurationSeconds: STICKY_SECONDS };
  const actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } }];
  if (target.rule === undefined) elb.createListener(actionArn(target), actions);
  else elb.createRule(actionArn(target), { actions });
}

function seedRecord({ route53 }: Account, target: TargetConfig, stable: EnvironmentId, zones: Set<string>): void {
  const [zone, record, type] = [String(target.zone), String(target.record), String(target.type)];
  if (!zones.has(zone)) route53.createZone({ id: zone, name: record.split('.').slice(1).join('.') });
  zones.add(zone);
  const values = VALUES[type] as readonly [string, string];
  identifierPair(route53Config.parse(target)).forEach((SetIdentifier, index) => {
    const ResourceRecords = [{ Value: values[index] }];
    const Weight = index === environmentIds.indexOf(stable) ? 100 : 0;
    route53.createRecord(zone, { Name: record, Type: type as 'A', TTL: 60, SetIdentifier, Weight, ResourceRecords });
  });
}
