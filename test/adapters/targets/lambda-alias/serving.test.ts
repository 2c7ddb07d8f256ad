import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { readServing } from '../../../../src/adapters/targets/lambda-alias/serving.ts';
import { createLambdaAliasTarget } from '../../../../src/adapters/targets/lambda-alias/target.ts';
import type { Call } from '../../../../src/sandbox/cloud/attach.ts';
import type { LambdaCloud, VersionState } from '../../../../src/sandbox/cloud/lambda/lambda.ts';
import { aClock } from '../support/a-clock.ts';
import { anAsk } from '../support/a-target.ts';
import { aLambda } from '../support/aws-clients.ts';

/** Inspects a start of v54, which is version 2, on `checkout-api:live`, which is on version 1. */
async function inspect(prepare?: (cloud: LambdaCloud) => void, label = 'v54') {
  const clock = aClock();
  const calls: Call[] = [];
  const { cloud, client } = aLambda(clock, {
    after(call) {
      calls.push(call);
    },
  });
  cloud.allowCalls('checkout-api', 'live');
  prepare?.(cloud);
  const ask = anAsk({ kind: 'lambda-alias', function: 'checkout-api', alias: 'live' }, { label });
  const { findings } = await createLambdaAliasTarget({ client, clock }).inspect(ask);
  const asked = calls.filter(({ operation }) => operation === 'GetFunctionConfiguration');
  return { findings, asked: asked.map(({ input }) => (input as { Qualifier: string }).Qualifier).sort() };
}

const is =
  (version: string, state: VersionState) =>
  (cloud: LambdaCloud): void => {
    cloud.setState('checkout-api', version, state);
  };

describe('a start on a version that Lambda is not ready to invoke', () => {
  it('asks Lambda for the state of both versions, by their numbers', async () => {
    expect(await inspect()).toEqual({ findings: [], asked: ['1', '2'] });
  });

  it.each<[code: string, message: RegExp, state: VersionState]>([
    [
      'version-pending',
      /2 \(v54\) of checkout-api is not ready: Lambda says Pending \(Creating\), and SnapStart has no snapshot/,
      {
        State: 'Pending',
        StateReasonCode: 'Creating',
        SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'Off' },
      },
    ],
    [
      'version-inactive',
      /Inactive \(Idle: not called\)/,
      { State: 'Inactive', StateReasonCode: 'Idle', StateReason: 'not called' },
    ],
    ['version-failed', /Failed \(it threw\)/, { State: 'Failed', StateReason: 'it threw' }],
    ['version-not-invocable', /Deactivated/, { State: 'Deactivated' }],
  ])('is refused with %s', async (code, message, state) => {
    const { findings } = await inspect(is('2', state));
    expect(findings).toEqual([
      expect.objectContaining({ severity: 'blocks', code, message: expect.stringMatching(message) }),
    ]);
  });

  it.each<[code: string, message: RegExp, state: VersionState]>([
    [
      'snapshot-missing',
      /SnapStart is on/,
      { State: 'Active', SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'Off' } },
    ],
    ['update-in-progress', /InProgress/, { State: 'Active', LastUpdateStatus: 'InProgress' }],
    ['update-failed', /no subnet/, { LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'no subnet' }],
  ])('is taken with a warning: %s', async (code, message, state) => {
    const { findings } = await inspect(is('2', state));
    expect(findings).toEqual([
      expect.objectContaining({ severity: 'warns', code, message: expect.stringMatching(message) }),
    ]);
  });

  it.each<[string, VersionState]>([
    ['has its snapshot', { SnapStart: { ApplyOn: 'PublishedVersions', OptimizationStatus: 'On' } }],
    ['has SnapStart off', { SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' } }],
  ])('is taken without a word when the version %s', async (_, state) => {
    expect((await inspect(is('2', state))).findings).toEqual([]);
  });

  it('is taken with a warning when only the stable version cannot serve: the rollout may be what helps', async () => {
    const { findings } = await inspect(is('1', { State: 'Failed' }));
    expect(findings).toEqual([
      expect.objectContaining({
        severity: 'warns',
        code: 'stable-version-failed',
        message: expect.stringContaining('1 (v53)'),
        remedy: expect.stringContaining('rollback'),
      }),
    ]);
  });

  it.each<[string, ((cloud: LambdaCloud) => void) | undefined, string]>([
    ['points to the version already', undefined, 'v53'],
    ['points to $LATEST', (cloud) => cloud.createAlias('checkout-api', 'live', '$LATEST'), 'v54'],
    ['points to a version that is gone', (cloud) => cloud.deleteVersion('checkout-api', '1'), 'v54'],
  ])('asks for no state when the alias %s, which is refused anyhow', async (_, prepare, label) => {
    expect((await inspect(prepare, label)).asked).toEqual([]);
  });
});

describe('the state of a version', () => {
  const read = (version: string, state?: VersionState) => {
    const { cloud, client } = aLambda(aClock());
    if (state !== undefined) cloud.setState('checkout-api', version, state);
    const place = { function: 'checkout-api', version, called: version };
    return readServing({ client, pace: (task) => task() }, place);
  };

  it('says that a version is gone', async () => {
    expect(await read('9')).toMatchObject({ is: 'unable', code: 'version-gone' });
  });

  it.each<[Partial<FunctionConfiguration>, string]>([
    [{ LastUpdateStatus: 'Failed', LastUpdateStatusReasonCode: 'InvalidSubnet' }, 'Failed (InvalidSubnet)'],
    [{ LastUpdateStatus: 'Failed' }, 'failed: Failed.'],
  ])('says what Lambda says of a failed update: %j', async (state, words) => {
    expect(await read('2', state)).toMatchObject({ message: expect.stringContaining(words) });
  });

  it('takes an answer without a state as that of a version that is', async () => {
    expect(await read('2', { State: undefined, LastUpdateStatus: undefined })).toEqual({ is: 'able' });
  });

  it('does not hide that the permission is missing', async () => {
    const { client } = aLambda(aClock(), {
      before: () => {
        throw Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
      },
    });
    const place = { function: 'checkout-api', version: '2', called: '2' };
    await expect(readServing({ client, pace: (task) => task() }, place)).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});
