import { describe, expect, it } from 'vitest';
import { ANALYSIS_DEFAULTS, type AnalysisConfig } from '../../../src/domain/analysis/analysis.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const PLAN: Plan = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 50 },
  { kind: 'bake', ms: 30 * MINUTE },
  { kind: 'shift', weight: 100 },
];

/** A world whose canary fails five times as often as stable. */
function failing(analysis: Partial<AnalysisConfig> = {}): World {
  const world = aWorld({ service: { plan: PLAN, analysis: { ...ANALYSIS_DEFAULTS, ...analysis } } });
  world.traffic.minute = () => ({
    canary: { requests: 3_000, errors: 150 },
    stable: { requests: 57_000, errors: 570 },
  });
  return world;
}

const toldInChannel = ({ told }: World) =>
  told.filter(({ kind }) => kind === 'notice' || kind === 'restate').map(({ text }) => text);
const FACT = /v54 fails more often than v53: 5% \([\d,]+ of [\d,]+ requests\) against 1%/;

describe('the message about an alarm', () => {
  it('calls who started the rollout that goes back for it, and no other message tells of that', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(5 * MINUTE);
    const told = world.told.filter(({ kind }) => kind === 'breach' || kind === 'notice');
    expect(told.map(({ text }) => text)).toEqual(['checkout-5xx: Serin rolls back. (U0ALICE)']);
  });

  it('of a hold says how it was answered', async () => {
    const world = aWorld({ service: { onAlarm: 'hold' } });
    await world.say({ name: 'start' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.alarm('checkout-5xx', 'OK', { since: world.now() + 1 });
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    expect(toldInChannel(world)).toEqual(['baking: bob resumed.']);
  });
});

describe('the end', () => {
  it('is told in the channel once, and calls who started the rollout and who approved it', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.pass(12 * MINUTE);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    await world.pass(60 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('completed');
    expect(toldInChannel(world)).toEqual([
      expect.stringMatching(/^completed: It took \d+ min.*, approved by bob \(U0ALICE, U0BOB\)$/),
    ]);
  });
});

describe('the message about a verdict', () => {
  it('tells the channel of a rollback once, with the numbers of both versions, and calls the starter', async () => {
    const world = failing();
    await world.say({ name: 'start' });
    await world.pass(10 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('rolled-back');
    expect(toldInChannel(world)).toEqual([expect.stringMatching(FACT)]);
    expect(toldInChannel(world)[0]).toMatch(/^rolling-back: .* \(U0ALICE\)$/);
  });

  it('is kept with its rollout, with where it stands, so that it can say how the rollout ended', async () => {
    const world = failing();
    await world.say({ name: 'start' });
    await world.pass(10 * MINUTE);
    const { alarmMessages } = await world.rollout();
    expect(alarmMessages).toEqual([
      {
        key: expect.stringMatching(/^notice#/),
        channel: 'C0DEPLOYS',
        ts: expect.stringMatching(/^ts of notice#/),
        about: 'rollback',
        since: expect.any(Number),
      },
    ]);
  });

  it('tells of a hold once, and says in the same message how it was answered', async () => {
    const world = failing({ onUnhealthy: 'hold' });
    await world.say({ name: 'start' });
    await world.pass(8 * MINUTE);
    expect(toldInChannel(world)).toEqual([expect.stringMatching(FACT)]);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    expect(toldInChannel(world)).toEqual([expect.stringMatching(/^holding/), 'baking: bob resumed.']);
    await world.pass(20 * MINUTE);
    expect(toldInChannel(world)).toHaveLength(2);
  });

  it('of a hold that ends with a rollback says that with the card, and is not drawn by itself', async () => {
    const world = failing({ onUnhealthy: 'hold' });
    await world.say({ name: 'start' });
    await world.pass(8 * MINUTE);
    await world.say({ name: 'rollback' });
    await world.pass(5 * MINUTE);
    expect(world.told.filter(({ kind }) => kind === 'restate')).toEqual([]);
    expect((await world.rollout()).alarmMessages).toMatchObject([{ about: 'hold' }]);
  });

  it('that could not be posted while Slack was down is posted once it is back, and says the end of its hold by then', async () => {
    const world = failing({ onUnhealthy: 'hold' });
    await world.say({ name: 'start' });
    world.slack.down = true;
    await world.pass(8 * MINUTE);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    world.slack.down = false;
    await world.pass(2 * MINUTE);
    expect(toldInChannel(world)).toEqual([expect.stringMatching(/^baking: v54 fails/)]);
    expect((await world.rollout()).alarmMessages?.[0]?.answer?.text).toBe('bob resumed.');
  });

  it('waits with the end of a hold while the message about it is not posted', async () => {
    let isRefused = true;
    const world = failing({ onUnhealthy: 'hold' });
    const { notice } = world.deps.notifier;
    Object.assign(world.deps.notifier, {
      notice: (...args: Parameters<typeof notice>) => {
        if (isRefused) throw new Error('not now');
        return notice(...args);
      },
    });
    await world.say({ name: 'start' });
    await world.pass(8 * MINUTE);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    await world.pass(MINUTE);
    expect(toldInChannel(world)).toEqual([]);
    expect((await world.record()).outbox.map(({ body }) => body.kind)).toEqual(['notice', 'restate']);
    isRefused = false;
    await world.pass(MINUTE);
    expect(toldInChannel(world)).toHaveLength(1);
    expect((await world.record()).outbox).toEqual([]);
  });
});
