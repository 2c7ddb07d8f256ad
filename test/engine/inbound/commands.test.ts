import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/finding.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { phaseStart } from '../../../src/domain/rollout/record.ts';
import type { Service, TargetConfig } from '../../../src/domain/service.ts';
import type { Deps } from '../../../src/engine/deps.ts';
import type { CommandBody } from '../../../src/ports/inbound/command.ts';
import { LookupFailed } from '../../../src/ports/inbound/people.ts';
import { ConfigUnreadable } from '../../../src/ports/services.ts';
import { TargetFault } from '../../../src/ports/target.ts';
import { aWorld, MINUTE, PLAN, type World } from '../world/world.ts';

const answer = (world: World): string => world.told.filter((told) => told.kind === 'reply').at(-1)?.text ?? '';

const awayFromSlack: Pick<Deps, 'people'> = {
  people: {
    isAmong: () => Promise.reject(new LookupFailed('who is in a group')),
    isFrom: () => Promise.reject(new LookupFailed('which channel this is')),
    belongsTo: () => Promise.reject(new LookupFailed('to which organisation somebody belongs')),
    whyNotIn: () => Promise.reject(new LookupFailed('whether Serin is in the channel')),
  },
};

describe('a start', () => {
  it('answers with the rollout that will happen', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    expect(answer(world)).toContain('Started v54. Nothing has moved yet.');
  });

  it.each<[string, readonly string[], string | null]>([
    ['each for itself, warns that the shares multiply', [], 'splits-multiply'],
    ['once, the others heeding the arm, finds nothing', ['events'], null],
    ['nowhere, since all heed an arm, says that nobody decides it', ['api', 'events'], 'arm-undecided'],
  ])('of targets that split %s', async (_how, heeding, code) => {
    const heedsArm = (target: TargetConfig) => heeding.includes(String(target.name));
    const world = aWorld({ wrap: (deps) => ({ ...deps, kind: (name) => ({ ...deps.kind(name), heedsArm }) }) });
    await world.say({ name: 'start' });
    const { findings, targets } = (await world.record()).rollout!;
    const found = findings.filter(({ about }) => about === null || heeding.includes(about));
    expect(found.map((finding: Finding) => finding.code)).toEqual(code === null ? [] : [code]);
    expect(targets.map(({ splits }) => splits)).toEqual(
      ['api', 'events'].map((name) => (heeding.includes(name) ? 'arm' : 'requests')),
    );
  });

  it('of a service that is not configured names those that are', async () => {
    const world = aWorld();
    await world.say({ name: 'start', service: 'chekout' } as Partial<CommandBody> & { name: 'start' });
    expect(answer(world)).toMatch(/unknown-service There is no service chekout\. Did you mean checkout\?/);
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
    expect((await world.record()).rollout).toBeNull();
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
    expect((await world.rollout()).timeline[0]?.text).toContain('Takes over the 5%');
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
});

const place = {
  weight: 0,
  cohorts: [],
  token: 1,
  address: '1.2.3.4',
  exact: false,
  promoted: false,
  spreadMs: 0,
  setAt: 0,
};

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
    const before = (await world.store.load('checkout'))?.rollout ?? null;
    await world.say({ name }, { as: 'U0BOB' });
    expect(answer(world)).toContain('lookup-failed');
    expect((await world.record()).rollout).toEqual(before);
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
    expect(answer(world)).toContain('checkout: v54 baking at 5%, started by alice');
    await world.say({ name: 'pause' });
    await world.say({ name: 'list' });
    expect(answer(world)).toMatch(/, 1 waits for somebody\n.*checkout: v54 paused/);
  });

  it('tells the status of one service, also before its first rollout', async () => {
    const world = aWorld();
    await world.say({ name: 'status' });
    expect(answer(world)).toContain('checkout was never rolled out');
    await world.say({ name: 'start' });
    await world.say({ name: 'status' });
    expect(answer(world)).toContain('checkout: v54 baking at 5%');
  });

  it('explains why a button of an earlier rollout does nothing', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback', rollout: 'r-earlier' } as Partial<CommandBody> & { name: 'rollback' });
    expect(answer(world)).toContain('other-rollout');
  });

  it('explains why there is no way back after the end', async () => {
    const world = aWorld({ service: { plan: [{ kind: 'shift', weight: 100 }], rollbackWindow: 0 } });
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

describe('a person who may skip', () => {
  const BAKE = { kind: 'bake', ms: 10 * MINUTE } as const;
  const bakes: Plan = [{ kind: 'shift', weight: 5 }, BAKE, { kind: 'shift', weight: 50 }, BAKE, ...PLAN.slice(2)];

  it('before a raise is who may promote, by the live configuration', async () => {
    const world = aWorld({ service: { plan: bakes } });
    await world.say({ name: 'start' });
    for (const name of ['promote', 'skip', 'skip', 'skip'] as const) {
      await world.say({ name }, { as: 'U0DAVE' });
      expect(answer(world)).toContain('not-approver');
      await world.say({ name });
      expect(answer(world)).toContain('not-approver');
    }
    expect((await world.rollout()).weight).toBe(5);
    const live = world.config.live as Service;
    const gates = live.plan.map((step) => (step.kind === 'approve' ? { ...step, from: ['U0DAVE'] } : step));
    world.config.live = { ...live, plan: gates };
    await world.say({ name: 'skip' }, { as: 'U0BOB' });
    expect(answer(world)).toContain('not-approver');
    await world.say({ name: 'skip' }, { as: 'U0DAVE' });
    expect((await world.rollout()).weight).toBe(50);
  });

  it('in front of a gate is everybody', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.say({ name: 'skip' }, { as: 'U0DAVE' });
    expect((await world.rollout()).phase.status).toBe('awaiting-approval');
  });
});

describe('an approver of an earlier gate', () => {
  const gate = (from: string) => ({ kind: 'approve', from: [from], count: 1, within: 240 * MINUTE }) as const;
  const plan: Plan = [gate('U0BOB'), { kind: 'shift', weight: 5 }, gate('U0CAROL'), { kind: 'shift', weight: 100 }];

  it('does not approve a later one', async () => {
    const world = aWorld({ service: { plan } });
    await world.say({ name: 'start' });
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    expect(answer(world)).toContain('not-approver');
    expect(await world.rollout()).toMatchObject({ step: 2, weight: 5 });
    await world.say({ name: 'approve' }, { as: 'U0CAROL' });
    expect((await world.rollout()).weight).toBe(100);
  });

  it('does not approve it either where the rollout moves on between the look-up and the save', async () => {
    let meanwhile: (() => Promise<void>) | null = null;
    const world = aWorld({
      service: { plan: [gate('U0BOB'), gate('U0CAROL'), { kind: 'shift', weight: 100 }] },
      wrap: (deps) => ({
        ...deps,
        people: {
          ...deps.people,
          isAmong: async (person, from) => {
            const first = meanwhile;
            meanwhile = null;
            await first?.();
            return deps.people.isAmong(person, from);
          },
        },
      }),
    });
    await world.say({ name: 'start' });
    meanwhile = () => world.say({ name: 'approve' }, { as: 'U0BOB', key: 'first' });
    await world.say({ name: 'approve' }, { as: 'U0BOB', key: 'second' });
    expect(answer(world)).toContain('earlier-step');
    expect(await world.rollout()).toMatchObject({ step: 1, phase: { status: 'awaiting-approval', approvals: [] } });
  });
});

describe('a version that was rolled back', () => {
  it('starts again with a warning, in the answer and in the rollout', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback', text: 'calls drop' } as Partial<CommandBody> & { name: 'rollback' });
    await world.pass(6 * MINUTE);
    await world.say({ name: 'start' });
    const said = /v54 was rolled back from 5% \d min( \d+ s)? before this start: .* asked for it: calls drop\./;
    expect(answer(world)).toMatch(said);
    expect((await world.rollout()).findings.at(-1)).toMatchObject({ code: 'rolled-back-before', severity: 'warns' });
  });

  it.each([
    ['is found in the history too, behind a newer one of another version', false],
    ['starts without the warning where the history cannot be read', true],
  ])('%s', async (_, isAway) => {
    const list = (): Promise<never> => Promise.reject(new Error('away'));
    const world = aWorld({
      wrap: (deps) => (isAway ? { ...deps, history: { ...deps.history, list } } : deps),
    });
    const start = (label: string) => world.say({ name: 'start', label } as Partial<CommandBody> & { name: 'start' });
    for (const label of ['v54', 'v55']) {
      await start(label);
      await world.say({ name: 'rollback' });
      await world.pass(6 * MINUTE);
    }
    await start('v54');
    const { canary, findings } = await world.rollout();
    expect(canary).toBe('v54');
    expect(findings.some(({ code }) => code === 'rolled-back-before')).toBe(!isAway);
  });
});

