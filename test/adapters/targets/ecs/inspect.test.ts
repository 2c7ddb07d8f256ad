import type { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, it } from 'vitest';
import { ecsMetrics } from '../../../../src/adapters/targets/ecs/metrics.ts';
import { createEcsTarget } from '../../../../src/adapters/targets/ecs/target.ts';
import { imageTag, versionLabel } from '../../../../src/adapters/targets/ecs/versions.ts';
import { aTarget } from '../support/a-target.ts';
import { anEcsWorld, ECS, PAUSED } from './world.ts';

const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);

describe('the inspection of a service of ECS', () => {
  it('knows both versions, their target groups and the way back', async () => {
    const { target, ask } = await anEcsWorld({ underWay: true });
    const inspection = await target.inspect(ask);
    expect(inspection).toMatchObject({
      ...{ stable: 'v53 (invoices:1)', canary: 'v54 (invoices:2)', weight: 0, findings: [] },
      baseline: ['shop/invoices → invoices:1 with 100%, no deployment under way'],
      ids: {
        stable: expect.stringMatching(/^targetgroup\/blue\//),
        canary: expect.stringMatching(/^targetgroup\/green\//),
      },
    });
    expect(inspection.notes).toEqual([
      expect.stringMatching(/^ECS started the deployment /),
      'ECS waits at a pause for at most 24 h, then it rolls back by itself.',
    ]);
    const metrics = ecsMetrics(aTarget(ECS, inspection));
    expect(metrics?.canary.requests.dimensions).toEqual({
      LoadBalancer: expect.stringMatching(/^app\/web\//),
      TargetGroup: inspection.ids?.canary,
    });
  });

  it('says that ECS bakes once the plan is done, and may roll back by its alarms', async () => {
    const alarms = { alarmNames: ['invoices-5xx'], enable: true, rollback: true };
    const { target, ask } = await anEcsWorld({
      underWay: true,
      configuration: { ...PAUSED, alarms, bakeTimeInMinutes: 30 },
    });
    expect((await target.inspect(ask)).notes.at(-1)).toBe(
      'Once the plan is done ECS bakes for 30 min, and may still roll back by its alarms.',
    );
  });

  it('wants a word before it takes a deployment over, and takes it with its share', async () => {
    const world = await anEcsWorld({ underWay: true });
    const refused = await world.target.inspect({ ...world.ask, adopt: false });
    expect(codes(refused.findings)).toEqual(['split-present']);
    await world.split(10);
    expect(await world.target.inspect(world.ask)).toMatchObject({ weight: 10, findings: [] });
  });

  it.each([
    [[0, 5, 100], 'ECS shifts this deployment to 10% and 100%, and the plan to 5% and 100%.'],
    [[0, 10, 50, 100], 'ECS shifts this deployment to 10% and 100%, and the plan to 10%, 50% and 100%.'],
  ])('blocks a plan with the shares %o, which are not the steps', async (weights, message) => {
    const { target, ask } = await anEcsWorld({ underWay: true });
    const { findings } = await target.inspect({ ...ask, weights });
    expect(findings).toMatchObject([
      {
        severity: 'blocks',
        code: 'steps-differ',
        message,
        remedy: expect.stringContaining('`shift: 10`, `shift: 100`'),
      },
    ]);
  });

  it('blocks a deployment that does not wait, and warns of one that goes on by itself', async () => {
    const { lifecycleHooks: _hooks, ...unpaused } = PAUSED;
    const blocked = await anEcsWorld({ underWay: true, configuration: { ...unpaused, bakeTimeInMinutes: 60 } });
    await blocked.account.update({ taskDefinition: blocked.account.v53 });
    const { findings } = await blocked.target.inspect({ ...blocked.ask, label: 'v53' });
    expect(findings.map(({ severity, code }) => [severity, code])).toEqual([
      ['blocks', 'no-pause'],
      ['warns', 'no-pause-behind'],
    ]);
    const timeoutConfiguration = { timeoutInMinutes: 10, action: 'CONTINUE' } as const;
    const lifecycleHooks = (PAUSED.lifecycleHooks ?? []).map((hook) => ({ ...hook, timeoutConfiguration }));
    const hasty = await anEcsWorld({ underWay: true, configuration: { ...PAUSED, lifecycleHooks } });
    const warned = await hasty.target.inspect({ ...hasty.ask, firstBakeMs: 20 * 60_000 });
    expect(warned.findings.map(({ severity, code }) => [severity, code])).toEqual([
      ['warns', 'pause-continues'],
      ['warns', 'pause-too-short'],
    ]);
  });

  it('waits for ECS to end the old tasks where nothing is left to decide', async () => {
    const world = await anEcsWorld({ underWay: true });
    for (let pause = 0; pause < 3; pause++) {
      const { findings } = await world.target.inspect({ ...world.ask, adopt: false, label: 'v53' });
      expect(findings).toMatchObject([{ code: 'split-present', remedy: expect.stringContaining('Add `adopt`') }]);
      const [hookId = ''] = await world.account.awaited();
      await world.account.answer(hookId, 'CONTINUE');
      await world.account.minutes(pause < 2 ? 3 : 0);
    }
    const { findings } = await world.target.inspect({ ...world.ask, adopt: false, label: 'v53' });
    expect(findings).toMatchObject([
      { code: 'split-present', passes: true, message: expect.stringContaining('ECS still ends the old tasks.') },
    ]);
  });

  it('takes nothing that is not under way for a deployment that something else began', async () => {
    const { target, ask } = await anEcsWorld();
    const { findings, frozen } = await target.inspect({ ...ask, adopt: true, onlyUnderWay: true });
    expect([codes(findings), frozen]).toEqual([['not-under-way'], null]);
  });

  it('refuses what is not there, or not the version that was asked for', async () => {
    const world = await anEcsWorld({ underWay: true });
    const missing = await world.target.inspect({ ...world.ask, config: { ...ECS, service: 'orders' } });
    expect(codes(missing.findings)).toEqual(['service-missing']);
    const other = await world.target.inspect({ ...world.ask, label: 'v55' });
    expect(codes(other.findings)).toEqual(['other-version']);
  });
});

describe('a start of a version that is registered', () => {
  it('warns of hooks that name a role, which the update sends back', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/hooks';
    const hookTargetArn = 'arn:aws:lambda:us-east-1:123456789012:function:check';
    const lifecycleHooks = [{ hookTargetArn, roleArn, lifecycleStages: ['POST_SCALE_UP'] }];
    const { account, clock, ask } = await anEcsWorld();
    const send = async (command: DescribeServicesCommand) => {
      const answer = await account.client.send(command);
      for (const service of answer.services ?? [])
        Object.assign(service, { deploymentConfiguration: { lifecycleHooks } });
      return answer;
    };
    const target = createEcsTarget({ load: async () => ({ send }) as unknown as ECSClient, clock });
    expect((await target.inspect(ask)).findings).toMatchObject([
      { severity: 'warns', code: 'hook-role', message: expect.stringContaining(roleArn) },
    ]);
  });

  it.each([['v54'], ['2'], ['v2']])('finds it as %s', async (label) => {
    const { target, ask } = await anEcsWorld();
    expect(await target.inspect({ ...ask, label })).toMatchObject({ canary: 'v54 (invoices:2)', findings: [] });
  });

  it('takes the number where the tag is that of two revisions', async () => {
    const { target, ask, account } = await anEcsWorld();
    account.cloud.register('invoices', 'registry/invoices:v54');
    expect(codes((await target.inspect(ask)).findings)).toEqual(['version-ambiguous']);
    const chosen = await target.inspect({ ...ask, explicit: { invoices: '3' } });
    expect(chosen).toMatchObject({ canary: 'v54 (invoices:3)', findings: [] });
  });

  it.each([
    [{ label: 'v99' }, ['version-missing']],
    [{ label: 'v53' }, ['same-version']],
    [{ weights: [0, 5, 25, 100] }, ['steps-not-possible']],
  ])('is refused: %o', async (changes, expected) => {
    const { target, ask } = await anEcsWorld();
    expect(codes((await target.inspect({ ...ask, ...changes })).findings)).toEqual(expected);
  });

  it('takes no part where nothing of that version is registered, if the service says so', async () => {
    const { target, ask } = await anEcsWorld();
    const kept = await target.inspect({ ...ask, label: 'v99', keepsUnchanged: true });
    expect(kept).toMatchObject({ unchanged: true, findings: [] });
  });

  it('says what the service keeps after the end, and how long its pauses will be', async () => {
    const timeoutConfiguration = { timeoutInMinutes: 10, action: 'CONTINUE' } as const;
    const lifecycleHooks = (PAUSED.lifecycleHooks ?? []).map((hook) => ({ ...hook, timeoutConfiguration }));
    const { target, ask } = await anEcsWorld({ configuration: { ...PAUSED, lifecycleHooks } });
    expect(await target.inspect(ask)).toMatchObject({
      notes: [
        'ECS waits at a pause for at most 336 h, then it rolls back by itself.',
        expect.stringMatching(/keeps them/),
      ],
      findings: [],
    });
    const { findings } = await target.inspect({ ...ask, firstBakeMs: 15 * 24 * 60 * 60_000 });
    expect(codes(findings)).toEqual(['pause-too-short']);
  });

  it('lists the versions that it can name, with the one that users have', async () => {
    const { target } = await anEcsWorld();
    expect(await target.versions(ECS)).toMatchObject([
      { label: 'v54', isLive: false },
      { label: 'v53', isLive: true },
    ]);
  });

  it.each([
    ['registry/invoices:v54', 'v54', 'v54'],
    ['localhost:5000/invoices', null, 'v7'],
    ['registry/invoices:v54@sha256:0f1e', 'v54', 'v54'],
    ['registry/invoices@sha256:0f1e', null, 'v7'],
    ['invoices:latest', 'latest', 'v7'],
  ])('reads the tag of the image %s', (image, tag, label) => {
    expect(imageTag(image)).toBe(tag);
    expect(versionLabel({ tag, revision: 7 })).toBe(label);
  });
});
