import { beforeEach, describe, expect, it } from 'vitest';
import type { Environments } from '../../../src/domain/environment/environment.ts';
import type { Service } from '../../../src/domain/service.ts';
import { firstCenter } from '../../../src/environments/control-center.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const aSide = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const environments: Environments = { stable: 'a', a: aSide('prod-a'), b: aSide('prod-b') };
const plan: Service['plan'] = [
  { kind: 'shift', weight: 5 },
  { kind: 'bake', ms: 10 * MINUTE },
  { kind: 'shift', weight: 100 },
  { kind: 'bake', ms: 10 * MINUTE },
];

let world: World;
/** The moments at which more was on the active side than the control center said. */
let understated: string[];

function aSidedWorld(options: Parameters<typeof aWorld>[0] = {}): World {
  const made = aWorld({ ...options, service: { environments, plan, ...options.service } });
  understated = [];
  made.targets.onWrite(({ target, after }) => {
    const { share } = made.centers.now();
    if (after > share) understated.push(`${target} at ${after}%, ${share}% said`);
  });
  return made;
}

const center = () => world.centers.now();
const thread = () => world.told.filter(({ kind }) => kind === 'thread').map(({ text }) => text);
const start = () => world.say({ name: 'start' });

beforeEach(() => {
  world = aSidedWorld();
});

