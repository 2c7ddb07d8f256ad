import { GetAliasCommand, UpdateAliasCommand, type UpdateAliasCommandInput } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ASandbox, aSandbox } from '../../sandbox/a-sandbox.ts';

const alias = { FunctionName: 'checkout-api', Name: 'live' };

let sandbox: ASandbox;
beforeEach(async () => {
  sandbox = await aSandbox({ config: 'test/stories/targets/alias.yml' });
  await sandbox.advance('5m');
  await sandbox.type('alice', 'start checkout v54');
});
afterEach(() => sandbox.close());

const lambda = () => sandbox.world.account.clients.lambda;
const rollout = async () => (await sandbox.state()).services.checkout?.rollout;
const lastTold = async (person: string) => JSON.stringify((await sandbox.shown(person)).at(-1)?.message);
/** The card of the newest rollout; other messages in the channel begin with a sign. */
const cardMessage = async () => (await sandbox.messages()).find(({ text }) => /^[a-z]/.test(text));
const card = async () => JSON.stringify(await cardMessage());
const thread = async () => ((await cardMessage())?.thread ?? []).map(({ text }) => text);
const said = async (words: string) => (await thread()).filter((text) => text.includes(words));
const deleteStable = () => sandbox.world.account.lambda.deleteVersion('checkout-api', '1');

async function pointsTo(): Promise<readonly unknown[]> {
  const { FunctionVersion, RoutingConfig } = await lambda().send(new GetAliasCommand(alias));
  return [FunctionVersion, RoutingConfig?.AdditionalVersionWeights ?? {}];
}

type Setting = Pick<UpdateAliasCommandInput, 'FunctionVersion' | 'RoutingConfig'>;

/** Somebody else sets the alias. */
const set = (to: Setting) => lambda().send(new UpdateAliasCommand({ ...alias, ...to }));

describe('a promotion that something undoes each time', () => {
  const split = (FunctionVersion: string, other: string, weight: number): Setting => ({
    FunctionVersion,
    RoutingConfig: { AdditionalVersionWeights: { [other]: weight } },
  });
  let undoneTo = split('2', '1', 0.4);
  let isUndone = true;
  let promotions = 0;
  beforeEach(() => {
    isUndone = true;
    promotions = 0;
    sandbox.world.observe({
      after: async ({ operation, input, error }) => {
        if (operation !== 'UpdateAlias' || error !== null) return;
        const { FunctionVersion, RoutingConfig } = input as UpdateAliasCommandInput;
        if (FunctionVersion !== '2' || Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {}).length > 0) return;
        promotions += 1;
        if (isUndone) await set(undoneTo);
      },
    });
  });

  it.each([
    [
      'a share of its own',
      split('2', '1', 0.4),
      'Somebody changed lambda-alias checkout-api:live: its weight is 60% instead of 100%.',
    ],
    [
      'what it was before',
      split('1', '2', 1),
      'Something outside Serin changes lambda-alias checkout-api:live again, each time Serin has written it: something undoes its promotion.',
    ],
  ])('to %s is asked about after some minutes, once, and nothing is written then', async (_what, to, text) => {
    undoneTo = to;
    await sandbox.advance('15m');
    expect(await rollout()).toMatchObject({ status: 'promoting' });
    await sandbox.advance('60m');
    expect(await rollout()).toMatchObject({ status: 'holding', weight: 100 });
    expect(await said('Serin holds')).toEqual([expect.stringContaining(text)]);
    expect(await card()).toMatch(/(Resume or|Or) roll back\./);
    expect(await pointsTo()).toEqual([to.FunctionVersion, to.RoutingConfig?.AdditionalVersionWeights]);
    const written = promotions;
    await sandbox.advance('10m');
    expect(promotions).toBe(written);

    isUndone = false;
    if (to.FunctionVersion === '2') await set(split('1', '2', 1));
    await sandbox.type('alice', 'resume checkout');
    await sandbox.advance('3m');
    expect(await rollout()).toMatchObject({ status: 'completed' });
    expect(await pointsTo()).toEqual(['2', {}]);
  });

  it('goes back to the letter for who has enough of it', async () => {
    await sandbox.advance('30m');
    await sandbox.type('alice', 'rollback checkout');
    await sandbox.advance('5m');
    expect(await rollout()).toMatchObject({ status: 'rolled-back' });
    expect(await pointsTo()).toEqual(['1', {}]);
  });
});

