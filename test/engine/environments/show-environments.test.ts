import { beforeEach, describe, expect, it } from 'vitest';
import type { Environments } from '../../../src/domain/environment/environment.ts';
import { aWorld, MINUTE, type World } from '../world/world.ts';

const aSide = (name: string) => ({ name, stage: null, apiUrl: null, variables: {} });
const environments: Environments = { stable: 'a', a: aSide('a'), b: aSide('prod-b') };

let world: World;
beforeEach(() => {
  world = aWorld({ service: { environments } });
});

async function shown(service = 'checkout'): Promise<string> {
  await world.say({ name: 'env', service });
  return world.told.findLast(({ kind }) => kind === 'reply')?.text ?? '';
}

describe('env', () => {
  it('says which side users have, which is active, and that it gets deployments', async () => {
    expect((await shown()).trim().split('\n')).toEqual([
      'checkout: environment a is live; environment b (prod-b) has the next release, and deployments go there.',
      'environment a: live (100%)',
      'environment b (prod-b): next release (0%)',
    ]);
  });

  it('says what runs, and that deployments are closed', async () => {
    await world.say({ name: 'start' });
    const text = await shown();
    expect(text).toContain('has the next release, and deployments are closed');
    expect(text).toContain('environment a: live (95%)');
    expect(text).toContain('checkout: v54 baking at 5%, started by alice');
    expect(text).toContain(`https://slack.example/${(await world.rollout()).id}`);
  });

  it('says what somebody else wrote', async () => {
    await world.say({ name: 'start' });
    world.centers.put({ ...world.centers.now(), share: 50 });
    await world.pass(2 * MINUTE);
    expect(await shown()).toContain('Somebody changed the control center: share is 50%, it was 5%.');
  });

  it('says that the end is not written yet', async () => {
    await world.say({ name: 'start' });
    world.centers.fail('write', { times: 100 });
    await world.say({ name: 'rollback' });
    await world.pass(5 * MINUTE);
    expect(await shown()).toContain('still being brought up to date');
  });

  it.each([
    ['missing', () => world.centers.set({ is: 'missing' }), 'control-center-missing', 'serin apply'],
    [
      'unusable',
      () => world.centers.set({ is: 'unusable', version: 1, detail: 'no JSON' }),
      'control-center-unusable',
      'no JSON',
    ],
  ])('says what to do when the control center is %s', async (_what, arrange, code, remedy) => {
    arrange();
    const text = await shown();
    expect(text).toContain(code);
    expect(text).toContain(remedy);
  });

  it('says that a service is one stack, and that another does not exist', async () => {
    expect(await shown('nothing')).toContain('unknown-service');
    world = aWorld();
    expect(await shown()).toContain('no-environments');
  });

  it('says that SSM does not answer, and changes nothing', async () => {
    world.centers.fail('read', { times: 1 });
    expect(await shown()).toMatch(/not-yet.*Repeat the command in a minute/);
  });
});
