import {
  DescribeServiceRevisionsCommand,
  DescribeTaskDefinitionCommand,
  ListServiceDeploymentsCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { describe, expect, it } from 'vitest';
import { attach } from '../../../../src/sandbox/cloud/attach.ts';
import { anAccount, CANARY, pauseAt, RULE } from './an-account.ts';

/** Begins a deployment and lets it run into its first pause. */
async function atFirstPause(configuration = CANARY) {
  const account = anAccount(configuration);
  await account.update();
  await account.minutes(2);
  return account;
}

describe('a deployment of the model of ECS', () => {
  it('scales up, shifts in the steps of its strategy, pauses before each, and completes', async () => {
    const { answer, awaited, deployment, describe: service, minutes, names, shares, v54 } = await atFirstPause();
    expect(await deployment()).toMatchObject({ status: 'IN_PROGRESS', lifecycleStage: 'PRE_PRODUCTION_TRAFFIC_SHIFT' });
    expect(shares()).toEqual([100, 0]);
    const [first = ''] = await awaited();
    await answer(first, 'CONTINUE');
    await minutes(9);
    expect(shares()).toEqual([90, 10]);
    expect((await deployment())?.targetServiceRevision).toMatchObject({
      ...{ requestedProductionTrafficWeight: 10, runningTaskCount: 2 },
    });
    await minutes(3);
    const [second = ''] = await awaited();
    expect(second).not.toBe(first);
    await answer(second, 'CONTINUE');
    await minutes(1);
    expect(shares()).toEqual([0, 100]);
    await minutes(2);
    expect(await deployment()).toMatchObject({ status: 'SUCCESSFUL', lifecycleStage: 'CLEAN_UP' });
    expect(await service()).toMatchObject({ taskDefinition: v54, runningCount: 2 });
    expect(names()).toEqual([
      ...['SERVICE_DEPLOYMENT_IN_PROGRESS', 'HOOK_AWAITING_ACTION', 'HOOK_SUCCEEDED'],
      ...['HOOK_AWAITING_ACTION', 'HOOK_SUCCEEDED', 'SERVICE_DEPLOYMENT_COMPLETED'],
    ]);
  });

  it('sends requests to the tasks of each revision, and registers them with the two target groups by turns', async () => {
    const { answer, awaited, client, cloud, elb, groups, minutes, update, v53, v54 } = await atFirstPause();
    expect(groups.map(cloud.behind)).toEqual([v53, v54]);
    const balancers = attach(
      new ElasticLoadBalancingV2Client({ region: 'us-east-1', credentials: await client.config.credentials() }),
      'ELBv2',
      elb.model,
    );
    const health = await balancers.send(new DescribeTargetHealthCommand({ TargetGroupArn: groups[1] }));
    expect(health.TargetHealthDescriptions?.map(({ Target }) => Target?.AvailabilityZone)).toEqual([
      'us-east-1a',
      'us-east-1b',
    ]);
    await answer((await awaited())[0] ?? '', 'CONTINUE');
    await minutes(12);
    const groupOf = (random: number) => elb.forward(RULE, random, null)?.group;
    expect([0.89, 0.91].map(groupOf)).toEqual(groups);
    await answer((await awaited())[0] ?? '', 'CONTINUE');
    await minutes(13);
    expect(groups.map(cloud.behind)).toEqual([null, v54]);
    const v55 = cloud.register('invoices', 'registry/invoices:v55');
    await update({ taskDefinition: v55 });
    await minutes(2);
    expect(groups.map(cloud.behind)).toEqual([v55, v54]);
  });

  it('tells of a pause in the form that AWS documents', async () => {
    const { deployment, events, newest, service } = await atFirstPause();
    const [pause] = (await deployment())?.lifecycleHookDetails ?? [];
    expect(pause).toEqual({
      ...{ hookId: expect.stringMatching(/^ecs-pause-[\w-]{43}$/), targetType: 'PAUSE', status: 'AWAITING_ACTION' },
      ...{ timeoutAction: 'ROLLBACK', expiresAt: expect.any(Date) },
    });
    const event = events.find(({ detail }) => detail.eventName === 'HOOK_AWAITING_ACTION');
    expect(event).toMatchObject({
      ...{ 'detail-type': 'ECS Hook State Change', source: 'aws.ecs', resources: [await newest()] },
      detail: {
        ...{ eventType: 'INFO', hookId: pause?.hookId, hookType: 'PAUSE', serviceArn: service },
        ...{ lifecycleStage: 'PRE_PRODUCTION_TRAFFIC_SHIFT', serviceDeploymentArn: await newest() },
        ...{ clusterArn: 'arn:aws:ecs:us-east-1:123456789012:cluster/shop' },
        expiresAt: `${pause?.expiresAt?.toISOString().slice(0, 19)}Z`,
      },
    });
  });

  it('goes on only when each pause of a stage was continued', async () => {
    const lifecycleHooks = [pauseAt('PRE_SCALE_UP'), pauseAt('PRE_SCALE_UP')];
    const { answer, awaited, deployment, minutes } = await atFirstPause({ ...CANARY, lifecycleHooks });
    const [first = '', second = ''] = await awaited();
    await answer(first, 'CONTINUE');
    await minutes(5);
    expect(await deployment()).toMatchObject({ lifecycleStage: 'PRE_SCALE_UP' });
    await answer(second, 'CONTINUE');
    await minutes(0.5);
    expect(await deployment()).toMatchObject({ lifecycleStage: 'SCALE_UP' });
  });

  it('refuses a hook that was answered, that belongs to another stage, and that is unknown', async () => {
    const { answer, awaited, minutes } = await atFirstPause();
    const [first = ''] = await awaited();
    await answer(first, 'CONTINUE');
    const gone = { name: 'InvalidParameterException' };
    await expect(answer(first, 'CONTINUE')).rejects.toMatchObject(gone);
    await minutes(12);
    await expect(answer(first, 'ROLLBACK')).rejects.toMatchObject(gone);
    await expect(answer('ecs-pause-unknown', 'ROLLBACK')).rejects.toMatchObject(gone);
  });

  it.each([
    ['rolls back', 'ROLLBACK', 'ROLLBACK_SUCCESSFUL', [100, 0]],
    ['goes on', 'CONTINUE', 'IN_PROGRESS', [90, 10]],
  ] as const)('%s when a pause expires and its timeout says so', async (_what, action, status, shares) => {
    const hook = { ...pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT'), timeoutConfiguration: { timeoutInMinutes: 30, action } };
    const world = await atFirstPause({ ...CANARY, lifecycleHooks: [hook] });
    await world.minutes(31);
    expect(await world.deployment()).toMatchObject({ status });
    expect(world.shares()).toEqual(shares);
    expect(world.names()).toContain('HOOK_TIMED_OUT');
  });

  it('rolls back after a day when a pause says nothing of a timeout', async () => {
    const { deployment, minutes } = await atFirstPause();
    await minutes(24 * 60 - 5);
    expect(await deployment()).toMatchObject({ status: 'IN_PROGRESS' });
    await minutes(5);
    expect(await deployment()).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
  });
});

describe('a rollback of the model of ECS', () => {
  it('brings the traffic back at once and the tasks down afterwards, when the pause is answered with it', async () => {
    const { answer, awaited, deployment, describe: service, minutes, clock, shares, v53 } = await atFirstPause();
    await answer((await awaited())[0] ?? '', 'CONTINUE');
    await minutes(12);
    expect(shares()).toEqual([90, 10]);
    await answer((await awaited())[0] ?? '', 'ROLLBACK');
    expect(await deployment()).toMatchObject({ status: 'ROLLBACK_REQUESTED', lifecycleHookDetails: [] });
    await clock.advance(1000);
    expect(await deployment()).toMatchObject({ status: 'ROLLBACK_IN_PROGRESS' });
    expect(shares()).toEqual([100, 0]);
    await minutes(1);
    expect(await deployment()).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      rollback: { reason: expect.stringContaining('rollback') },
    });
    expect(await service()).toMatchObject({ taskDefinition: v53, runningCount: 2 });
  });

  it('follows StopServiceDeployment at any stage; a second one changes nothing, and one after the end is refused', async () => {
    const { deployment, minutes, stop, update, shares } = anAccount();
    await update();
    await stop();
    await stop();
    await minutes(1);
    expect(await deployment()).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
    expect(shares()).toEqual([100, 0]);
    await expect(stop()).rejects.toMatchObject({ name: 'ConflictException' });
    const other = 'arn:aws:ecs:us-east-1:123456789012:service-deployment/shop/invoices/none';
    await expect(stop(other)).rejects.toMatchObject({ name: 'ServiceDeploymentNotFoundException' });
  });

  it('follows an alarm of the deployment, and no other one', async () => {
    const alarms = { alarmNames: ['invoices-5xx'], enable: true, rollback: true };
    const { cloud, deployment, minutes, names } = await atFirstPause({ ...CANARY, alarms });
    cloud.alarm('orders-5xx');
    expect(await deployment()).toMatchObject({ status: 'IN_PROGRESS', alarms: { status: 'MONITORING' } });
    cloud.alarm('invoices-5xx');
    await minutes(1);
    expect(await deployment()).toMatchObject({
      ...{ status: 'ROLLBACK_SUCCESSFUL', statusReason: expect.stringContaining('invoices-5xx') },
      alarms: { status: 'TRIGGERED', triggeredAlarmNames: ['invoices-5xx'] },
    });
    expect(names().slice(-3)).toEqual([
      ...['SERVICE_DEPLOYMENT_FAILED', 'SERVICE_DEPLOYMENT_IN_PROGRESS', 'SERVICE_DEPLOYMENT_COMPLETED'],
    ]);
  });

  it('follows the circuit breaker when tasks do not become healthy; without one the deployment tries on', async () => {
    const armed = anAccount({ ...CANARY, deploymentCircuitBreaker: { enable: true, rollback: true } });
    const trying = anAccount();
    for (const { cloud, v54, update, minutes } of [armed, trying]) {
      cloud.setFailing(v54, true);
      await update();
      await minutes(4);
    }
    expect(await armed.deployment()).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      deploymentCircuitBreaker: { failureCount: 3 },
    });
    expect(await trying.deployment()).toMatchObject({
      ...{ status: 'IN_PROGRESS', lifecycleStage: 'SCALE_UP' },
      targetServiceRevision: { runningTaskCount: 0, pendingTaskCount: 2 },
    });
    trying.cloud.setFailing(trying.v54, false);
    await trying.minutes(1);
    expect(await trying.awaited()).toHaveLength(1);
  });
});