describe('the configuration of a start', () => {
  it('goes by the configuration as it is now, not by a copy of up to 30 s', async () => {
    let applied: Service | null = null;
    const world = aWorld({
      wrap: (deps) => ({
        ...deps,
        services: {
          ...deps.services,
          get: async (name, fresh) => {
            const copy = await deps.services.get(name, fresh);
            return fresh ? applied : copy;
          },
        },
      }),
    });
    const live = world.config.live as Service;
    applied = { ...live, plan: [{ kind: 'shift', weight: 1 }, ...live.plan.slice(1)] };
    await world.say({ name: 'start' });
    expect((await world.rollout()).weight).toBe(1);
  });
});

describe('the key of a command', () => {
  it('counts once for as long as EventBridge may deliver it again, which is 24 hours', async () => {
    const world = aWorld({
      service: { plan: [{ kind: 'shift', weight: 5 }, { kind: 'bake', ms: 30 * 60 * MINUTE }, ...PLAN.slice(3)] },
    });
    await world.say({ name: 'start' });
    const same = { key: 'pause-1', issuedAt: world.now() };
    await world.say({ name: 'pause' }, same);
    await world.say({ name: 'resume' });
    for (const hours of [0.5, 1, 22]) {
      await world.pass(hours * 60 * MINUTE);
      await world.say({ name: 'pause' }, same);
      expect((await world.rollout()).phase.status).toBe('baking');
    }
  });
});

