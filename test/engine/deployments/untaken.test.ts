import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import { type DeploymentSource, type Target, TargetFault } from '../../../src/ports/target.ts';
import { PAUSED } from '../../adapters/targets/ecs/world.ts';
import { RULE } from '../../sandbox/cloud/ecs/an-account.ts';
import { anEcsService, TARGET } from './an-ecs-world.ts';

const EVENTS = { kind: 'ecs', cluster: 'shop', service: 'events' } as const;

type AService = Pick<ReturnType<typeof anEcsService>, 'world'>;

/** The service of `anEcsService` with a second service of ECS: it runs v60, and v54 is an older revision of it. */
function aPair() {
  const pair = anEcsService({ others: [EVENTS] });
  const { cloud, elb } = pair.account;
  const v54 = cloud.register('events', 'registry/events:v54');
  const v60 = cloud.register('events', 'registry/events:v60');
  const [blue, green] = [elb.createGroup({ name: 'events-blue' }), elb.createGroup({ name: 'events-green' })];
  const rule = `${RULE}0`;
  const TargetGroups = [blue, green].map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 }));
  elb.createRule(rule, { actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }] });
  const balanced = { rule, groups: [blue, green] as const };
  cloud.createService({ ...{ cluster: 'shop', name: 'events', taskDefinition: v60, configuration: PAUSED }, balanced });
  return { ...pair, v54 };
}

const told = ({ world }: AService) => world.told.filter(({ kind }) => kind === 'deployment').map(({ text }) => text);

/** Returns the target of ECS; its methods can be replaced. */
const targetOf = ({ world }: AService) =>
  world.deps.kind('ecs').target as { -readonly [K in keyof Target]: Target[K] } & {
    -readonly [K in keyof DeploymentSource]: DeploymentSource[K];
  };

/** Lets the inspection of the target of ECS find this, and nothing else. @returns a function that ends that */
function findOnly(service: AService, finding: Omit<Finding, 'severity' | 'about'>): () => void {
  const target = targetOf(service);
  const { inspect } = target;
  target.inspect = async (ask) => ({
    ...(await inspect(ask)),
    findings: [{ severity: 'blocks', about: TARGET, ...finding }],
  });
  return () => {
    target.inspect = inspect;
  };
}

describe('a deployment that is not taken over', () => {
  it('is one of a service whose other target is not deployed: that target is not moved', async () => {
    const pair = aPair();
    await pair.account.update();
    await pair.pass(20);
    expect((await pair.world.record()).rollout).toBeNull();
    expect(told(pair)).toEqual([
      'ECS deploys v54 of checkout, and Serin does not decide at its pauses: No deployment of this service of ECS is under way. Deploy it too: Serin takes over at the next pause, once each target is under way. Or go on, or roll back, in ECS.',
    ]);
  });

  it('is taken over with the other one, once that is deployed too, and the channel is told so', async () => {
    const pair = aPair();
    await pair.account.update();
    await pair.pass(1);
    await pair.account.update({ service: 'events', taskDefinition: pair.v54 });
    await pair.pass(1);
    expect(await pair.world.rollout()).toMatchObject({ canary: 'v54', targets: [{}, {}] });
    expect(told(pair).at(-1)).toBe(
      'Serin decides at the pauses of v54 of checkout now: what stood in the way is over.',
    );
  });

  it('is one of a service that has targets of another kind, which do not move', async () => {
    const service = anEcsService({ others: [{ kind: 'simulated', name: 'api' }] });
    await service.account.update();
    await service.pass(20);
    expect((await service.world.record()).rollout).toBeNull();
    expect(told(service)).toEqual([
      expect.stringContaining('its other targets (api) do not follow a deployment. Bring v54 to them first.'),
    ]);
  });

  it('is one that ECS has rolled back since it was found: it is not deployed again', async () => {
    const service = anEcsService();
    const { world, account, status } = service;
    await account.update();
    await account.minutes(3);
    const target = targetOf(service);
    const { underWay } = target;
    target.underWay = async (config) => {
      const found = await underWay(config);
      await account.stop();
      await account.minutes(5);
      return found;
    };
    await world.engine.deployment({ target: TARGET });
    await account.minutes(5);
    expect(await status()).toBe('ROLLBACK_SUCCESSFUL');
    expect((await world.record()).rollout).toBeNull();
  });

  it('is the first one of its service: there is nothing to adopt later', async () => {
    const service = anEcsService();
    await service.account.update();
    findOnly(service, { code: 'no-source', message: 'It is the first.', remedy: 'Let it finish.' });
    await service.pass(1);
    expect(told(service)).toEqual([expect.stringContaining('Let it finish. Or go on, or roll back, in ECS.')]);
  });

  it('is retried while only what passes by itself stands in the way, and nobody is told', async () => {
    const service = anEcsService();
    await service.account.update();
    await service.account.minutes(1);
    const end = findOnly(service, { code: 'throttled', message: 'ECS is busy.', remedy: 'Wait.', passes: true });
    await expect(service.world.engine.deployment({ target: TARGET })).rejects.toThrow('ECS is busy.');
    expect(told(service)).toEqual([]);
    end();
    await service.world.engine.deployment({ target: TARGET });
    expect(await service.world.rollout()).toMatchObject({ canary: 'v54' });
  });

  it('is told once, with the remedy, where Serin may not read it', async () => {
    const service = anEcsService();
    const fault = new TargetFault('AccessDeniedException', 'Amazon ECS refused it. Allow ecs:DescribeServices.', true);
    targetOf(service).underWay = () => Promise.reject(fault);
    await service.account.update();
    await service.pass(5);
    expect(told(service)).toEqual([
      "ECS deploys ecs shop/invoices, and Serin cannot read it to decide at its pauses: Amazon ECS refused it. Allow ecs:DescribeServices. Check that `clusters` of Serin's stack has its cluster. Until then go on, or roll back, in ECS.",
    ]);
  });

  it('is told once while the rollout of another one is open', async () => {
    const service = anEcsService();
    const { account, pass, world } = service;
    await account.update();
    await pass(6);
    await account.update({ taskDefinition: account.cloud.register('invoices', 'registry/invoices:v60') });
    await pass(5);
    expect(await world.rollout()).toMatchObject({ canary: 'v54' });
    expect(told(service)).toEqual([
      expect.stringMatching(
        /^ECS deploys v60 of checkout.*: checkout is being rolled out already: v54, .*start checkout v60 adopt/,
      ),
    ]);
  });

  it('has more than the first shift of the plan: ECS cannot lower it', async () => {
    const service = anEcsService();
    const target = targetOf(service);
    const { inspect } = target;
    target.inspect = async (ask) => ({ ...(await inspect(ask)), weight: 50 });
    await service.account.update();
    await service.pass(1);
    expect(told(service)).toEqual([expect.stringContaining('Let the deployment finish, or roll it back in ECS.')]);
  });
});
