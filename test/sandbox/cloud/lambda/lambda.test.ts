import {
  GetAliasCommand,
  GetFunctionConfigurationCommand,
  InvalidParameterValueException,
  ListAliasesCommand,
  ListVersionsByFunctionCommand,
  PreconditionFailedException,
  ResourceConflictException,
  ResourceNotFoundException,
  UpdateAliasCommand,
  type UpdateAliasCommandInput,
} from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { aClock } from '../../../adapters/targets/support/a-clock.ts';
import { aLambda } from '../../../adapters/targets/support/aws-clients.ts';

const LIVE = { FunctionName: 'checkout-api', Name: 'live' };

function aFunction() {
  const { cloud, client } = aLambda(aClock());
  const update = (changes: Partial<UpdateAliasCommandInput>) =>
    client.send(new UpdateAliasCommand({ ...LIVE, ...changes }));
  const split = (weights: Record<string, number>) => update({ RoutingConfig: { AdditionalVersionWeights: weights } });
  return { cloud, client, update, split, get: () => client.send(new GetAliasCommand(LIVE)) };
}

describe('the model of Lambda', () => {
  it('gives an alias another revision at each update, the same in every run', async () => {
    const { split, get } = aFunction();
    const revisions = [
      (await get()).RevisionId,
      (await split({ 2: 0.1 })).RevisionId,
      (await split({ 2: 0.1 })).RevisionId,
    ];
    expect(new Set(revisions).size).toBe(3);
    expect((await aFunction().get()).RevisionId).toBe(revisions[0]);
  });

  it('refuses an update from an older revision and changes nothing', async () => {
    const { update, split, get } = aFunction();
    const { RevisionId } = await get();
    await split({ 2: 0.1 });
    const before = await get();
    await expect(update({ RevisionId, FunctionVersion: '3' })).rejects.toThrow(PreconditionFailedException);
    expect(await get()).toEqual(before);
  });

  it('keeps what an update leaves out, and shows no routing without weights', async () => {
    const { update, split, get } = aFunction();
    await split({ 2: 0.1 });
    await update({ FunctionVersion: '3' });
    expect(await get()).toMatchObject({
      FunctionVersion: '3',
      RoutingConfig: { AdditionalVersionWeights: { 2: 0.1 } },
    });
    await split({});
    expect((await get()).RoutingConfig).toBeUndefined();
  });

  const invalid: [why: string, changes: Partial<UpdateAliasCommandInput>, message: RegExp][] = [
    ['a weight above 1', { RoutingConfig: { AdditionalVersionWeights: { 2: 1.1 } } }, /0\.0 to 1\.0/],
    ['a weight below 0', { RoutingConfig: { AdditionalVersionWeights: { 2: -0.1 } } }, /0\.0 to 1\.0/],
    ['two additional versions', { RoutingConfig: { AdditionalVersionWeights: { 2: 0.1, 3: 0.1 } } }, /greater than 1/],
    ['a version split with itself', { RoutingConfig: { AdditionalVersionWeights: { 1: 0.1 } } }, /already included/],
    [
      '$LATEST in a split',
      { RoutingConfig: { AdditionalVersionWeights: { $LATEST: 0.1 } } },
      /\$LATEST is not supported/,
    ],
    ['versions with different roles', { RoutingConfig: { AdditionalVersionWeights: { 4: 0.1 } } }, /execution role/],
    [
      'versions with different queues',
      { RoutingConfig: { AdditionalVersionWeights: { 5: 0.1 } } },
      /dead-letter queue/,
    ],
  ];
  it.each(invalid)('refuses %s', async (_why, changes, message) => {
    const { cloud, update } = aFunction();
    cloud.publish('checkout-api', { role: 'arn:aws:iam::1:role/other' });
    cloud.publish('checkout-api', { deadLetterArn: 'arn:aws:sqs:x' });
    await expect(update(changes)).rejects.toThrow(InvalidParameterValueException);
    await expect(update(changes)).rejects.toThrow(message);
  });

  it.each([
    ['an alias', { Name: 'nothing' }],
    ['a function', { FunctionName: 'nothing' }],
    ['a version', { FunctionVersion: '9' }],
    ['an additional version', { RoutingConfig: { AdditionalVersionWeights: { 9: 0.1 } } }],
  ])('does not find %s that is not there', async (_what, changes) => {
    await expect(aFunction().update(changes)).rejects.toThrow(ResourceNotFoundException);
  });

  it.each(['Pending', 'Failed'] as const)(
    'points no alias at a version that is %s, and lets go of one',
    async (State) => {
      const { cloud, update, split } = aFunction();
      await split({ 2: 0.1 });
      cloud.setState('checkout-api', '2', { State, StateReasonCode: 'Creating' });
      await expect(split({ 2: 0.2 })).rejects.toThrow(ResourceConflictException);
      await expect(update({ FunctionVersion: '2' })).rejects.toThrow(State);
      await split({});
      expect(cloud.share('checkout-api', 'live', '1')).toBe(100);
    },
  );

  it('says of a version what state it is in, and leaves that out of its lists', async () => {
    const { cloud, client } = aFunction();
    cloud.setState('checkout-api', '2', { State: 'Inactive' });
    const stateOf = async (Qualifier: string) => {
      const command = new GetFunctionConfigurationCommand({ FunctionName: 'checkout-api', Qualifier });
      return (await client.send(command)).State;
    };
    expect([await stateOf('1'), await stateOf('2')]).toEqual(['Active', 'Inactive']);
    const { Versions } = await client.send(new ListVersionsByFunctionCommand({ FunctionName: 'checkout-api' }));
    expect(Versions?.map(({ State }) => State)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('picks a version by its weight', async () => {
    const { cloud, split } = aFunction();
    await split({ 2: 0.1 });
    expect([0, 0.0999, 0.1, 0.9999].map((random) => cloud.pick('checkout-api', 'live', random))).toEqual([
      '2',
      '2',
      '1',
      '1',
    ]);
    expect(['1', '2', '3'].map((version) => cloud.share('checkout-api', 'live', version))).toEqual([90, 10, 0]);
  });

  it('lists versions in pages, $LATEST first, and does not use a number twice', async () => {
    const { cloud, client } = aFunction();
    cloud.deleteVersion('checkout-api', '3');
    expect(cloud.publish('checkout-api')).toBe('4');
    const first = await client.send(new ListVersionsByFunctionCommand({ FunctionName: 'checkout-api', MaxItems: 2 }));
    const rest = await client.send(
      new ListVersionsByFunctionCommand({ FunctionName: 'checkout-api', Marker: first.NextMarker }),
    );
    const numbers = [first, rest].map(({ Versions = [] }) => Versions.map(({ Version }) => Version));
    expect(numbers).toEqual([
      ['$LATEST', '1'],
      ['2', '4'],
    ]);
    expect(rest.NextMarker).toBeUndefined();
  });

  it('lists the aliases with the versions they point to', async () => {
    const { cloud, client } = aFunction();
    cloud.createAlias('checkout-api', 'next', '3');
    const { Aliases } = await client.send(new ListAliasesCommand({ FunctionName: 'checkout-api' }));
    expect(Aliases?.map(({ Name, FunctionVersion }) => [Name, FunctionVersion])).toEqual([
      ['live', '1'],
      ['next', '3'],
    ]);
  });
});
