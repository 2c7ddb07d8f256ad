import type { LambdaClient } from '@aws-sdk/client-lambda';
import { PutParameterCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { expect, it } from 'vitest';
import { createShared } from '../../../../src/adapters/aws/lambda/shared.ts';

/** An account with a function `shop-api`. */
interface SharedWorld {
  readonly ssm: SSMClient;
  readonly lambda: LambdaClient;
  /** Publishes the next version of the function, with these variables. */
  publish(variables: Readonly<Record<string, string>>): Promise<string>;
}

/** What every SSM and every Lambda do, the models as well as those that nobody here wrote. */
export function sharedContract(world: () => SharedWorld): void {
  const put = (Name: string, Value: string, Type: 'String' | 'SecureString' = 'String') =>
    world().ssm.send(new PutParameterCommand({ Name, Value, Type }));
  const parameters = (...names: string[]) => createShared(world()).parameters(names);

  it('is equal by what the parameters hold, encrypted or not', async () => {
    await put('/same/a/db', 'postgres://one');
    await put('/same/b/db', 'postgres://one', 'SecureString');
    expect(await parameters('/same/a/db', '/same/b/db')).toEqual({ missing: [], unequal: [] });
  });

  it('is not equal when one parameter holds something else, and does not say what', async () => {
    const names = ['/other/a/db', '/other/b/db'] as const;
    await put(names[0], 'postgres://one', 'SecureString');
    await put(names[1], 'postgres://two', 'SecureString');
    expect(await parameters(...names)).toEqual({ missing: [], unequal: names });
  });

  it('names the parameters that are not there', async () => {
    await put('/half/a/db', 'postgres://one');
    expect(await parameters('/half/a/db', '/half/b/db')).toEqual({ missing: ['/half/b/db'], unequal: [] });
  });

  it('is compared between the two versions of a function, variable by variable', async () => {
    const stable = await world().publish({ DB_URL: 'one', CACHE: 'c', ONLY_OLD: 'x' });
    const canary = await world().publish({ DB_URL: 'one', CACHE: 'd' });
    const names = ['DB_URL', 'CACHE', 'ONLY_OLD', 'NOBODY'];
    expect(await createShared(world()).variables('shop-api', [stable, canary], names)).toEqual({
      missing: ['NOBODY'],
      unequal: ['CACHE', 'ONLY_OLD'],
    });
  });
}
