import { describe, expect, it } from 'vitest';
import { aWorld, MINUTE, type World } from './world/world.ts';

const rows = ({ events }: World) =>
  events.map(({ type, step, weight }) => `${type.replace('Rollout ', '')}: step ${step}, ${weight}%`);

const start = (world: World) => world.say({ name: 'start' });
const toTheGate = async (world: World) => {
  await start(world);
  await world.pass(12 * MINUTE);
};

describe('the changes of a rollout', () => {
  it('are told to other systems from its start to its end, each once', async () => {
    const world = aWorld({ service: { events: 'on' } });
    await toTheGate(world);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    await world.pass(60 * MINUTE);
    expect(rows(world)).toEqual([
      'Started: step 1, 5%',
      'Step Changed: step 2, 5%',
      'Step Changed: step 3, 5%',
      'Approval Requested: step 3, 5%',
      'Approval Given: step 4, 25%',
      'Step Changed: step 4, 25%',
      'Step Changed: step 5, 25%',
      'Step Changed: step 6, 100%',
      'Step Changed: step 7, 100%',
      'Completed: step 8, 100%',
    ]);
    expect(new Set(world.events.map(({ key }) => key)).size).toBe(world.events.length);
    expect(world.events.map(({ status }) => status).at(-1)).toBe('completed');
    expect(world.events[4]).toMatchObject({ type: 'Rollout Approval Given', approvedBy: 'bob', reason: null });
  });

  it('tell each vote that is given and taken back, also of the same person again', async () => {
    const gate = { kind: 'approve', from: ['U0BOB', 'U0CAROL'], count: 2, within: 240 * MINUTE } as const;
    const world = aWorld({ service: { events: 'on', plan: [gate, { kind: 'bake', ms: MINUTE }] } });
    await world.say({ name: 'start' });
    for (const [as, name] of [
      ...([
        ['U0BOB', 'approve'],
        ['U0BOB', 'withdraw'],
        ['U0BOB', 'withdraw'],
        ['U0BOB', 'approve'],
      ] as const),
      ...([
        ['U0CAROL', 'approve'],
        ['U0CAROL', 'withdraw'],
      ] as const),
    ]) {
      await world.pass(1_000);
      await world.say({ name }, { as });
    }
    const votes = world.events.filter(({ approvedBy }) => approvedBy !== null);
    expect(votes.map(({ type, approvedBy }) => `${approvedBy}: ${type}`)).toEqual([
      'bob: Rollout Approval Given',
      'bob: Rollout Approval Withdrawn',
      'bob: Rollout Approval Given',
      'carol: Rollout Approval Given',
    ]);
    expect(new Set(votes.map(({ key }) => key)).size).toBe(votes.length);
    expect(world.replies.at(-1)).toMatchObject({ tone: 'refused', code: 'approval-complete' });
  });

  it('tell a rollback as it begins and when everything is back, with its reason', async () => {
    const world = aWorld({ service: { events: 'on' } });
    await start(world);
    await world.pass(2 * MINUTE);
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(10 * MINUTE);
    expect(rows(world).slice(2)).toEqual(['Rolling Back: step 2, 0%', 'Rolled Back: step 2, 0%']);
    for (const { reason } of world.events.slice(2)) expect(reason).toContain('checkout-5xx fired');
  });

  it('tell a hold with what Serin waits for', async () => {
    const world = aWorld({ service: { events: 'on', onAlarm: 'hold' } });
    await start(world);
    await world.pass(2 * MINUTE);
    await world.alarm('checkout-5xx', 'ALARM');
    const held = world.events.at(-1);
    expect(held).toMatchObject({
      type: 'Rollout Held',
      status: 'holding',
      reason: expect.stringContaining('checkout-5xx'),
    });
  });

  it('tell a completion again, under another key, where somebody put the version back after the end', async () => {
    const plan = [
      { kind: 'shift', weight: 100 },
      { kind: 'bake', ms: MINUTE },
    ] as const;
    const world = aWorld({ service: { events: 'on', plan } });
    await start(world);
    await world.pass(10 * MINUTE);
    const place = world.targets.places.get('api');
    Object.assign(place ?? {}, { weight: 40, promoted: false, token: 99 });
    await world.say({ name: 'put-back' });
    await world.pass(5 * MINUTE);
    const keys = world.events.filter(({ type }) => type === 'Rollout Completed').map(({ key }) => key);
    expect([keys.length, new Set(keys).size]).toEqual([2, 2]);
  });

  it('name the card once it is posted', async () => {
    const world = aWorld({ service: { events: 'on' } });
    await toTheGate(world);
    expect(world.events.at(-1)?.card).toMatch(/^https:\/\/slack.example\//);
  });

  it('ask again after a pause, under another key', async () => {
    const world = aWorld({ service: { events: 'on' } });
    await toTheGate(world);
    await world.say({ name: 'pause' }, { as: 'U0BOB' });
    await world.pass(2 * MINUTE);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    const asked = world.events.filter(({ type }) => type === 'Rollout Approval Requested');
    expect(asked).toHaveLength(2);
    expect(asked[0]?.key).not.toBe(asked[1]?.key);
  });

  it('are told although Slack is down', async () => {
    const world = aWorld({ service: { events: 'on' } });
    world.slack.down = true;
    await start(world);
    expect(rows(world)).toEqual(['Started: step 1, 5%', 'Step Changed: step 2, 5%']);
  });

  it('stay where they are unless the service says otherwise', async () => {
    const world = aWorld();
    await toTheGate(world);
    expect(world.events).toEqual([]);
  });
});
