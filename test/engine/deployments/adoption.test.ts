import { describe, expect, it } from 'vitest';
import { shortArn } from '../../../src/domain/people/iam.ts';
import type { IamIdentity } from '../../../src/domain/people/person.ts';
import { MINUTE } from '../world/world.ts';
import { anEcsService, TARGET } from './an-ecs-world.ts';

describe('a deployment that something else began', () => {
  it('is taken over by the event of its beginning, and the plan decides at its pauses until the end', async () => {
    const { world, account, pass, status } = anEcsService();
    await account.update();
    await pass(1);
    const { by, canary, weight, phase } = await world.rollout();
    expect({ canary, weight, status: phase.status }).toEqual({ canary: 'v54', weight: 10, status: 'shifting' });
    expect(shortArn(by as IamIdentity)).toBe('service/shop/invoices');
    await pass(3);
    expect(await world.rollout()).toMatchObject({ weight: 10, agreed: 10, phase: { status: 'baking' } });
    expect(account.shares()).toEqual([90, 10]);
    await pass(12);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'awaiting-approval' } });
    await pass(60);
    expect(account.shares()).toEqual([90, 10]);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    await pass(3);
    expect(account.shares()).toEqual([0, 100]);
    expect(await world.rollout()).toMatchObject({ agreed: 100, phase: { status: 'baking' } });
    expect(await status()).toBe('IN_PROGRESS');
    await pass(15);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    await pass(2);
    expect(await status()).toBe('SUCCESSFUL');
    expect(world.told.filter(({ kind }) => kind === 'deployment')).toEqual([]);
  });

  it('is taken over by the event of its pause, in the shape that AWS documents, where the earlier one was lost', async () => {
    const { world, account, receive } = anEcsService();
    await account.update();
    await account.minutes(3);
    await receive({
      ...{ version: '0', id: '3329f79b-3dca-07f8-b1c2-5fe99f0b5e87', 'detail-type': 'ECS Hook State Change' },
      ...{ source: 'aws.ecs', account: '123456789012', time: '2026-03-05T15:54:41Z', region: 'us-west-2' },
      resources: ['arn:aws:ecs:us-west-2:123456789012:service-deployment/shop/invoices/0EYSiB0qap8xf0N76FsbE'],
      detail: {
        ...{ eventType: 'INFO', eventName: 'HOOK_AWAITING_ACTION', hookType: 'PAUSE' },
        hookId: 'ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw',
        ...{ expiresAt: '2026-03-05T16:04:41Z', lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' },
        clusterArn: 'arn:aws:ecs:us-west-2:123456789012:cluster/shop',
        serviceArn: 'arn:aws:ecs:us-west-2:123456789012:service/shop/invoices',
        serviceDeploymentArn:
          'arn:aws:ecs:us-west-2:123456789012:service-deployment/shop/invoices/0EYSiB0qap8xf0N76FsbE',
        updatedAt: '2026-03-05T15:54:41.618059641Z',
      },
    });
    expect(await world.rollout()).toMatchObject({ canary: 'v54' });
  });

  it('is one rollout, however often its events come, also at the same moment', async () => {
    const { world, account, pass } = anEcsService();
    await account.update();
    await account.minutes(1);
    await Promise.all([1, 2, 3].map(() => world.engine.deployment({ target: TARGET })));
    const { id } = await world.rollout();
    await pass(5);
    await world.engine.deployment({ target: TARGET });
    expect((await world.rollout()).id).toBe(id);
    expect(await world.history.list('checkout', 10)).toEqual([]);
  });

  it('is no rollout any more when its event comes after its end', async () => {
    const { world, account } = anEcsService();
    await account.update();
    await account.minutes(3);
    await account.stop();
    await account.minutes(3);
    await world.engine.deployment({ target: TARGET });
    expect(await world.store.load('checkout')).toBeNull();
  });

  it('is not taken over again by a late event, once its rollout is over', async () => {
    const { world, account, pass } = anEcsService();
    await account.update();
    await pass(5);
    const { id } = await world.rollout();
    await world.say({ name: 'rollback' }, { as: 'U0BOB' });
    await world.engine.deployment({ target: TARGET });
    await pass(10);
    await world.engine.deployment({ target: TARGET });
    expect(await world.rollout()).toMatchObject({ id, phase: { status: 'rolled-back' } });
  });

  it('rolls back when an alarm fires, and ends at the baseline', async () => {
    const { world, account, pass, status } = anEcsService();
    await account.update();
    await pass(6);
    expect(account.shares()).toEqual([90, 10]);
    await world.alarm('checkout-5xx', 'ALARM');
    expect(await status()).toMatch(/^ROLLBACK_/);
    await pass(10);
    expect(account.shares()).toEqual([100, 0]);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back', reason: { kind: 'alarm' } } });
  });

  it('takes its rollout with it when ECS rolls it back', async () => {
    const { world, account, pass } = anEcsService();
    await account.update();
    await pass(6);
    await account.stop();
    await pass(10);
    expect(await world.rollout()).toMatchObject({
      phase: { status: 'rolled-back', reason: { kind: 'target', target: TARGET } },
    });
    const rollsBack = world.told.find(({ text }) => text.startsWith('Rolls back'));
    expect(rollsBack?.text).toContain('went back by itself (ECS rolls the deployment back: ');
  });

  it('stays paused under a lock, and the channel is told once', async () => {
    const { world, account, pass, status, stage } = anEcsService();
    await world.say({ name: 'lock', reason: 'database migration' } as never, { as: 'U0BOB' });
    await account.update();
    await pass(30);
    expect({ status: await status(), stage: await stage() }).toEqual({
      status: 'IN_PROGRESS',
      stage: 'PRE_PRODUCTION_TRAFFIC_SHIFT',
    });
    expect((await world.record()).rollout).toBeNull();
    const told = world.told.filter(({ kind }) => kind === 'deployment');
    expect(told.map(({ text }) => text)).toEqual([
      expect.stringMatching(
        /^ECS deploys v54 of checkout, and Serin does not decide at its pauses: .*\/canary start checkout v54 adopt/,
      ),
    ]);
    await world.say({ name: 'unlock' } as never, { as: 'U0BOB' });
    await world.say({ name: 'start', adopt: true });
    await pass(3);
    expect(account.shares()).toEqual([90, 10]);
  });

  it('is told to the channel when it does not pause', async () => {
    const { world, account, pass } = anEcsService({
      configuration: { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 10 } },
    });
    await account.update();
    await pass(2);
    expect(world.told.at(-1)?.text).toContain('does not pause before it moves the traffic');
  });

  it('moves on at the event of its pause, not only at the next minute', async () => {
    const { world, account, tell } = anEcsService();
    await account.update();
    await account.minutes(1);
    await tell();
    expect(await world.rollout()).toMatchObject({ phase: { status: 'shifting' } });
    await world.deps.clock.wait(3 * MINUTE);
    await world.engine.deployment({ target: TARGET });
    expect(await world.rollout()).toMatchObject({ agreed: 10, phase: { status: 'baking' } });
  });

  it('waits for half an hour of scaling up without a question', async () => {
    const { world, account, pass, stage } = anEcsService();
    account.cloud.setFailing(account.v54, true);
    await account.update();
    await pass(30);
    expect(await stage()).toBe('SCALE_UP');
    expect(await world.rollout()).toMatchObject({ phase: { status: 'shifting' } });
    account.cloud.setFailing(account.v54, false);
    await pass(5);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'baking' } });
  });

  it('is left to the service that owns it: other services of ECS start nothing', async () => {
    const { world } = anEcsService();
    await world.engine.deployment({ target: 'ecs shop/other' });
    expect(await world.store.load('checkout')).toBeNull();
  });
});