describe('a definite no', () => {
  it('stays a no when the start is delivered again after the alarm has become quiet', async () => {
    const world = aWorld();
    await world.alarm('checkout-5xx', 'ALARM');
    const same = { key: 'start-1', issuedAt: world.now() };
    await world.say({ name: 'start' }, same);
    expect(answer(world)).toContain('alarm-firing');
    await world.alarm('checkout-5xx', 'OK');
    await world.say({ name: 'start' }, same);
    expect((await world.record()).rollout).toBeNull();
    expect(world.told.filter((told) => told.kind === 'reply')).toHaveLength(1);
  });

  it('stays a no when a skip that found no bake is delivered again during one', async () => {
    const world = aWorld();
    await world.say({ name: 'start' });
    await world.pass(10 * MINUTE);
    const same = { key: 'skip-1', issuedAt: world.now() };
    await world.say({ name: 'skip' }, same);
    await world.say({ name: 'approve' }, { as: 'U0BOB' });
    await world.say({ name: 'skip' }, same);
    expect((await world.rollout()).phase.status).toBe('baking');
  });

  it('is not made of a service that is not configured: nothing is stored for it', async () => {
    const world = aWorld();
    await world.say({ name: 'pause', service: 'nothing' } as Partial<CommandBody> & { name: 'pause' });
    expect(await world.store.load('nothing')).toBeNull();
  });
});

describe('a button', () => {
  it('that ended one bake does not end the next one', async () => {
    const world = aWorld({ service: { plan: PLAN.filter((step) => step.kind !== 'approve') } });
    await world.say({ name: 'start' });
    const { step, phase } = await world.rollout();
    const at = { step, since: phaseStart(phase) };
    const skip = { name: 'skip', at } as Partial<CommandBody> & { name: 'skip' };
    await world.say(skip);
    await world.say(skip, { as: 'U0BOB' });
    expect(answer(world)).toContain('earlier-step');
    expect((await world.rollout()).weight).toBe(25);
  });
});

describe('a command typed for the rollout before', () => {
  it.each(['rollback', 'reject', 'pause'] as const)('does not %s the one that runs now', async (name) => {
    const world = aWorld({
      service: {
        plan: [
          { kind: 'shift', weight: 5 },
          { kind: 'bake', ms: 10 * MINUTE },
          { kind: 'shift', weight: 100 },
        ],
      },
    });
    await world.say({ name: 'start' });
    const issuedAt = world.now();
    await world.pass(60 * MINUTE);
    for (const there of world.targets.places.values())
      Object.assign(there, { weight: 0, exact: true, promoted: false });
    await world.say({ name: 'start' });
    await world.say({ name }, { issuedAt });
    expect(answer(world)).toContain('other-rollout');
    expect((await world.rollout()).phase.status).toBe('baking');
  });
});

describe('an explicit choice', () => {
  it('for something that is not part of the service refuses the start and names what is', async () => {
    const world = aWorld();
    await world.say({ name: 'start', explicit: { apy: '3' } } as Partial<CommandBody> & { name: 'start' });
    expect(answer(world)).toContain('unknown-pair');
    expect(world.targets.writes).toEqual([]);
  });
});

describe('what was resolved', () => {
  it('is shown before anything moves', async () => {
    const seen: number[] = [];
    const world: World = aWorld({
      wrap: (deps) => ({
        ...deps,
        notifier: {
          ...deps.notifier,
          reply: async (...args) => {
            seen.push(world.targets.writes.length);
            return deps.notifier.reply(...args);
          },
        },
      }),
    });
    await world.say({ name: 'start' });
    expect(seen).toEqual([0]);
    expect(world.targets.writes).toHaveLength(2);
  });
});