describe('a newer deployment of the model of ECS', () => {
  it('stops the one that runs, reconciles, and starts from the revision that was deployed last with success', async () => {
    const { answer, awaited, cloud, deployment, minutes, clock, newest, shares, update, service } =
      await atFirstPause();
    await answer((await awaited())[0] ?? '', 'CONTINUE');
    await minutes(1);
    const before = await newest();
    const v55 = cloud.register('invoices', 'registry/invoices:v55');
    await update({ taskDefinition: v55 });
    expect(await deployment(before)).toMatchObject({ status: 'STOP_REQUESTED' });
    expect(await deployment()).toMatchObject({ status: 'PENDING' });
    expect(shares()).toEqual([90, 10]);
    await clock.advance(6000);
    expect(await deployment(before)).toMatchObject({ status: 'STOPPED', lifecycleHookDetails: [] });
    expect(await deployment()).toMatchObject({ status: 'IN_PROGRESS', lifecycleStage: 'RECONCILE_SERVICE' });
    expect(shares()).toEqual([100, 0]);
    await minutes(2);
    await answer((await awaited())[0] ?? '', 'CONTINUE');
    await minutes(1);
    expect([...shares(), cloud.share(service, v55)]).toEqual([90, 0, 10]);
  });

  it('does not begin for the task definition that the service has, unless it is forced', async () => {
    const { newest, update, v53 } = anAccount();
    const first = await newest();
    await update({ taskDefinition: v53 });
    expect(await newest()).toBe(first);
    await update({ taskDefinition: v53, forceNewDeployment: true });
    expect(await newest()).not.toBe(first);
  });
});

