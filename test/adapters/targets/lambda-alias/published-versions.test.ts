import { describe, expect, it } from 'vitest';
import { createLambdaAliasTarget } from '../../../../src/adapters/targets/lambda-alias/target.ts';
import type { LambdaCloud } from '../../../../src/sandbox/cloud/lambda/lambda.ts';
import { aClock } from '../support/a-clock.ts';
import { aLambda } from '../support/aws-clients.ts';

const CONFIG = { kind: 'lambda-alias', function: 'checkout-api', alias: 'live' } as const;

/** Lists the versions of `checkout-api`. */
function list(prepare: (cloud: LambdaCloud) => void = () => undefined, config: object = {}) {
  const clock = aClock();
  const { cloud, client } = aLambda(clock);
  prepare(cloud);
  return { clock, versions: createLambdaAliasTarget({ client, clock }).versions({ ...CONFIG, ...config }) };
}

describe('the versions of a function', () => {
  it('are those that were published, by their labels, with when, and which one users have', async () => {
    const { clock, versions } = list();
    const at = clock.now();
    expect(await versions).toEqual([
      { label: 'v53', at, isLive: true },
      { label: 'v54', at, isLive: false },
      { label: 'v55', at, isLive: false },
    ]);
  });

  it('go by their number where the label is no version, or another one has it too', async () => {
    const { versions } = list((cloud) => {
      cloud.publish('checkout-api', { description: 'v55' });
      cloud.publish('checkout-api', { description: 'reverts v54' });
      cloud.publish('checkout-api', {});
    });
    expect((await versions)?.map(({ label }) => label)).toEqual(['v53', 'v54', '3', '4', '5', '6']);
  });

  it('are left out where a start by their label or number would start another one, or none', async () => {
    const { versions } = list((cloud) => {
      cloud.publish('checkout-api', {});
      cloud.publish('checkout-api', { description: '4' });
      cloud.publish('checkout-api', { description: 'live' });
    });
    expect((await versions)?.map(({ label }) => label)).toEqual(['v53', 'v54', 'v55', '4', '6']);
  });

  it('are not listed where the alias of an environment says which one starts', async () => {
    expect(await list(undefined, { sides: { a: 'env-a', b: 'env-b' } }).versions).toBeNull();
  });

  it('fail as a fault of the target where there is no function', async () => {
    await expect(list(undefined, { function: 'nothing' }).versions).rejects.toThrow(/lambda-alias nothing:live/);
  });
});