describe('the control center', () => {
  it('is closed when a rollout is accepted, follows each share, and is open with the sides exchanged at the end', async () => {
    await start();
    const { id } = await world.rollout();
    expect(center()).toMatchObject({ active: 'b', fallback: 'a', share: 5, deployments: 'closed', rollout: id });
    await world.pass(11 * MINUTE);
    expect(center()).toMatchObject({ active: 'b', share: 100, deployments: 'closed' });
    await world.pass(11 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    expect(center()).toMatchObject({ active: 'a', fallback: 'b', share: 0, deployments: 'open', rollout: null });
    expect(understated).toEqual([]);
  });

  it('that somebody changed since the last rollout is in the list that a start is answered with', async () => {
    await start();
    await world.say({ name: 'rollback' });
    await world.pass(10 * MINUTE);
    world.centers.put({ ...center(), active: 'a', fallback: 'b', since: world.now() });
    await world.say({ name: 'start', label: 'v55' });
    expect((await world.rollout()).canary).toBe('v55');
    const checks = world.replies.at(-1)?.checks ?? [];
    expect(checks.filter(({ code }) => code === 'control-center-changed')).toHaveLength(1);
  });

  it('lets the next rollout go the other way', async () => {
    await start();
    await world.pass(25 * MINUTE);
    // What was the canary has everything, so the other side is at 0.
    for (const place of world.targets.places.values())
      Object.assign(place, { weight: 0, promoted: false, exact: true });
    await world.say({ name: 'start', label: 'v55' });
    expect(await world.rollout()).toMatchObject({ canary: 'v55', environments: { stable: 'b', canary: 'a' } });
    await world.pass(25 * MINUTE);
    expect(center()).toMatchObject({ active: 'b', fallback: 'a', deployments: 'open' });
    expect(understated).toEqual([]);
  });

  it('leaves the sides as they were after a rollback, and says 0% only when nothing is on the active side', async () => {
    await start();
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(5 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back' } });
    expect(center()).toMatchObject({ active: 'b', fallback: 'a', share: 0, deployments: 'open', rollout: null });
    expect(world.centers.history.map(({ share }) => share)).toEqual([0, 5, 0]);
  });

  it('costs one read and one write for each change, and one read for each evaluation', async () => {
    await start();
    expect(world.centers.calls).toEqual({ read: 2, write: 1 });
    await world.pass(3 * MINUTE);
    expect(world.centers.calls).toEqual({ read: 5, write: 1 });
  });

  it('holds the share before the traffic, also when another worker raises it while it is written', async () => {
    let raised: Promise<void> | null = null;
    world = aSidedWorld({
      wrap: (deps) => {
        const write: typeof deps.controlCenters.write = async (value, expected) => {
          const version = await deps.controlCenters.write(value, expected);
          raised ??= world.say({ name: 'promote' });
          await raised;
          return version;
        };
        return { ...deps, controlCenters: { ...deps.controlCenters, write } };
      },
    });
    await start();
    expect(world.targets.places.get('api')?.weight).toBe(100);
    expect(world.centers.history.map(({ share }) => share)).toEqual([0, 5, 100, 0]);
    expect(understated).toEqual([]);
  });

  it('is not touched for a service that is one stack', async () => {
    world = aWorld({ service: { plan } });
    await start();
    await world.pass(25 * MINUTE);
    expect(world.centers.calls).toEqual({ read: 0, write: 0 });
    expect((await world.record()).controlCenter).toBeNull();
  });
});

describe('a start', () => {
  const refusals = () => world.told.filter(({ kind }) => kind === 'reply').map(({ text }) => text);

  it('asks the targets with the roles that the control center has, not those of serin.yml', async () => {
    const asked: unknown[] = [];
    world = aSidedWorld({
      wrap: (deps) => ({
        ...deps,
        kind: (name) => {
          const kind = deps.kind(name);
          const inspect: typeof kind.target.inspect = (ask) => {
            asked.push(ask.roles);
            return kind.target.inspect(ask);
          };
          return { ...kind, target: { ...kind.target, inspect } };
        },
      }),
    });
    world.centers.put(firstCenter('checkout', 'b', 5));
    await start();
    expect(asked).toEqual([
      { stable: 'b', canary: 'a' },
      { stable: 'b', canary: 'a' },
    ]);
    expect(await world.rollout()).toMatchObject({ environments: { stable: 'b', canary: 'a' } });
  });

  it('that is refused changes nothing in what is known of the control center', async () => {
    await start();
    await world.say({ name: 'rollback' });
    await world.pass(10 * MINUTE);
    const { controlCenter } = await world.record();
    world.alarms.set('checkout-5xx', { ...world.alarms.get('checkout-5xx')!, value: 'ALARM', since: world.now() });
    world.centers.put({ ...center(), since: world.now() });
    await world.say({ name: 'start', label: 'v55' });
    expect(refusals().at(-1)).toContain('alarm-firing');
    expect(controlCenter).not.toBeNull();
    expect((await world.record()).controlCenter).toEqual(controlCenter);
  });

  it.each([
    ['is missing', () => world.centers.set({ is: 'missing' }), 'control-center-missing'],
    [
      'cannot be used',
      () => world.centers.set({ is: 'unusable', version: 1, detail: 'no JSON' }),
      'control-center-unusable',
    ],
    [
      'is closed',
      () => world.centers.put({ ...center(), deployments: 'closed', rollout: 'r-0' }),
      'deployments-closed',
    ],
    ['cannot be read', () => world.centers.fail('read', { times: 1 }), 'control-center-unreadable'],
  ])('is refused when the control center %s', async (_what, arrange, code) => {
    arrange();
    await start();
    expect(refusals().at(-1)).toContain(code);
    expect((await world.store.load('checkout'))?.rollout ?? null).toBeNull();
  });
});

describe('while SSM is away', () => {
  it('a shift that is decided moves the traffic all the same, and the control center follows', async () => {
    await start();
    await world.pass(9.5 * MINUTE);
    world.centers.fail('read', { times: 1_000 });
    await world.pass(2 * MINUTE);
    expect(world.targets.places.get('api')?.weight).toBe(100);
    expect(center().share).toBe(5);
    world.centers.fail('read', { times: 0 });
    await world.pass(2 * MINUTE);
    expect(center().share).toBe(100);
  });

  it.each([
    ['an alarm', () => world.alarm('checkout-5xx', 'ALARM')],
    ['a person', () => world.say({ name: 'rollback' })],
    [
      'a timer that finds the alarm firing',
      () => {
        world.alarms.set('checkout-5xx', { ...world.alarms.get('checkout-5xx')!, value: 'ALARM', since: world.now() });
        return world.pass(MINUTE);
      },
    ],
  ])('a rollback by %s waits for nothing: SSM is asked after the targets are back', async (_by, act) => {
    await start();
    const before = world.centers.calls.read;
    let readsBefore = -1;
    world.targets.onWrite(({ verb }) => {
      if (verb === 'back' && readsBefore < 0) readsBefore = world.centers.calls.read - before;
    });
    await act();
    expect(world.targets.places.get('api')?.weight).toBe(0);
    expect(readsBefore).toBe(0);
  });

  it('the end is written when SSM is back, although no rollout runs any more', async () => {
    await start();
    await world.pass(19.5 * MINUTE);
    world.centers.fail('read', { times: 1_000 });
    await world.pass(60 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    expect(center()).toMatchObject({ active: 'b', deployments: 'closed' });
    world.centers.fail('read', { times: 0 });
    await world.pass(10 * MINUTE);
    expect(center()).toMatchObject({ active: 'a', deployments: 'open' });
    const { phase } = await world.rollout();
    expect((await world.record()).wake.at).toBe(phase.status === 'completed' ? phase.windowUntil : 0);
  });

  it('nothing starts before the end is written, since the sides are not exchanged yet', async () => {
    await start();
    await world.pass(15 * MINUTE);
    world.centers.fail('write', { times: 1_000 });
    await world.pass(10 * MINUTE);
    await world.say({ name: 'start', label: 'v55' });
    expect(await world.rollout()).toMatchObject({ canary: 'v54', phase: { status: 'completed' } });
    expect(world.told.findLast(({ kind }) => kind === 'reply')?.text).toContain('control-center-behind');
  });

  it('an answer from before the last write is not taken for somebody else', async () => {
    const before = { is: 'there', version: 1, value: center() } as const;
    await start();
    const ours = { is: 'there', version: 2, value: center() } as const;
    world.centers.set(before);
    await world.say({ name: 'skip' });
    world.centers.set(ours);
    await world.pass(20 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    expect(thread().join('\n')).not.toContain('Somebody');
  });

  it('one that was deleted and made anew is noticed all the same', async () => {
    await start();
    world.centers.set({ is: 'there', version: 1, value: { ...center(), share: 0, deployments: 'open' } });
    await world.pass(15 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'holding' } });
    expect(thread().join('\n')).toContain('share is 0%, it was 5%');
  });

  it('a write whose answer was lost is taken for what it is', async () => {
    world.centers.fail('write', { times: 1, afterEffect: true });
    await start();
    await world.pass(25 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    expect(center()).toMatchObject({ active: 'a', deployments: 'open' });
    expect(thread().join('\n')).not.toContain('Somebody');
  });
});

describe('a write that had no answer', () => {
  it('is remembered, however often later ones fail', async () => {
    await start();
    world.centers.fail('write', { times: 1, afterEffect: true });
    await world.say({ name: 'promote' });
    expect([(await world.record()).controlCenter?.value.share, center().share]).toEqual([5, 100]);
    world.centers.fail('write', { times: 10 });
    await world.pass(45 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    world.centers.fail('write', { times: 0 });
    await world.pass(10 * MINUTE);
    expect(center()).toMatchObject({ active: 'a', deployments: 'open' });
    expect(thread().join('\n')).not.toContain('Somebody');
  });
});

describe('a control center that cannot be written', () => {
  it('keeps a start at 0: nothing moves before it says closed, and after three minutes the rollout holds and says so', async () => {
    world.centers.fail('write', { times: 1_000 });
    await start();
    expect(world.targets.writes).toEqual([]);
    await world.pass(5 * MINUTE);
    expect(world.targets.writes).toEqual([]);
    expect(await world.rollout()).toMatchObject({
      weight: 0,
      phase: { status: 'holding', why: { kind: 'control-center' } },
    });
    const told = thread().filter((text) => text.includes('Serin cannot write it: Error: SSM is away'));
    expect(told).toHaveLength(1);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    await world.pass(5 * MINUTE);
    expect([await world.rollout(), world.targets.writes]).toMatchObject([{ phase: { status: 'holding' } }, []]);
    world.centers.fail('write', { times: 0 });
    await world.pass(2 * MINUTE);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    expect(center()).toMatchObject({ share: 5, deployments: 'closed' });
    await world.pass(30 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
  });

  it('holds in mid-rollout after three minutes, and goes back without waiting for it', async () => {
    await start();
    world.centers.fail('write', { times: 1_000 });
    await world.pass(16 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'holding', why: { kind: 'control-center' } } });
    await world.say({ name: 'rollback' });
    await world.pass(5 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back' } });
  });

  it('is told after the end with what to write by hand, and the next start says so too, until it says how it ended', async () => {
    await start();
    await world.pass(15 * MINUTE);
    world.centers.fail('write', { times: 1_000 });
    await world.pass(30 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    const told = thread().filter((text) => text.includes('does not say how this ended'));
    expect(told).toHaveLength(1);
    const value = /--value '(.*)'`/.exec(told[0] ?? '')?.[1] ?? '{}';
    await world.say({ name: 'start', label: 'v55' });
    const refused = world.told.findLast(({ kind }) => kind === 'reply')?.text ?? '';
    expect(refused).toMatch(/control-center-behind .*cannot write it: Error: SSM is away.*aws ssm put-parameter/);
    // Somebody does what was said; Serin still may not write.
    world.centers.put(JSON.parse(value));
    for (const place of world.targets.places.values())
      Object.assign(place, { weight: 0, promoted: false, exact: true });
    world.centers.fail('write', { times: 0 });
    await world.say({ name: 'start', label: 'v55' });
    expect(await world.rollout()).toMatchObject({ canary: 'v55', environments: { stable: 'b', canary: 'a' } });
  });

  it('is tried once more by the start that comes next', async () => {
    await start();
    await world.pass(15 * MINUTE);
    world.centers.fail('write', { times: 1_000 });
    await world.pass(10 * MINUTE);
    world.centers.fail('write', { times: 0 });
    for (const place of world.targets.places.values())
      Object.assign(place, { weight: 0, promoted: false, exact: true });
    await world.pass(20_000);
    expect(center()).toMatchObject({ active: 'b', deployments: 'closed' });
    await world.say({ name: 'start', label: 'v55' });
    expect(await world.rollout()).toMatchObject({ canary: 'v55', environments: { stable: 'b', canary: 'a' } });
  });

  it('stays closed where users were left on the active side, and the next start takes that over', async () => {
    await start();
    for (const name of ['api', 'events']) {
      for (const verb of ['back', 'shift'] as const) world.targets.fail(name, verb, { times: 10_000, permanent: true });
    }
    await world.say({ name: 'rollback' });
    for (let n = 0; n < 2; n++) {
      await world.pass(3 * MINUTE);
      await world.say({ name: 'resume' }, { as: 'U0BOB' });
    }
    await world.pass(5 * MINUTE);
    const { id } = await world.rollout();
    expect(center()).toMatchObject({ active: 'b', share: 5, deployments: 'closed', rollout: id });
    expect((await world.record()).wake.at).toBeNull();
    await world.say({ name: 'start', label: 'v55', adopt: true });
    expect(await world.rollout()).toMatchObject({ canary: 'v55', environments: { stable: 'a', canary: 'b' } });
    expect((await world.rollout()).findings.map(({ code }) => code)).toContain('control-center-taken-over');
  });
});

describe('a control center that cannot be read in a bake', () => {
  const asked = () => thread().filter((text) => text.includes('Serin holds'));

  it('holds after three minutes and says so once, and what comes back is told and goes on with a resume', async () => {
    await start();
    world.centers.fail('read', { times: 1_000 });
    await world.pass(3.5 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'baking' } });
    await world.pass(20 * MINUTE);
    expect(await world.rollout()).toMatchObject({
      weight: 5,
      phase: { status: 'holding', why: { kind: 'center-unread' } },
    });
    expect(asked()).toEqual([
      expect.stringContaining(
        'The control center could not be read for 3 min, so a change to it would not be noticed: Error: SSM is away. Serin holds. Fix that, then resume, or roll back.',
      ),
    ]);
    world.centers.fail('read', { times: 0 });
    await world.pass(5 * MINUTE);
    const back = thread().filter((text) => text.includes('can be read again, and is as it was'));
    expect([back.length, (await world.rollout()).phase.status]).toEqual([1, 'holding']);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    await world.pass(30 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
  });

  it('does not end a bake in the minutes before that, and is told to nobody when it passes', async () => {
    await start();
    await world.pass(8.5 * MINUTE);
    world.centers.fail('read', { times: 1_000 });
    await world.pass(2 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 5, phase: { status: 'baking' } });
    world.centers.fail('read', { times: 0 });
    await world.pass(2 * MINUTE);
    expect(await world.rollout()).toMatchObject({ weight: 100 });
    expect(thread().join('\n')).not.toContain('be read');
  });

  it.each(['skip', 'promote'] as const)('refuses %s in the minutes before people are asked', async (name) => {
    await start();
    world.centers.fail('read', { times: 1_000 });
    await world.pass(2 * MINUTE);
    await world.say({ name });
    expect(await world.rollout()).toMatchObject({ weight: 5, phase: { status: 'baking' } });
    const answer = world.told.findLast(({ kind }) => kind === 'reply')?.text;
    expect(answer).toContain('control-center-unread The control center cannot be read: Error: SSM is away.');
  });

  it('goes on without that watch for whoever resumes before, until a share has to be written', async () => {
    await start();
    world.centers.fail('read', { times: 1_000 });
    await world.pass(5 * MINUTE);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    await world.pass(6 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'baking' } });
    await world.pass(20 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'holding', why: { kind: 'control-center' } } });
    expect(asked().filter((text) => text.includes('could not be read for'))).toHaveLength(1);
    expect(asked().filter((text) => text.includes('Serin cannot write it'))).toHaveLength(1);
  });

  it('is told once where the share could not be written for the same reason', async () => {
    await start();
    await world.pass(9.5 * MINUTE);
    world.centers.fail('read', { times: 1_000 });
    await world.pass(40 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'holding' } });
    expect(asked()).toHaveLength(1);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    await world.pass(5 * MINUTE);
    expect(asked().filter((text) => text.includes('could not be read for'))).toEqual([]);
  });

  it('that somebody changed meanwhile is told as that', async () => {
    await start();
    world.centers.fail('read', { times: 1_000 });
    await world.pass(6 * MINUTE);
    world.centers.put({ ...center(), deployments: 'open' });
    world.centers.fail('read', { times: 0 });
    await world.pass(3 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'holding', why: { kind: 'drift' } } });
    expect(thread().join('\n')).toContain('deployments is open, it was closed');
    expect(thread().join('\n')).not.toContain('is as it was');
  });

  it('keeps no rollback waiting, and is not asked about then', async () => {
    await start();
    world.centers.fail('read', { times: 1_000 });
    await world.pass(6 * MINUTE);
    await world.say({ name: 'rollback' });
    await world.pass(5 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back' } });
    expect(asked()).toHaveLength(1);
  });

  it('costs no more calls than one that can be read', async () => {
    await start();
    const { read } = world.centers.calls;
    world.centers.fail('read', { times: 1_000 });
    await world.pass(10 * MINUTE);
    expect(world.centers.calls).toEqual({ read: read + 10, write: 1 });
  });
});

describe('a worker that dies', () => {
  it.each([
    ['before the write', false],
    ['after the write', true],
  ])('%s leaves it to the next one', async (_what, isWritten) => {
    const dead: Promise<void> = new Promise(() => undefined);
    let dies = true;
    world = aSidedWorld({
      wrap: (deps) => ({
        ...deps,
        controlCenters: {
          ...deps.controlCenters,
          write: async (value, expected) => {
            if (!dies) return deps.controlCenters.write(value, expected);
            dies = false;
            if (isWritten) await deps.controlCenters.write(value, expected);
            await dead;
            return 0;
          },
        },
      }),
    });
    // The worker never comes back; what it was asked for goes on with the timer.
    start().catch(() => undefined);
    await expect.poll(() => dies).toBe(false);
    await world.pass(15 * MINUTE);
    expect(center()).toMatchObject({ active: 'b', deployments: 'closed', share: 100 });
    await world.pass(15 * MINUTE);
    expect(center()).toMatchObject({ active: 'a', deployments: 'open' });
    expect(thread().join('\n')).not.toContain('Somebody');
  });
});

describe('somebody else who writes', () => {
  it('is noticed within a minute, told once, and not overwritten; the rollout holds', async () => {
    await start();
    world.centers.put({ ...center(), deployments: 'open' });
    await world.pass(20 * MINUTE);
    expect(await world.rollout()).toMatchObject({
      phase: { status: 'holding', why: { target: 'the control center' } },
    });
    expect(center()).toMatchObject({ deployments: 'open', share: 5 });
    const told = thread().filter((text) => text.includes('deployments is open, it was closed'));
    expect(told).toEqual([
      expect.stringMatching(/Serin does not overwrite it\. Serin holds. Put it back, then resume/),
    ]);
  });

  it('holds it again when somebody resumes without putting it back, and lets it go on once it is back', async () => {
    await start();
    const ours = center();
    world.centers.put({ ...ours, deployments: 'open' });
    await world.pass(2 * MINUTE);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    await world.pass(2 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'holding' } });
    world.centers.put(ours);
    await world.pass(2 * MINUTE);
    await world.say({ name: 'resume' }, { as: 'U0BOB' });
    await world.pass(25 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    expect(center()).toMatchObject({ active: 'a', deployments: 'open' });
  });

  it('does not keep a rollback from its end, and is told in the thread', async () => {
    await start();
    world.centers.put({ ...center(), active: 'a', fallback: 'b' });
    await world.alarm('checkout-5xx', 'ALARM');
    await world.pass(10 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'rolled-back' } });
    expect(center()).toMatchObject({ active: 'a', fallback: 'b', deployments: 'closed' });
    expect(thread().join('\n')).toMatch(/active is a, it was b.*Put it back by hand/);
    expect((await world.record()).wake.at).toBeNull();
  });

  it('between the last look and the end is told in the thread of the finished rollout', async () => {
    await start();
    world.targets.onWrite(({ after }) => {
      if (after === 100 && world.targets.places.get('events')?.weight === 100)
        world.centers.put({ ...center(), share: 1 });
    });
    await world.pass(30 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    expect(center().share).toBe(1);
    expect(thread().at(-1)).toMatch(/share is 1%, it was 100%.*the next start takes it as it is/);
  });

  it('at the very moment of the write is overwritten, and said with the version that has what they wrote', async () => {
    world.centers.between(() => world.centers.put({ ...center(), share: 42 }));
    await start();
    expect(await world.rollout()).toMatchObject({ phase: { status: 'holding' } });
    expect(thread().join('\n')).toMatch(
      /somebody wrote version 2 of \/serin\/environments\/checkout at the same moment/,
    );
    expect(world.targets.places.get('api')?.weight ?? 0).toBe(0);
  });
});

describe('two workers at once', () => {
  /** A world in which the write with a number is held until it is released. */
  function aWorldThatHolds(number: number) {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let writes = 0;
    world = aSidedWorld({
      wrap: (deps) => ({
        ...deps,
        controlCenters: {
          ...deps.controlCenters,
          write: async (value, expected) => {
            writes += 1;
            if (writes === number) await held;
            return deps.controlCenters.write(value, expected);
          },
        },
      }),
    });
    return { release, isHeld: () => writes >= number };
  }

  it('do not write both: while one is at it the other leaves it alone, and nothing moves before it says closed', async () => {
    const { release, isHeld } = aWorldThatHolds(1);
    const first = start();
    await expect.poll(isHeld).toBe(true);
    await world.pass(MINUTE);
    expect(world.centers.calls.write).toBe(0);
    expect(world.targets.places.get('api')?.weight ?? 0).toBe(0);
    release();
    await first;
    await world.pass(25 * MINUTE);
    expect(await world.rollout()).toMatchObject({ phase: { status: 'completed' } });
    expect(thread().join('\n')).not.toContain('Somebody');
    expect(center()).toMatchObject({ active: 'a', deployments: 'open' });
  });

  it('move nothing up before the share is written, whoever of the two writes it', async () => {
    const { release, isHeld } = aWorldThatHolds(2);
    await start();
    const first = world.say({ name: 'skip' });
    await expect.poll(isHeld).toBe(true);
    await world.pass(MINUTE);
    expect([center().share, world.targets.places.get('api')?.weight]).toEqual([5, 5]);
    release();
    await first;
    expect([center().share, world.targets.places.get('api')?.weight]).toEqual([100, 100]);
    expect(understated).toEqual([]);
  });

  it('wait no longer than a worker lives for one that died while it wrote the share', async () => {
    const { isHeld } = aWorldThatHolds(2);
    await start();
    world.say({ name: 'skip' }).catch(() => undefined);
    await expect.poll(isHeld).toBe(true);
    await world.pass(3 * MINUTE);
    expect([center().share, world.targets.places.get('api')?.weight]).toEqual([100, 100]);
    expect(understated).toEqual([]);
  });
});
