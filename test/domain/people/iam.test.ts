import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isListed, shortArn } from '../../../src/domain/people/iam.ts';

const role = 'arn:aws:iam::123456789012:role/deploy-checkout';
const session = (name = 'deploy-checkout', account = '123456789012', partition = 'aws') => ({
  arn: `arn:${partition}:sts::${account}:assumed-role/${name}/run-7`,
});

test.each([
  [session().arn, 'role/deploy-checkout (run-7)'],
  ['arn:aws:iam::123456789012:user/ops/alice', 'user/ops/alice'],
  ['arn:aws:iam::123456789012:root', 'root'],
  ['arn:aws:sts::123456789012:federated-user/bob', 'federated-user/bob'],
  ['nobody', 'nobody'],
])('%s is %s in short', (arn, short) => {
  expect(shortArn({ arn })).toBe(short);
});

describe('a role that is listed', () => {
  it('stands for each of its sessions, whatever they are called', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\w+=,.@-]{2,64}$/), (name) => {
        expect(isListed({ arn: `arn:aws:sts::123456789012:assumed-role/deploy-checkout/${name}` }, [role])).toBe(true);
      }),
    );
  });

  it('may have a path, which STS leaves out', () => {
    expect(isListed(session(), ['arn:aws:iam::123456789012:role/ci/github/deploy-checkout'])).toBe(true);
  });

  it.each([
    ['of another account', session('deploy-checkout', '210987654321')],
    ['of another partition', session('deploy-checkout', '123456789012', 'aws-cn')],
    ['whose name goes on', session('deploy-checkout-2')],
    ['whose name begins earlier', session('no-deploy-checkout')],
    [
      'whose session has the name of the role',
      { arn: 'arn:aws:sts::123456789012:assumed-role/somebody/deploy-checkout' },
    ],
    ['that is a user of the same name', { arn: 'arn:aws:iam::123456789012:user/deploy-checkout' }],
    ['that is the role itself, as nobody speaks', { arn: 'arn:aws:sts::123456789012:assumed-role/deploy-checkout' }],
  ])('stands for no identity %s', (_what, identity) => {
    expect(isListed(identity, [role])).toBe(false);
  });
});

test('a user that is listed is that user and no other', () => {
  const alice = 'arn:aws:iam::123456789012:user/ops/alice';
  expect(isListed({ arn: alice }, [role, alice])).toBe(true);
  expect(isListed({ arn: 'arn:aws:iam::123456789012:user/alice' }, [alice])).toBe(false);
});