describe('the strategies of the model of ECS', () => {
  it('shifts in equal steps with LINEAR, and everything at once with BLUE_GREEN', async () => {
    const linear = { strategy: 'LINEAR', linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: 1 } } as const;
    const seen: (readonly number[])[] = [];
    for (const configuration of [linear, { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1 } as const]) {
      const { clock, shares, update } = anAccount(configuration);
      await update();
      for (let second = 0; second < 300; second += 5) {
        await clock.advance(5000);
        if (String(shares()) !== String(seen.at(-1))) seen.push(shares());
      }
    }
    expect(seen).toEqual([
      [100, 0],
      [60, 40],
      [20, 80],
      [0, 100],
      [100, 0],
      [0, 100],
    ]);
  });

  it('keeps shares that are no whole percent close to what was asked', async () => {
    const canaryConfiguration = { canaryPercent: 0.1, canaryBakeTimeInMinutes: 10 };
    const { minutes, shares, update } = anAccount({ strategy: 'CANARY', canaryConfiguration });
    await update();
    await minutes(3);
    expect(shares()[1]).toBeCloseTo(0.1, 3);
  });

  it('replaces tasks in place with ROLLING', async () => {
    const { cloud, deployment, groups, minutes, shares, update, v54 } = anAccount({ strategy: 'ROLLING' });
    await update();
    await minutes(1.2);
    expect(shares()).toEqual([50, 50]);
    await minutes(2);
    expect(shares()).toEqual([0, 100]);
    expect(await deployment()).toMatchObject({ status: 'SUCCESSFUL' });
    expect(groups.map(cloud.behind)).toEqual([v54, null]);
  });

  it.each([
    [
      'a pause at TEST_TRAFFIC_SHIFT',
      { lifecycleHooks: [pauseAt('TEST_TRAFFIC_SHIFT')] },
      /cannot be at TEST_TRAFFIC_SHIFT/,
    ],
    ['a pause at PRODUCTION_TRAFFIC_SHIFT', { lifecycleHooks: [pauseAt('PRODUCTION_TRAFFIC_SHIFT')] }, /cannot be/],
    [
      'a pause of more than 14 days',
      { lifecycleHooks: [{ ...pauseAt('PRE_SCALE_UP'), timeoutConfiguration: { timeoutInMinutes: 20_161 } }] },
      /1 to 20160/,
    ],
    ['eleven pauses', { lifecycleHooks: Array.from({ length: 11 }, () => pauseAt('PRE_SCALE_UP')) }, /at most 10/],
    [
      'a pause with a function',
      { lifecycleHooks: [{ ...pauseAt('PRE_SCALE_UP'), hookTargetArn: 'arn:aws:lambda:f' }] },
      /no hookTargetArn/,
    ],
    ['steps of another strategy', { linearConfiguration: { stepPercent: 10 } }, /needs the strategy LINEAR/],
    ['a canary of less than 0.1 %', { canaryConfiguration: { canaryPercent: 0.05 } }, /multiple of 0.1/],
    ['a bake of more than a day', { bakeTimeInMinutes: 1441 }, /0 to 1440/],
  ] as const)('refuses %s', async (_what, deploymentConfiguration, message) => {
    const { newest, update } = anAccount();
    const before = await newest();
    const refused = update({ deploymentConfiguration: structuredClone(deploymentConfiguration) as never });
    await expect(refused).rejects.toMatchObject({
      ...{ name: 'InvalidParameterException', message: expect.stringMatching(message) },
    });
    expect(await newest()).toBe(before);
  });
});

