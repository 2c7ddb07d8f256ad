import { describe, expect, it } from 'vitest';
import type { Deps } from '../../../src/engine/deps.ts';
import { LookupFailed } from '../../../src/ports/inbound/people.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';
import {
  complete,
  hotfix,
  hotfixNotices,
  lastReply,
  leave,
  queue,
  queueNotices,
  running,
  ungated,
  waits,
} from './queue-world.ts';

/** Something that happens once while a start is prepared. */
interface Meanwhile {
  happens: (() => Promise<void>) | null;
}

/** Lets something happen while the targets are inspected. */
function withMeanwhile(deps: Deps, meanwhile: Meanwhile): Deps {
  return {
    ...deps,
    kind: (name) => {
      const kind = deps.kind(name);
      const inspect: typeof kind.target.inspect = async (ask) => {
        const { happens } = meanwhile;
        meanwhile.happens = null;
        await happens?.();
        return kind.target.inspect(ask);
      };
      return { ...kind, target: { ...kind.target, inspect } };
    },
  };
}

describe('a start that may wait', () => {
  it.each<[string, (world: World) => Promise<void>, string]>([
    ['with the word', (world) => queue(world, 'v55'), 'v55 waits in the queue of checkout as number 1.'],
    ['as a hotfix', (world) => hotfix(world, 'v55'), 'v55 goes first in the queue of checkout'],
  ])('waits %s where another began while it was prepared', async (_how, asks, said) => {
    const meanwhile: Meanwhile = { happens: null };
    const world = aWorld({ service: ungated, wrap: (deps) => withMeanwhile(deps, meanwhile) });
    meanwhile.happens = () => world.say({ name: 'start' });
    await asks(world);
    expect(lastReply(world)).toMatchObject({ tone: 'done', text: expect.stringContaining(said) });
    expect(await waits(world)).toEqual(['v55']);
    expect((await world.rollout()).canary).toBe('v54');
  });
});

describe('a hotfix of a version that waits', () => {
  it('says whose start it takes over, calls them, and keeps what they chose', async () => {
    const world = await running();
    await queue(world, 'v55', 'U0BOB', { explicit: { api: '17' } });
    await queue(world, 'v56', 'U0CAROL');
    await hotfix(world, 'v55');
    expect(hotfixNotices(world)).toEqual([
      'baking: dave has v55 start next, after v54: the cart is empty. It takes the place of v55 (bob). It goes before v56 (carol) (U0ALICE, U0BOB, U0CAROL)',
    ]);
    expect((await world.record()).queue?.starts[0]).toMatchObject({ label: 'v55', explicit: { api: '17' } });
  });

  it('is refused with other choices', async () => {
    const world = await running();
    await queue(world, 'v55', 'U0BOB', { explicit: { api: '17' } });
    await hotfix(world, 'v55', 'U0DAVE', { explicit: { api: '18' } });
    expect(lastReply(world)).toMatchObject({ tone: 'refused', code: 'queued-already' });
    expect(lastReply(world)?.text).toBe(
      'v55 of checkout waits already, as number 1, with api=17. Leave other versions out of the hotfix, or take the start out first: /canary queue checkout leave v55.',
    );
  });

  it('that starts at once calls whoever it takes over and passes', async () => {
    const world = await running();
    await queue(world, 'v55');
    await queue(world, 'v56', 'U0CAROL');
    await complete(world);
    await hotfix(world, 'v55');
    expect(hotfixNotices(world)[0]).toMatch(
      /dave has v55 start now: the cart is empty\. It takes the place of v55 \(bob\)\. It goes before v56 \(carol\) \(U0BOB, U0CAROL\)$/,
    );
    expect(await waits(world)).toEqual(['v56']);
  });
});

describe('the words of the queue', () => {
  it('tell a hotfix that takes over a split what to leave out', async () => {
    const world = await running();
    await hotfix(world, 'v55', 'U0DAVE', { adopt: true });
    expect(lastReply(world)).toMatchObject({ code: 'queue-options' });
    expect(lastReply(world)?.text).toMatch(/^`adopt` needs somebody who looks\. Leave it out/);
  });

  it('name the role that lets it go on', async () => {
    const world = await running({ roles: { start: ['U0ALICE'] } });
    await world.say({ name: 'resume-queue' }, { as: 'U0BOB' });
    expect(lastReply(world)?.text).toBe('Only U0ALICE can resume the queue of checkout. Ask one of them.');
  });
});

describe('who takes out a start of their own', () => {
  it('needs no answer of Slack about roles', async () => {
    const away = { is: false };
    const world = await running({ roles: { rollback: ['U0CAROL'] } }, (deps) => ({
      ...deps,
      people: {
        ...deps.people,
        isAmong: (person, from) =>
          away.is ? Promise.reject(new LookupFailed('who is in a group')) : deps.people.isAmong(person, from),
      },
    }));
    await queue(world, 'v55');
    away.is = true;
    await leave(world, 'v55', 'U0BOB');
    expect(lastReply(world)?.text).toBe('bob took v55 out of the queue.');
  });
});

describe('a turn', () => {
  it('of a start that has to be shown first stops for what is in the way before that', async () => {
    const world = await running();
    await queue(world, 'v55', 'U0BOB', { confirmed: undefined });
    await complete(world);
    await world.say({ name: 'lock', text: '' });
    await world.pass(3 * MINUTE);
    expect(queueNotices(world)[0]).toContain('checkout is locked by alice');
  });

  it('that fails for another reason keeps nothing else from being done, and is tried again', async () => {
    const broken = { is: false };
    const world = await running({}, (deps) => ({
      ...deps,
      registry: {
        ...deps.registry,
        owner: (name) => (broken.is ? Promise.reject(new Error('the table is odd')) : deps.registry.owner(name)),
      },
    }));
    await queue(world, 'v55');
    await complete(world);
    broken.is = true;
    world.slack.down = true;
    await leave(world, 'v99', 'U0BOB');
    world.slack.down = false;
    const before = world.told.length;
    await expect(world.pass(3 * MINUTE)).rejects.toThrow('the table is odd');
    expect(world.told.length).toBeGreaterThan(before);
    broken.is = false;
    await world.pass(3 * MINUTE);
    expect((await world.rollout()).canary).toBe('v55');
  });
});
