import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const HOUR = 60 * MINUTE;

const plan: Plan = [
  {
    ...({ kind: 'approve', from: ['U0BOB'], count: 1, within: 4 * HOUR, remind: 30 * MINUTE } as const),
    escalate: { after: HOUR, to: ['U0DAVE'] },
  },
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
];

/** A rollout that waits for approval, and the people whom each message in its thread calls. */
async function waiting(): Promise<{ readonly world: World; readonly called: (readonly string[])[] }> {
  const called: (readonly string[])[] = [];
  const world = aWorld({
    service: { plan },
    wrap: (deps) => ({
      ...deps,
      notifier: {
        ...deps.notifier,
        thread: async (rollout, message, once) => {
          await deps.notifier.thread(rollout, message, once);
          if (message.kind === 'entries' && message.mention.length > 0) called.push(message.mention);
        },
      },
    }),
  });
  await world.say({ name: 'start' });
  return { world, called };
}

describe('people who are called for an approval', () => {
  it('are called when it opens, when it is escalated and when it ends soon, each once', async () => {
    const { world, called } = await waiting();
    await world.pass(61 * MINUTE);
    expect(called).toEqual([['U0BOB'], ['U0DAVE']]);
    await world.pass(2 * HOUR + 31 * MINUTE);
    expect(called).toEqual([['U0BOB'], ['U0DAVE'], ['U0BOB', 'U0DAVE']]);
    await world.pass(HOUR);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'gate-expired' } });
    expect(called).toHaveLength(3);
  });

  it('are called when Slack is back, each once', async () => {
    const { world, called } = await waiting();
    world.slack.down = true;
    await world.pass(90 * MINUTE);
    world.slack.down = false;
    await world.pass(20 * MINUTE);
    expect(called).toEqual([['U0BOB'], ['U0DAVE']]);
  });

  it('are not called for one that is over before Slack is back; its lines come all the same', async () => {
    const { world, called } = await waiting();
    world.slack.down = true;
    await world.pass(90 * MINUTE);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    world.slack.down = false;
    await world.pass(20 * MINUTE);
    expect(called).toEqual([['U0BOB']]);
    expect(world.told.map(({ text }) => text).join('\n')).toContain('asks further approvers');
  });
});
