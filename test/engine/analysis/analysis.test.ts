import { describe, expect, it } from 'vitest';
import { ANALYSIS_DEFAULTS, type AnalysisConfig } from '../../../src/domain/analysis/analysis.ts';
import type { MinutePart } from '../../../src/domain/analysis/minute.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const PLAN: Plan = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
];

const comparing = (analysis: Partial<AnalysisConfig> = {}) =>
  aWorld({
    service: { plan: PLAN, alarms: ['checkout-5xx'], analysis: { ...ANALYSIS_DEFAULTS, guard: 0.05, ...analysis } },
  });

/** Both arms at 5 %: 3,000 requests of the canary and 57,000 of stable. */
const doing = (canary: number, stable: number): MinutePart => ({
  canary: { requests: 3_000, errors: Math.round(3_000 * canary) },
  stable: { requests: 57_000, errors: Math.round(57_000 * stable) },
});

const isBack = async (world: World) => ['rolling-back', 'rolled-back'].includes((await world.rollout()).phase.status);

describe('an evaluation', () => {
  it('rolls back a canary that is worse, with quiet alarms, as soon as its first minute is published', async () => {
    const world = comparing();
    world.traffic.minute = () => doing(0.05, 0.01);
    await world.say({ name: 'start' });
    await world.pass(MINUTE);
    expect(await isBack(world)).toBe(false);
    await world.pass(MINUTE);
    expect(await isBack(world)).toBe(true);
    expect(world.told.some(({ text }) => /fails more often than .*: 5% /.test(text))).toBe(true);
  });

  it('lets a canary through that is not worse, on the timetable', async () => {
    const world = comparing();
    world.traffic.minute = () => doing(0.01, 0.01);
    await world.say({ name: 'start' });
    await world.pass(13 * MINUTE);
    expect((await world.rollout()).weight).toBe(100);
  });

  it('tells each verdict that decided something once in the thread, also when Slack is down meanwhile', async () => {
    const world = comparing();
    const began = world.now();
    world.traffic.minute = (at) => doing(at < began + 11 * MINUTE ? 0.01 : 0.05, 0.01);
    const verdicts = () => world.told.filter(({ text }) => text === 'verdict');
    await world.say({ name: 'start' });
    await world.pass(8 * MINUTE);
    expect(verdicts()).toEqual([]);
    world.slack.down = true;
    await world.pass(3 * MINUTE);
    world.slack.down = false;
    await world.pass(2 * MINUTE);
    expect(verdicts()).toHaveLength(1);
    const { id, analysis } = await world.rollout();
    expect(verdicts()[0]?.key).toBe(`verdict#${id}#${analysis?.decisive?.at}`);
    await world.pass(20 * MINUTE);
    expect(verdicts()).toHaveLength(1);
  });

  it('tells only the newest verdict where Slack was down during an earlier decision', async () => {
    const raise = { kind: 'shift', weight: 25 } as const;
    const plan: Plan = [...PLAN.slice(0, 2), raise, { kind: 'bake', ms: 30 * MINUTE }, ...PLAN.slice(2)];
    const analysis = { ...ANALYSIS_DEFAULTS, onUnhealthy: 'hold' as const };
    const world = aWorld({ service: { plan, alarms: ['checkout-5xx'], analysis } });
    const began = world.now();
    world.traffic.minute = (at) => doing(at < began + 16 * MINUTE ? 0.01 : 0.2, 0.01);
    await world.say({ name: 'start' });
    await world.pass(8 * MINUTE);
    world.slack.down = true;
    await world.pass(14 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'unhealthy' } });
    world.slack.down = false;
    await world.pass(2 * MINUTE);
    const { id, analysis: now } = await world.rollout();
    const keys = world.told.filter(({ text }) => text === 'verdict').map(({ key }) => key);
    expect(keys).toEqual([`verdict#${id}#${now?.decisive?.at}`]);
  });

  it('tells the verdict of a rollback after what Serin did', async () => {
    const world = comparing();
    world.traffic.minute = () => doing(0.05, 0.01);
    await world.say({ name: 'start' });
    await world.pass(4 * MINUTE);
    const texts = world.told.map(({ text }) => text);
    const did = texts.findIndex((text) => /Rolls back from 5%/.test(text));
    expect(did).toBeGreaterThan(-1);
    expect(texts.indexOf('verdict')).toBeGreaterThan(did);
  });

  it('freezes where the metrics are, and judges whole minutes since the canary has traffic', async () => {
    const world = comparing();
    const asked: { from: number; to: number }[] = [];
    world.traffic.minute = () => doing(0.01, 0.01);
    const { minutes } = world.deps.arms;
    Object.assign(world.deps.arms, {
      minutes: (...[sources, range]: Parameters<typeof minutes>) => {
        asked.push(range);
        return minutes(sources, range);
      },
    });
    const began = world.now();
    await world.say({ name: 'start' });
    await world.pass(5 * MINUTE);
    expect((await world.rollout()).analysis?.sources[0]?.canary.requests.dimensions).toEqual({ Version: '54' });
    expect(asked.at(-1)).toEqual({ from: began, to: began + 4 * MINUTE });
    expect(asked).toHaveLength(4);
  });

  it('raises nothing while CloudWatch does not answer, and asks at last', async () => {
    const world = comparing();
    world.traffic.minute = 'unreadable';
    await world.say({ name: 'start' });
    await world.pass(39 * MINUTE);
    expect((await world.rollout()).phase.status).toBe('baking');
    await world.pass(3 * MINUTE);
    expect((await world.rollout()).phase).toMatchObject({ status: 'holding', why: { kind: 'inconclusive' } });
  });

  it('reads no metrics of a service that compares nothing', async () => {
    const world = aWorld({ service: { plan: PLAN } });
    world.traffic.minute = 'unreadable';
    await world.say({ name: 'start' });
    await world.pass(13 * MINUTE);
    expect((await world.rollout()).weight).toBe(100);
  });
});

describe('an alarm', () => {
  it.each([
    ['holds', 'hold', 'holding'],
    ['rolls back', 'rollback', 'rolled-back'],
  ] as const)('%s where both versions fail alike and the service wants %s', async (_, onSharedIncident, status) => {
    const world = comparing({ onSharedIncident });
    let rate = 0.01;
    world.traffic.minute = () => doing(rate, rate);
    await world.say({ name: 'start' });
    await world.pass(4 * MINUTE);
    rate = 0.3;
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(3 * MINUTE);
    expect((await world.rollout()).phase.status).toBe(status);
  });

  it('rolls back where the comparison cannot be read', async () => {
    const world = comparing({ onSharedIncident: 'hold' });
    world.traffic.minute = () => doing(0.01, 0.01);
    await world.say({ name: 'start' });
    await world.pass(4 * MINUTE);
    world.traffic.minute = 'unreadable';
    await world.alarm('checkout-5xx', 'ALARM');
    expect(await isBack(world)).toBe(true);
  });
});
