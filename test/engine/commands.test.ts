import { describe, expect, it } from 'vitest';
import type { Deps } from '../../src/engine/deps.ts';
import type { CommandBody } from '../../src/ports/command.ts';
import { LookupFailed } from '../../src/ports/people.ts';
import { ConfigUnreadable } from '../../src/ports/services.ts';
import { TargetFault } from '../../src/ports/target.ts';
import type { Finding } from '../../src/rollout/record.ts';
import { aWorld, MINUTE, type World } from './world.ts';

const answer = (world: World): string => world.told.filter((told) => told.kind === 'reply').at(-1)?.text ?? '';

const awayFromSlack: Pick<Deps, 'people'> = {
  people: {
    isAmong: () => Promise.reject(new LookupFailed('who is in a group')),
    isFrom: () => Promise.reject(new LookupFailed('which channel this is')),
    whyNotIn: () => Promise.reject(new LookupFailed('whether Serin is in the channel')),
  },
};

describe('a start', () => {
  it('answers with the rollout that will happen', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    expect(answer(world)).toContain('Started v54. This is what will happen.');
  });

  it('of a service that is not configured names those that are', async () => {
    const world = aWorld();
    await world.say({ name: 'start', service: 'chekout' } as Partial<CommandBody> & { name: 'start' });
    expect(answer(world)).toMatch(/unknown-service There is no service chekout\. Configured are: checkout\./);
  });

  it.each<[string, (deps: Deps) => Partial<Deps>, string]>([
    ['the target was never applied', () => ({ registry: { owner: async () => null } }), 'not-applied'],
    ['the target belongs to another service', () => ({ registry: { owner: async () => 'search' } }), 'target-claimed'],
    [
      'Serin is not in the channel',
      (deps) => ({ people: { ...deps.people, whyNotIn: async () => 'Serin is not in #deploys.' } }),
      'channel',
    ],
    [
      'a target cannot be inspected',
      (deps) => ({
        kind: (name) => {
          const kind = deps.kind(name);
          return {
            ...kind,
            target: { ...kind.target, inspect: () => Promise.reject(new TargetFault('AccessDenied', 'No.', true)) },
          };
        },
      }),
      'AccessDenied',
    ],
  ])('is refused before anything moves when %s', async (_why, change, code) => {
    const world = aWorld({ wrap: (deps) => ({ ...deps, ...change(deps) }) });
    await world.say({ name: 'start' });
    expect(answer(world)).toContain('preflight');
    expect(answer(world)).toContain(code);
    expect(await world.store.load('checkout')).toBeNull();
    expect(world.targets.writes).toEqual([]);
  });

  it('is refused when the targets do not begin with the same share', async () => {
    const world = aWorld({ wrap: inspectingWeights({ api: 20, events: 0 }) });
    await world.say({ name: 'start', adopt: true });
    expect(answer(world)).toContain('shares-differ');
  });

  it('that adopts a split goes on from there, and back means 0', async () => {
    const world = aWorld({ wrap: inspectingWeights({ api: 5, events: 5 }) });
    for (const name of ['api', 'events']) world.targets.places.set(name, { ...place, weight: 5 });
    await world.say({ name: 'start', adopt: true });
    expect((await world.rollout()).timeline[0]?.text).toContain('Takes over the 5 %');
    await world.say({ name: 'rollback' });
    expect([...world.targets.places.values()].map(({ weight }) => weight)).toEqual([0, 0]);
  });

  it('that is older than five minutes is refused', async () => {
    const world = aWorld();
    await world.say({ name: 'start' }, { issuedAt: world.now() - 6 * MINUTE });
    expect(answer(world)).toContain('expired');
    expect(world.targets.writes).toEqual([]);
  });

  it('goes on when Slack does not say whether Serin is in the channel, with a warning', async () => {
    const world = aWorld({
      wrap: (deps) => ({ ...deps, people: { ...deps.people, whyNotIn: awayFromSlack.people.whyNotIn } }),
    });
    await world.say({ name: 'start' });
    const rollout = await world.rollout();
    expect(rollout.findings.map((finding: Finding) => finding.code)).toContain('channel-unknown');
  });

  it('says that several aliases split independently of each other', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    expect((await world.rollout()).findings.map((finding) => finding.code)).toContain('independent-splits');
  });
});

