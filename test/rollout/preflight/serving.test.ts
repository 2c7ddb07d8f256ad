import { describe, expect, it } from 'vitest';
import { judgeServing, type VersionState, versionGone } from '../../../src/rollout/preflight/serving.ts';

const PLACE = { function: 'checkout-api', version: '4', called: '4 (v56)' };
const ACTIVE: VersionState = { State: 'Active', LastUpdateStatus: 'Successful' };
const OFF = { ApplyOn: 'PublishedVersions', OptimizationStatus: 'Off' };
const ON = { ApplyOn: 'PublishedVersions', OptimizationStatus: 'On' };
const judge = (said: Partial<VersionState>) => judgeServing(PLACE, { ...ACTIVE, ...said });

describe('whether a version of a function can take requests', () => {
  it.each<[string, Partial<VersionState>]>([
    ['active', {}],
    ['active, with its snapshot', { SnapStart: ON }],
    ['active, with SnapStart off', { SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' } }],
    ['active, for reasons that are empty', { StateReason: '', StateReasonCode: '' }],
    ['of a Lambda that says nothing of states', { State: undefined, LastUpdateStatus: undefined }],
  ])('is able when it is %s', (_, said) => {
    expect(judge(said)).toEqual({ is: 'able' });
  });

  it.each<[is: string, code: string, message: string, remedy: RegExp, said: Partial<VersionState>]>([
    [
      'unable',
      'version-pending',
      'Version 4 (v56) of checkout-api is not ready: Lambda says Pending (Creating), and SnapStart has no snapshot of it yet. Requests to it fail until it is.',
      /^Wait until its state is Active \(`aws lambda wait published-version-active --function-name checkout-api --qualifier 4`\), then start again\.$/,
      { State: 'Pending', StateReasonCode: 'Creating', SnapStart: OFF },
    ],
    [
      'unable',
      'version-pending',
      'Version 4 (v56) of checkout-api is not ready: Lambda says Pending. Requests to it fail until it is.',
      /^Wait until its state is Active/,
      { State: 'Pending', LastUpdateStatus: 'Failed', SnapStart: ON },
    ],
    [
      'unable',
      'version-inactive',
      'Version 4 (v56) of checkout-api is idle: Lambda says Inactive (Idle). The first requests to it fail, until Lambda has restored it.',
      /^Invoke it once \(`aws lambda invoke --function-name checkout-api:4 \/dev\/null`\), wait until its state is Active/,
      { State: 'Inactive', StateReasonCode: 'Idle' },
    ],
    [
      'unable',
      'version-failed',
      'Version 4 (v56) of checkout-api cannot serve: Lambda says Failed (FunctionError: it threw). Every request to it fails.',
      /publish a new version/,
      { State: 'Failed', StateReasonCode: 'FunctionError', StateReason: 'it threw.', LastUpdateStatus: 'Failed' },
    ],
    ...['ActiveNonInvocable', 'Deactivating', 'Deactivated', 'Deleting'].map(
      (state): [string, string, string, RegExp, Partial<VersionState>] => [
        'unable',
        'version-not-invocable',
        `Version 4 (v56) of checkout-api cannot be invoked: Lambda says ${state}.`,
        /^Publish a version/,
        { State: state },
      ],
    ),
    [
      'doubtful',
      'version-state-unknown',
      'Version 4 (v56) of checkout-api has a state that Serin does not know: Dreaming. Whether it takes requests is not known.',
      /^Invoke it once/,
      { State: 'Dreaming', LastUpdateStatus: 'Failed' },
    ],
    [
      'doubtful',
      'update-failed',
      'The last update of version 4 (v56) of checkout-api failed: Failed (no subnet).',
      /publish a new version/,
      { LastUpdateStatus: 'Failed', LastUpdateStatusReason: 'no subnet', SnapStart: OFF },
    ],
    [
      'unable',
      'update-failed',
      'The last update of version 4 (v56) of checkout-api failed: Failed.',
      /publish/,
      { State: undefined, LastUpdateStatus: 'Failed' },
    ],
    [
      'doubtful',
      'update-in-progress',
      'Lambda is still updating version 4 (v56) of checkout-api: InProgress.',
      /LastUpdateStatus is Successful \(`aws lambda get-function-configuration --function-name checkout-api --qualifier 4`\)/,
      { LastUpdateStatus: 'InProgress' },
    ],
    [
      'doubtful',
      'snapshot-missing',
      'SnapStart is on for version 4 (v56) of checkout-api and has no snapshot of it: new environments start cold.',
      /OptimizationStatus is On/,
      { SnapStart: OFF },
    ],
    [
      'unable',
      'snapshot-missing',
      'SnapStart is on for version 4 (v56) of checkout-api and has no snapshot of it: new environments start cold.',
      /OptimizationStatus is On/,
      { State: undefined, LastUpdateStatus: undefined, SnapStart: OFF },
    ],
  ])('is %s with %s: %s', (is, code, message, remedy, said) => {
    expect(judge(said)).toEqual({ is, code, message, remedy: expect.stringMatching(remedy) });
  });

  it('is not when it does not exist', () => {
    expect(versionGone(PLACE)).toEqual({
      is: 'unable',
      code: 'version-gone',
      message: 'Version 4 (v56) of checkout-api does not exist any more.',
      remedy: 'Publish a version, and start that one.',
    });
  });
});