describe('what the model of ECS describes', () => {
  it('names the image of each service revision, and the target group behind which it is', async () => {
    const { client, deployment, groups } = await atFirstPause();
    const arn = (await deployment())?.targetServiceRevision?.arn as string;
    const { serviceRevisions, failures } = await client.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn, `${arn}0`] }),
    );
    expect(serviceRevisions).toMatchObject([
      {
        containerImages: [{ image: 'registry/invoices:v54' }],
        resolvedConfiguration: { loadBalancers: [{ targetGroupArn: groups[1] }] },
      },
    ]);
    expect(failures).toEqual([{ arn: `${arn}0`, reason: 'MISSING' }]);
  });

  it('lists task definitions by family, newest first, by pages, and finds them by family and revision', async () => {
    const { client, v53, v54 } = anAccount();
    await client.send(
      new RegisterTaskDefinitionCommand({ family: 'orders', containerDefinitions: [{ image: 'o:v1' }] }),
    );
    const list = (nextToken?: string) =>
      client.send(new ListTaskDefinitionsCommand({ familyPrefix: 'invoices', sort: 'DESC', maxResults: 1, nextToken }));
    const first = await list();
    expect(first.taskDefinitionArns).toEqual([v54]);
    expect((await list(first.nextToken)).taskDefinitionArns).toEqual([v53]);
    const found = async (taskDefinition: string) =>
      (await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition
        ?.containerDefinitions?.[0]?.image;
    expect(await found('invoices:1')).toBe('registry/invoices:v53');
    expect(await found('invoices')).toBe('registry/invoices:v54');
    await expect(found('invoices:9')).rejects.toMatchObject({ name: 'ClientException' });
  });

  it('lists the deployments of a service, newest first, by their status', async () => {
    const { client, newest } = await atFirstPause();
    const list = (status: 'IN_PROGRESS' | 'SUCCESSFUL' | 'STOPPED') =>
      client.send(new ListServiceDeploymentsCommand({ cluster: 'shop', service: 'invoices', status: [status] }));
    expect((await list('IN_PROGRESS')).serviceDeployments).toMatchObject([{ serviceDeploymentArn: await newest() }]);
    expect((await list('SUCCESSFUL')).serviceDeployments).toHaveLength(1);
    expect((await list('STOPPED')).serviceDeployments).toHaveLength(0);
    const none = client.send(new ListServiceDeploymentsCommand({ cluster: 'other', service: 'invoices' }));
    await expect(none).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
  });
});