const place = { weight: 0, token: 1, address: '1.2.3.4', exact: false, promoted: false, spreadMs: 0, setAt: 0 };

/** Targets whose inspection finds a split. */
function inspectingWeights(weights: Readonly<Record<string, number>>): (deps: Deps) => Deps {
  return (deps) => ({
    ...deps,
    kind: (name) => {
      const kind = deps.kind(name);
      const inspect: typeof kind.target.inspect = async (ask) => ({
        ...(await kind.target.inspect(ask)),
        frozen: { address: '1.2.3.4' },
        weight: weights[String(ask.config.name)] ?? 0,
      });
      return { ...kind, target: { ...kind.target, inspect } };
    },
  });
}

describe('when Slack cannot say who somebody is', () => {
  it.each(['start', 'approve', 'promote', 'pause'] as const)('denies %s and says so', async (name) => {
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        ...(name === 'approve' || name === 'promote'
          ? { people: { ...deps.people, isAmong: awayFromSlack.people.isAmong } }
          : awayFromSlack),
      }),
    });
    if (name === 'approve' || name === 'promote') {
      await world.say({ name: 'start' });
      await world.pass(10 * MINUTE);
    }
    const before = await world.store.load('checkout');
    await world.say({ name }, { as: 'U0BOB' });
    expect(answer(world)).toContain('lookup-failed');
    expect(await world.store.load('checkout')).toEqual(before);
  });

  it('rolls back all the same', async () => {
    let away = false;
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        people: {
          ...deps.people,
          isFrom: (origin, channel) =>
            away ? awayFromSlack.people.isFrom(origin, channel) : deps.people.isFrom(origin, channel),
        },
      }),
    });
    await world.say({ name: 'start' });
    away = true;
    await world.say({ name: 'rollback' });
    expect((await world.rollout()).phase.status).toBe('rolling-back');
  });
});

describe('a configuration that cannot be read', () => {
  it('refuses a start with the remedy', async () => {
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        services: { ...deps.services, get: () => Promise.reject(new ConfigUnreadable('checkout')) },
      }),
    });
    await world.say({ name: 'start' });
    expect(answer(world)).toContain('config-unreadable');
    expect(answer(world)).toContain('/serin/services');
  });
});

describe('answers that change nothing', () => {
  it('lists every service with where it stands', async () => {
    const world = aWorld();
    await world.say({ name: 'list' });
    expect(answer(world)).toContain('checkout: never rolled out');
    await world.say({ name: 'start' });
    await world.say({ name: 'list' });
    expect(answer(world)).toContain('checkout: v54 baking at 5 %, started by alice');
  });

  it('tells the status of one service, also before its first rollout', async () => {
    const world = aWorld();
    await world.say({ name: 'status' });
    expect(answer(world)).toContain('checkout was never rolled out');
    await world.say({ name: 'start' });
    await world.say({ name: 'status' });
    expect(answer(world)).toContain('checkout: v54 baking at 5 %');
  });

  it('explains why a button of an earlier rollout does nothing', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback', rollout: 'r-earlier' } as Partial<CommandBody> & { name: 'rollback' });
    expect(answer(world)).toContain('other-rollout');
  });

  it('explains why there is no way back after the end', async () => {
    const world = aWorld({ service: { plan: [{ kind: 'shift', weight: 100 }] } });
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback' });
    expect(answer(world)).toContain('finished');
  });
});

describe('a person who may promote', () => {
  it('is an approver of the gate, not the requester', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.say({ name: 'promote' });
    expect(answer(world)).toContain('not-approver');
    await world.say({ name: 'promote' }, { as: 'U0CAROL' });
    expect((await world.rollout()).phase.status).toBe('completed');
  });
});
