import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { PAUSED } from '../../adapters/targets/ecs/world.ts';
import { MINUTE } from '../world/world.ts';
import { anEcsService } from './an-ecs-world.ts';

const STEPS: Plan = [
  { kind: 'shift', weight: 10 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: 10 * MINUTE },
];
const ASKS: Plan = [{ kind: 'approve', from: ['U0BOB'], count: 1, within: 240 * MINUTE }, ...STEPS];

describe('a start from Slack of a version of a service of ECS', () => {
  it('leaves alone the deployment of that version that a pipeline begins meanwhile, with a larger first share', async () => {
    const { world, account, pass } = anEcsService({ plan: ASKS });
    await world.say({ name: 'start' });
    expect(await world.rollout()).toMatchObject({ phase: { status: 'awaiting-approval' } });
    const canaryConfiguration = { canaryPercent: 50, canaryBakeTimeInMinutes: 0 };
    await account.update({ deploymentConfiguration: { ...PAUSED, canaryConfiguration } });
    await pass(5);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    await pass(5);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'holding', why: { kind: 'drift' } } });
    expect(account.shares()).toEqual([100, 0]);
  });

  it('is stuck, and says what to do, where a rollback comes after another deployment has taken over', async () => {
    const { world, account, pass } = anEcsService({ plan: STEPS });
    await world.say({ name: 'start' });
    await pass(5);
    expect(account.shares()).toEqual([90, 10]);
    await account.update({ taskDefinition: account.cloud.register('invoices', 'registry/invoices:v60') });
    await pass(5);
    await world.say({ name: 'rollback' });
    await pass(5);
    const { phase } = await world.rollout();
    expect(phase).toMatchObject({ status: 'stuck', fault: { code: 'deployment-over', permanent: true } });
  });
});