describe('when AWS does not answer', () => {
  const dead = (): Promise<never> => Promise.reject(new Error('socket hang up'));

  it('says so to who asked for the list or a status', async () => {
    const wrap = (deps: Deps) => ({ ...deps, store: { ...deps.store, load: dead, loadAll: dead } });
    const world = aWorld({ wrap });
    await world.say({ name: 'list' });
    expect(answer(world)).toContain('Repeat the command in a minute.');
    await world.say({ name: 'status' });
    expect(world.told).toHaveLength(2);
  });

  it('says so and fails, so that the command is tried again', async () => {
    const world = aWorld({ wrap: (deps) => ({ ...deps, store: { ...deps.store, save: dead } }) });
    await expect(world.say({ name: 'start' })).rejects.toThrow('socket hang up');
    expect(answer(world)).toContain('not-yet');
  });

  it('refuses a start whose alarms cannot be read', async () => {
    const world = aWorld({ wrap: (deps) => ({ ...deps, health: { readings: dead } }) });
    await world.say({ name: 'start' });
    expect(answer(world)).toContain('alarms-unreadable');
    expect(world.targets.writes).toEqual([]);
  });
});

describe('a command of somebody whom the request does not tell from a guest of another organisation', () => {
  const asked: string[] = [];
  const knowing = (answer: () => Promise<boolean>) =>
    aWorld({
      wrap: (deps) => ({
        ...deps,
        people: {
          ...deps.people,
          belongsTo: ({ id }, organisation) => {
            asked.push(`${id} ${organisation}`);
            return answer();
          },
        },
      }),
    });
  const bodies: readonly (Partial<CommandBody> & { name: CommandBody['name'] })[] = [
    { name: 'list' },
    { name: 'status' },
    { name: 'env' },
    { name: 'simulate', plan: null },
    { name: 'start' },
    { name: 'sync', plan: null },
    { name: 'stop-sync', sync: 's-1' },
    { name: 'approve' },
    { name: 'reject' },
    { name: 'pause' },
    { name: 'resume' },
    { name: 'promote' },
    { name: 'skip' },
    { name: 'rollback' },
    { name: 'hook-done' },
  ];

  it.each(bodies)('is refused where Slack says that it is a guest: $name', async (body) => {
    const world = knowing(async () => false);
    await world.say({ name: 'start' });
    const before = await world.record();
    await world.say(body, { as: 'U0EVE', organisation: 'E1' });
    expect(answer(world)).toMatch(/other-organisation You belong to another Slack organisation.*Nothing was changed/);
    expect(await world.record()).toEqual(before);
    expect(asked.at(-1)).toBe('U0EVE E1');
  });

  it('is refused where Slack does not say, a rollback too', async () => {
    const world = knowing(() => Promise.reject(new LookupFailed('to which organisation U0EVE belongs')));
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback' }, { as: 'U0EVE', organisation: 'E1' });
    expect(answer(world)).toMatch(/lookup-failed Slack could not be asked to which organisation U0EVE belongs/);
    expect((await world.rollout()).phase.status).toBe('baking');
  });

  it('is carried out where Slack says that it is a member', async () => {
    const world = knowing(async () => true);
    await world.say({ name: 'start' });
    await world.say({ name: 'rollback' }, { as: 'U0DAVE', organisation: 'E1' });
    expect((await world.rollout()).phase.status).toBe('rolling-back');
  });

  it('of anybody else is not asked about', async () => {
    asked.length = 0;
    await knowing(async () => false).say({ name: 'start' });
    expect(asked).toEqual([]);
  });
});

describe('simulate', () => {
  it('answers whoever asks, from any channel, with what the trial says of the service, and moves nothing', async () => {
    const world = aWorld();
    await world.say({ name: 'simulate', plan: 'canary 10% 30m' }, { as: 'U0DAVE', channel: 'random' });
    expect(answer(world)).toContain('checkout was tried\nPlan: canary 10% 30m');
    expect(world.targets.writes).toEqual([]);
  });

  it('is refused with the reason where the plan cannot be tried', async () => {
    const trials = { try: async () => ({ code: 'bad-plan', text: 'That is no plan.', lines: [] }) };
    const world = aWorld({ wrap: (deps) => ({ ...deps, trials }) });
    await world.say({ name: 'simulate' });
    expect(answer(world)).toContain('bad-plan That is no plan.');
  });

  it('names the services that come near one that is not there', async () => {
    const world = aWorld();
    await world.say({ name: 'simulate', service: 'chekout' });
    expect(answer(world)).toContain('checkout');
  });
});