it('a share that a deployment tool reset is set again with one click, and the rollout completes', async () => {
  await sandbox.advance('2m');
  expect(await pointsTo()).toEqual(['1', { '2': 0.1 }]);
  await set({ FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: {} } });
  await sandbox.advance('2m');
  expect(await rollout()).toMatchObject({ status: 'holding' });
  await sandbox.click('bob', 'put-back');
  expect(await pointsTo()).toEqual(['1', { '2': 0.1 }]);
  expect(await said('bob resumed and lets Serin set lambda-alias checkout-api:live from 0% to 10%.')).toHaveLength(1);
  await sandbox.advance('15m');
  expect(await rollout()).toMatchObject({ status: 'completed' });
});

it('a rollback that something undoes each minute is told after some minutes, once, and ends by itself when that stops', async () => {
  await sandbox.advance('2m');
  await sandbox.type('alice', 'rollback checkout enough seen');
  for (let minute = 0; minute < 60; minute++) {
    await set({ FunctionVersion: '1', RoutingConfig: { AdditionalVersionWeights: { '2': 0.1 } } });
    await sandbox.advance('1m');
  }
  expect(await rollout()).toMatchObject({ status: 'rolling-back' });
  expect((await thread()).slice(-2)).toEqual([
    expect.stringContaining('Every target is back at 0%. Verifying for 90 s.'),
    expect.stringContaining(
      'Something outside Serin moves lambda-alias checkout-api:live onto the canary again, each time Serin takes it off. Find out what it is',
    ),
  ]);
  await sandbox.advance('5m');
  expect(await rollout()).toMatchObject({ status: 'rolled-back' });
  expect(await pointsTo()).toEqual(['1', {}]);
});

describe('where the version of before is deleted after the end', () => {
  beforeEach(async () => {
    await sandbox.advance('25m');
    expect(await rollout()).toMatchObject({ status: 'completed' });
  });

  it('a rollback is refused with that, and moves nothing', async () => {
    deleteStable();
    await sandbox.type('bob', 'rollback checkout');
    expect(await lastTold('bob')).toMatch(
      /Nothing was moved.*cannot roll back: Version 1 \(v53\) of checkout-api does not exist any more/,
    );
    await sandbox.advance('3m');
    expect(await rollout()).toMatchObject({ status: 'completed', weight: 100 });
    expect(await pointsTo()).toEqual(['2', {}]);
    await sandbox.type('alice', 'resume checkout');
    expect(await lastTold('alice')).toContain('The rollout is over.');
  });

  it('while a rollback is under way, it is stuck with the share that is there, and is not called rolled back', async () => {
    let isGone = false;
    sandbox.world.observe({
      before: ({ operation }) => {
        if (operation === 'UpdateAlias' && !isGone) deleteStable();
        isGone ||= operation === 'UpdateAlias';
      },
    });
    await sandbox.type('bob', 'rollback checkout');
    await sandbox.advance('20m');
    expect(await rollout()).toMatchObject({ status: 'stuck' });
    expect(await said('STUCK')).toEqual([
      expect.stringMatching(/cannot be brought back, and it has 100%: .*version 1.*resume to leave it as it is/),
    ]);
    // That no requests of either version fail is no share.
    const texts = JSON.stringify([await card(), await thread()]).replaceAll('fails 0%', '');
    expect(texts).not.toMatch(/(?<![\d.])0%/);
    await sandbox.type('alice', 'resume checkout');
    await sandbox.advance('5m');
    expect(await rollout()).toMatchObject({ status: 'completed', weight: 100 });
    expect(await said('Not rolled back: all users are still on v54')).toHaveLength(1);
    expect(await pointsTo()).toEqual(['2', {}]);
  });
});
