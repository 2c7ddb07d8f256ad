import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { PAUSED } from '../../adapters/targets/ecs/world.ts';
import { pauseAt } from '../../sandbox/cloud/ecs/an-account.ts';
import { MINUTE } from '../world/world.ts';
import { anEcsService, TARGET } from './an-ecs-world.ts';

const SHIFT = { kind: 'shift', weight: 10 } as const;
const REST: Plan = [
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: 10 * MINUTE },
];
const ASKS: Plan = [SHIFT, { kind: 'approve', from: ['U0BOB'], count: 1, within: 600 * MINUTE }, ...REST];
const BAKES = (minutes: number): Plan => [SHIFT, { kind: 'bake', ms: minutes * MINUTE }, ...REST];

/** A rollout of a deployment that something else began. ECS waits for an hour at its pauses. */
async function anAdoption({
  plan = ASKS,
  action = 'ROLLBACK',
}: {
  plan?: Plan;
  action?: 'ROLLBACK' | 'CONTINUE';
} = {}) {
  const pause = pauseAt('PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT');
  const timeoutConfiguration = { timeoutInMinutes: 60, action };
  const configuration = { ...PAUSED, lifecycleHooks: [{ ...pause, timeoutConfiguration }] };
  const service = anEcsService({ plan, configuration, notify: { hold: ['S0ONCALL'] } });
  await service.account.update();
  await service.pass(5);
  expect(service.account.shares()).toEqual([90, 10]);
  return { ...service, reminders: () => service.world.told.filter(({ text }) => text.includes('a pause that ends')) };
}

describe('a pause of ECS that ends soon', () => {
  it('is told once in the thread and once in the channel, a quarter of an hour before the end of an hour', async () => {
    const { reminders, pass } = await anAdoption();
    await pass(35);
    expect(reminders()).toEqual([]);
    await pass(20);
    const text = `${TARGET} waits at a pause that ends at 2026-01-05 10:01 UTC, in 15 min: then ECS rolls the deployment back. The rollout is waiting for approval. Approve before that, or roll back`;
    expect(reminders().map(({ kind, text }) => [kind, text])).toEqual([
      ['notice', `awaiting-approval: ${text} (S0ONCALL)`],
      ['thread', `${text}.`],
    ]);
  });

  it('says that ECS goes on by itself, where it does', async () => {
    const { reminders, pass } = await anAdoption({ action: 'CONTINUE' });
    await pass(55);
    expect(reminders()[1]?.text).toContain('then ECS goes on by itself. The rollout is waiting for approval.');
  });

  it('says to resume, where a person has paused the plan', async () => {
    const { world, reminders, pass } = await anAdoption();
    await world.say({ name: 'pause' }, { as: 'U0BOB' });
    await pass(55);
    expect(reminders()[1]?.text).toContain('The rollout is paused. Resume before that, or roll back.');
  });

  it('says to skip a bake that lasts longer', async () => {
    const { reminders, pass } = await anAdoption({ plan: BAKES(120) });
    await pass(55);
    expect(reminders()[1]?.text).toContain('The rollout is baking. Skip the bake before that (/canary skip checkout)');
  });

  it('is not told while a bake ends in time, nor where the plan has gone on', async () => {
    const { world, account, reminders, pass } = await anAdoption({ plan: BAKES(50) });
    await pass(56);
    expect(account.shares()).toEqual([0, 100]);
    expect(reminders()).toEqual([]);
    expect((await world.rollout()).phase.status).toBe('baking');
  });

  it('is told in no message of the channel that comes after the plan has gone on', async () => {
    const { world, reminders, pass } = await anAdoption();
    world.slack.down = true;
    await pass(50);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    await pass(3);
    world.slack.down = false;
    await pass(3);
    expect(reminders().map(({ kind }) => kind)).toEqual(['thread']);
  });

  it('is told in the channel after Slack was away, while ECS still waits', async () => {
    const { world, reminders, pass } = await anAdoption();
    world.slack.down = true;
    await pass(50);
    world.slack.down = false;
    await pass(3);
    expect(reminders().map(({ kind }) => kind)).toEqual(['notice', 'thread']);
  });

  it('is shown on the card from then on', async () => {
    const { world, pass } = await anAdoption();
    await pass(50);
    const { remindedOf, observed } = (await world.rollout()).targets[0] ?? {};
    expect(observed?.pause).toEqual({
      ...{ id: remindedOf, since: expect.any(Number), until: expect.any(Number) },
      atEnd: 'ECS rolls the deployment back',
    });
  });

  it('takes the rollout with it at its end, and nobody is reminded again', async () => {
    const { world, account, reminders, pass } = await anAdoption();
    await pass(70);
    expect((await world.rollout()).phase.status).toBe('rolled-back');
    expect(account.shares()).toEqual([100, 0]);
    expect(reminders()).toHaveLength(2);
  });
});

describe('a target that is late', () => {
  it('is told in the channel too, to the person who started it', async () => {
    const { world, account, pass } = anEcsService({ plan: BAKES(10) });
    account.cloud.setFailing(account.v54, true);
    await world.say({ name: 'start' }, { as: 'U0ALICE' });
    await pass(45);
    const notices = world.told.filter(({ kind, text }) => kind === 'notice' && text.includes('on its way to 10% for'));
    expect(notices.map(({ text }) => text)).toEqual([expect.stringMatching(/^shifting: .* or roll back \(U0ALICE\)$/)]);
  });
});
